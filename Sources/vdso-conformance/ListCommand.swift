import ArgumentParser
import Reporting
import Session

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show every check and what it asks.",
        discussion: """
            Results are named ARCH/AREA/SUBJECT.PROPERTY. A check belongs to one area and gives a result of its property \
            for each subject that the expectations name.

            EXAMPLES
              vdso-conformance list
              vdso-conformance list aarch64/agreement/clock_gettime.MONOTONIC.ordered
              vdso-conformance list '*/exports/*'
            """)

    @Argument(help: "An identifier, or a pattern with *, to explain.")
    var pattern: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let checks = try CheckDescription.matching(pattern)
        if json { return try Console.write(try JSONReport.document(of: checks)) }
        let style = Console.style
        let width = checks.map { $0.name.count }.max() ?? 0
        let lines = checks.flatMap { check in
            style.wrapped(
                check.meaning, first: check.name + String(repeating: " ", count: width - check.name.count) + "  ")
        }
        try Console.write(lines.joined(separator: "\n") + "\n")
    }
}
