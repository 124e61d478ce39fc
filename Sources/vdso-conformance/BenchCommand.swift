import ArgumentParser
import Bench
import Foundation
import Session

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure what calls cost, and compare with an earlier run.",
        discussion: """
            Times are those of the least of many short batches, on one processor, with what an empty call takes taken \
            off. All functions are measured in turn, round by round, so that what disturbs for a while disturbs all \
            alike. Baselines are files of rows below VDSO_BASELINES or ~/.local/share/vdso-conformance/baselines.

            A comparison tells a change where the whole interval of the ratio lies beyond 5 %; chance alone makes one \
            false report in a hundred runs. Runs of different processors or clocksources are not compared.

            EXAMPLES
              vdso-conformance bench
              vdso-conformance bench --save-baseline before
              vdso-conformance bench --baseline before
              vdso-conformance bench --duration 30s --json > today.json

            EXIT STATUS
              0  measured; nothing became worse
              1  something became worse
              2  wrong use, or what cannot be compared
              3  no target could be measured
            """)

    @Argument(help: ArgumentHelp("What to measure: native (default), qemu-user:ARCH.", valueName: "target"))
    var targets: [String] = []

    @Option(help: ArgumentHelp("How long to measure on each target, for instance 30s.", valueName: "seconds"))
    var duration = "10s"

    @Option(help: ArgumentHelp("Keep the rows under a name.", valueName: "name"))
    var saveBaseline: String?

    @Option(help: ArgumentHelp("Compare with rows that were kept under a name.", valueName: "name"))
    var baseline: String?

    @Option(help: ArgumentHelp("Compare with rows that --json printed.", valueName: "file"))
    var compare: String?

    @Flag(help: "Print rows as JSON, an object each, instead of the table.")
    var json = false

    @Flag(help: "Print rows as comma-separated values.")
    var csv = false

    func validate() throws {
        if json && csv { throw ValidationError("--json and --csv are two forms of one output: choose one") }
        if baseline != nil && compare != nil {
            throw ValidationError("--baseline and --compare name two things to compare with: choose one")
        }
        _ = try Seconds.parse(duration, option: "--duration")
    }

    func run() async throws {
        let seconds = try Seconds.parse(duration, option: "--duration")
        let baselines = Baselines(environment: ProcessInfo.processInfo.environment)
        // Read first: a typing error must not cost a run.
        let earlier: [BenchRow]? =
            if let baseline { try baselines.load(baseline) } else if let compare {
                try BenchDocument.read(URL(fileURLWithPath: compare))
            } else { nil }
        let benchmark = try Benchmark(targets: Settings.words(in: targets), seconds: seconds)
        let progress = ProgressLine(isWanted: true)
        let run = await Interruption.guarding {
            await benchmark.run { progress.show("\($0): \($1) s of about \(seconds + 4) s") }
        }
        progress.clear()
        let outcomes = try run.result.get()
        for outcome in outcomes {
            if let problem = outcome.problem { Console.complain("\(outcome.target): \(problem)") }
            if let remark = outcome.remark { Console.note("\(outcome.target): \(remark)") }
        }
        let rows = outcomes.flatMap(\.rows)
        try Console.write(try text(of: rows))
        if let signal = run.signal { Interruption.end(by: signal) }
        guard !rows.isEmpty else { throw ExitCode(3) }
        let isWorse = try earlier.map { try compareEach(outcomes, with: $0) } ?? false
        if let saveBaseline {
            let file = try baselines.save(rows, as: saveBaseline)
            Console.note("kept as \(file.path)")
        }
        if isWorse { throw ExitCode(1) }
    }

    private func text(of rows: [BenchRow]) throws -> Data {
        if json { return try BenchDocument.encode(rows) }
        if csv { return Data(BenchDocument.csv(rows).utf8) }
        return Data(BenchTable(rows: rows).text.utf8)
    }

    /// Prints what changed on each target; whether anything became worse.
    private func compareEach(_ outcomes: [Benchmark.Outcome], with earlier: [BenchRow]) throws -> Bool {
        var isWorse = false
        for outcome in outcomes where !outcome.rows.isEmpty {
            let comparison = try Comparison(of: outcome.rows, with: earlier)
            let text = BenchTable.text(of: comparison, outcome.rows, since: earlier)
            // Rows for programs stay alone on standard output.
            if json || csv { Console.note(text) } else { try Console.write(text) }
            isWorse = isWorse || comparison.changes.contains { $0.verdict.isRegression }
        }
        return isWorse
    }
}
