import ArgumentParser
import Bench
import Foundation
import Session

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure what calls cost, and compare with an earlier run.",
        discussion: """
            Times come from many short batches, on one processor, with what the loop around the calls takes taken \
            off. All functions are measured in turn, round by round, each round in a process of its own, so that what \
            disturbs for a while disturbs all alike. Every batch stands beside one of a chain of multiplications, which \
            leaves the processor's changing speed out. Baselines are files of rows below VDSO_BASELINES or \
            ~/.local/share/vdso-conformance/baselines.

            A comparison tells a change in time where its whole interval lies beyond 5 % (and beyond a cycle, for calls \
            of a few), and any change in instructions; chance alone makes one false report in a hundred runs. The column \
            "shows" says how large a slowdown another run like this one would tell. Runs of different targets, \
            processors or clocksources are not compared.

            EXAMPLES
              vdso-conformance bench
              vdso-conformance bench --save-baseline before
              vdso-conformance bench --baseline before
              vdso-conformance bench --duration 30s --json > today.json
              vdso-conformance bench --image vdso64.so --baseline before
              vdso-conformance bench qemu-system:riscv64 --kernel Image --deterministic

            EXIT STATUS
              0  measured; nothing became worse
              1  something became worse
              2  wrong use, or what cannot be compared
              3  no target could be measured
            """)

    @Argument(
        help: ArgumentHelp("What to measure: native (default), ssh:HOST, qemu-system:ARCH, ...", valueName: "target"))
    var targets: [String] = []

    @Option(help: ArgumentHelp("How long to measure on each target, for instance 30s.", valueName: "seconds"))
    var duration = "10s"

    @Option(
        help: ArgumentHelp("Measure this image in place of the kernel's, before anybody boots it.", valueName: "file"))
    var image: String?

    @OptionGroup(title: "Virtual machines") var machines: MachineOptions

    @Option(help: ArgumentHelp("Keep the rows under a name.", valueName: "name"))
    var saveBaseline: String?

    @Option(help: ArgumentHelp("Compare with rows that were kept under a name.", valueName: "name"))
    var baseline: String?

    @Option(help: ArgumentHelp("Compare with rows that --json printed.", valueName: "file"))
    var compare: String?

    @Option(help: ArgumentHelp("Take rows that --json printed earlier, in place of measuring.", valueName: "file"))
    var rows: String?

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
        // Read first: a typing error must not cost a run.
        let earlier: [BenchRow]? =
            if let baseline { try baselines.load(baseline) } else if let compare {
                try BenchDocument.read(URL(fileURLWithPath: compare))
            } else { nil }
        var settings = try Settings(environment: ProcessInfo.processInfo.environment)
        settings.targets = Settings.words(in: targets)
        settings.chosenImage = image
        try machines.apply(to: &settings)
        if let rows {
            guard targets.isEmpty else { throw UsageError("--rows takes the place of targets: name one of both") }
            return try finish(Benchmark.outcomes(of: BenchDocument.read(URL(fileURLWithPath: rows))), since: earlier)
        }
        let benchmark = try Benchmark(settings: settings, seconds: seconds)
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
        if let signal = run.signal {
            try Console.write(try text(of: outcomes.flatMap(\.rows)))
            Interruption.end(by: signal)
        }
        try finish(outcomes, since: earlier)
    }

    /// Prints rows, compares and keeps them, and ends with the status that follows.
    private func finish(_ outcomes: [Benchmark.Outcome], since earlier: [BenchRow]?) throws {
        let rows = outcomes.flatMap(\.rows)
        try Console.write(try text(of: rows))
        guard !rows.isEmpty else { throw ExitCode(3) }
        let isWorse = try earlier.map { try compareEach(outcomes, with: $0) } ?? false
        if let saveBaseline {
            let file = try baselines.save(rows, as: saveBaseline)
            Console.note("kept as \(file.path)")
        }
        if isWorse { throw ExitCode(1) }
    }

    private var baselines: Baselines { Baselines(environment: ProcessInfo.processInfo.environment) }

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
            let text = BenchTable.text(of: comparison, outcome.rows)
            // Rows for programs stay alone on standard output.
            if json || csv { Console.note(text) } else { try Console.write(text) }
            isWorse = isWorse || comparison.changes.contains { $0.verdict.isRegression }
        }
        return isWorse
    }
}
