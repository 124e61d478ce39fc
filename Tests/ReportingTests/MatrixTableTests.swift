import Results
import Testing

@testable import Reporting

@Suite("Matrix: its table") struct MatrixTableTests {
    private static func target(_ outcomes: CheckResult.Outcome..., row: String, column: String) -> TargetReport {
        var target = TargetReport(
            label: "\(row)-\(column)", target: "qemu-system:\(column)", architecture: column,
            results: outcomes.enumerated().map { index, outcome in
                CheckResult(
                    Identifier(architecture: column, area: .image, subject: "s\(index)", property: "p"), outcome,
                    expected: "", observed: "")
            }, startedAt: 0)
        target.place(row: row, column: column)
        return target
    }

    private static var report: Report {
        var none = target(row: "old", column: "riscv64")
        none.unavailable = "that release has none"
        var missing = target(row: "new", column: "riscv64")
        (missing.unavailable, missing.isRequired) = ("no network", true)
        return Report(
            targets: [
                target(.passed, .knownIssue, .skipped, row: "old", column: "x86_64"), none,
                target(.failed, .failed, .error, row: "new", column: "x86_64"), missing,
                target(.error, .passed, row: "new, off", column: "x86_64"),
                target(.skipped, row: "new, on", column: "x86_64"),
            ], suiteVersion: "1")
    }

    @Test func hasAWordForEachCell() {
        #expect(
            MatrixTable(Self.report).text == """
                          x86_64          riscv64
                old       conformant      no kernel
                new       2 failed        not run
                new, off  1 error         -
                new, on   nothing judged  -

                  old-riscv64: no kernel: that release has none
                  new-riscv64: not run: no network

                """)
    }

    @Test("on the page its rows are those of the matrix") func page() throws {
        let matrix = HTMLMatrix(Self.report.targets)
        #expect(matrix.rows.map(\.kernel) == ["old", "new", "new, off", "new, on"])
        #expect(matrix.architectures == ["x86_64", "riscv64"])
    }
}
