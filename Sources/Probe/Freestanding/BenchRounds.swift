import ProbeRuntime

/// Rounds over all functions until the time is spent: what disturbs for a while disturbs all alike.
///
/// Each round is an execution of its own. Where the kernel puts the image and the stack decides how they meet in the
/// processor's predictors: in one execution of forty all short calls were seen to take four cycles more, from its first
/// round to its last. Over many executions that is one round among others.
enum BenchRounds {
    /// The memory of the report, where executions of this program can share it.
    nonisolated(unsafe) private(set) static var file: Int?

    /// Finds or makes the memory that rounds share.
    static func prepare(_ options: Options) {
        if let shared = options.childRound {
            file = shared
        } else if options.isBenchmark, !options.countsInstructions {
            file = SharedFile(Output.bytes)?.descriptor
        }
    }

    static func run(seconds: Int) {
        let start = Stopwatch.now()
        var round = 0
        repeat {
            Output.round = round
            if !execute() {
                // What was reported of the round stays: a function that ended its process is known by its name.
                Costs.run(round: round)
            }
            round += 1
        } while Stopwatch.now() - start < Int64(seconds) * 1_000_000_000
    }

    /// One round in a new execution; false if there can be none.
    private static func execute() -> Bool {
        guard let file else { return false }
        let arguments = Program.arguments("--child-round", file)
        let child = Experiment.fork()
        if child == 0 {
            _ = Program.execute(arguments)
            exitProcess(1)
        }
        let isDone = child > 0 && Experiment.wait(child) == 0
        if !isDone { Self.file = nil }
        return isDone
    }

    /// `--child-round`: the round whose number stands in the shared memory.
    static func answer(_ options: Options) -> Never {
        Effort.current = .bench
        Image.find(options)
        Costs.run(round: Output.round)
        Output.flush()
        exitProcess(0)
    }
}
