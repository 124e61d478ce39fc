import ArgumentParser
import Reporting
import Session

struct TargetsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "targets",
        abstract: "Show which targets can run here, and why others cannot.")

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let targets = await TargetDescription.all()
        if json { return try Console.write(try JSONReport.document(of: targets)) }
        let style = Console.style
        let width = targets.map(\.target.count).max() ?? 0
        let lines = targets.flatMap { target in
            let first = target.target + String(repeating: " ", count: width - target.target.count) + "  "
            let state =
                target.unavailable.map { "not here: \($0)" } ?? "can run\(target.emulator.map { " under \($0)" } ?? "")"
            return style.wrapped(PlainText.visible(state), first: first)
        }
        let file =
            "image:FILE" + String(repeating: " ", count: max(0, width - 10))
            + "  any vDSO image in a file, without running it"
        try Console.write((lines + [file]).joined(separator: "\n") + "\n")
    }
}
