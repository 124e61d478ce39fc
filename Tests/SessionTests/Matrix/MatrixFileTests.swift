import Foundation
import Testing

@testable import Session

@Suite("Matrix: its file") struct MatrixFileTests {
    private static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private func plan(_ text: String) async throws -> MatrixPlan {
        try await Samples.withFolder { folder in
            let file = folder.appending(path: "m.yaml")
            try Data(text.utf8).write(to: file)
            return try MatrixPlan(path: file.path)
        }
    }

    @Test("kernels by variants by machines, each with a label of its own") func cells() async throws {
        let plan = try await plan(
            """
            machines: [x86_64, aarch64]
            kernels:
              - {name: a, kernel: fetch:debian/trixie}
              - {name: b, kernel: {aarch64: fetch:debian/sid}}
            variants:
              - {name: off, arguments: vdso=0, machines: [x86_64]}
              - {name: two, cpus: 2, kernels: [b]}
            """)
        #expect(plan.cells.map(\.label) == ["a-x86_64", "a-aarch64", "a-x86_64-off", "b-aarch64", "b-aarch64-two"])
        #expect(plan.cells.map(\.row) == ["a", "a", "a, off", "b", "b, two"])
        #expect(plan.cells[2].arguments == "vdso=0")
        #expect(plan.cells[4].processors == 2)
        #expect(plan.cells[3].kernel == "fetch:debian/sid")
    }

    @Test("files lie beside the matrix") func files() async throws {
        let plan = try await plan(
            "machines: x86_64\nkernels:\n  - {name: a, kernel: build/bzImage, kconfig: build/.config}")
        let kernel = try #require(plan.cells.first)
        #expect(kernel.kernel.hasPrefix("/"))
        #expect(kernel.kernel.hasSuffix("/build/bzImage"))
        #expect(kernel.configuration?.hasSuffix("/build/.config") == true)
    }

    private static let kernel = "\nkernels:\n  - {name: a, kernel: fetch:debian/sid}"

    @Test(
        "mistakes have file, line and column",
        arguments: [
            ("machines: [x86_64]\nkernel: []", "2:1: unknown key \"kernel\""),
            ("machines: [x86_64]\(kernel)\nvariants: [{name: v, arguments: a, cpu: 2}]", "unknown key \"cpu\""),
            ("machines: [moon]\(kernel)", "1:12: \"machines\" names \"moon\"; there is x86_64"),
            ("machines: [x86_64]\nkernels: [{name: a, kernel: 'fetch:x'}]", "2:29: \"fetch:x\" names no kernel"),
            ("machines: [x86_64]\nkernels: [{name: a.b, kernel: x}]", "2:18: a name has letters"),
            ("machines: [x86_64]\nkernels: [{name: a}]", "2:11: the key \"kernel\" is missing"),
            ("machines: [x86_64]\nkernels: [{name: a, kernel: {aarch64: x}}]", "\"aarch64\" is none of \"machines\""),
            ("machines: [x86_64]\(kernel)\nvariants: [{name: v, arguments: a -- b}]", "without \"--\""),
            ("machines: [x86_64]\(kernel)\nvariants: [{name: v, arguments: \"a\\nb\"}]", "in one line"),
            ("machines: [x86_64]\(kernel)\nvariants: [{name: v}]", "a variant needs"),
            ("machines: [x86_64]\(kernel)\nvariants: [{name: v, cpus: 0}]", "from 1 to 64"),
            ("machines: [x86_64]\(kernel)\nvariants: [{name: v, cpus: 2}, {name: v, cpus: 3}]", "is there already"),
            ("machines: [x86_64]", "the key \"kernels\" is missing"),
            ("kernels: []", "the key \"machines\" is missing"),
            ("machines: [x86_64]\nkernels: []", "there is no cell in it"), ("", "is empty"), ("machines: [", "m.yaml:"),
            ("a: &b c", "anchors and aliases are not allowed"),
        ])
    func mistakes(text: String, words: String) async throws {
        let error = await #expect(throws: UsageError.self) { try await plan(text) }
        #expect(error?.description.contains("m.yaml") == true)
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test("two cells never share a label") func twins() async throws {
        let text = """
            machines: [x86_64]
            kernels:
              - {name: a, kernel: x}
              - {name: a-x86_64, kernel: x, machines: []}
            variants:
              - {name: b, cpus: 2}
              - {name: b-c, cpus: 3}
            """
        #expect(try await plan(text).cells.count == 3)
        // a-x86_64 + b-x86_64 is a + x86_64 + b-x86_64.
        let error = await #expect(throws: UsageError.self) {
            try await plan(
                "machines: [x86_64]\nkernels: [{name: a, kernel: x}, {name: a-x86_64-b, kernel: x}]\n"
                    + "variants: [{name: b-x86_64, cpus: 2}]")
        }
        #expect(error?.description.contains("two cells are called \"a-x86_64-b-x86_64\"") == true)
    }

    @Test("a file that is not there is wrong use") func missing() {
        #expect(throws: UsageError.self) { try MatrixPlan(path: "/nonexistent/m.yaml") }
    }

    @Test("the files that come with the project are read", arguments: ["matrix-debian.yaml", "matrix-boot.yaml"])
    func shipped(name: String) throws {
        let plan = try MatrixPlan(path: Self.package.appending(path: "docs/\(name)").path)
        #expect(plan.cells.count >= 9)
        let document = try String(
            contentsOf: Self.package.appending(path: "docs/matrix.md"), encoding: .utf8)
        #expect(document.contains(name))
    }
}
