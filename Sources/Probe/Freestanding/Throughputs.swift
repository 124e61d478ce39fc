import ProbeRuntime

/// How many calls threads make at the same time, from one thread to one on each processor: readers must not slow each
/// other down.
struct Throughputs {
    private struct Work {
        var function: TimedFunction
        var threads: UInt64
        /// Nanoseconds that each thread calls for.
        var budget: Int64
    }
    /// What one thread did, on cache lines of its own.
    private struct Tally {
        var calls: UInt64 = 0
        var nanoseconds: Int64 = 0
        var padding: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0)
    }
    nonisolated(unsafe) private static var work: UnsafeMutablePointer<Work>! = nil
    nonisolated(unsafe) private static var tallies: UnsafeMutablePointer<Tally>! = nil
    nonisolated(unsafe) private static var ready: UnsafeMutablePointer<UInt64>! = nil

    static func run() {
        let memory = Pages.allocateShared(8192)
        work = memory.assumingMemoryBound(to: Work.self)
        ready = (memory + 2048).assumingMemoryBound(to: UInt64.self)
        tallies = (memory + 4096).assumingMemoryBound(to: Tally.self)
        let clocks: RunningClocks = RunningClocks.all
        for index in 0..<clocks.count {
            for threads in 1...max(1, Companions.cpuCount) { run(clocks[index], threads) }
        }
    }

    private static func run(_ function: TimedFunction, _ threads: Int) {
        func name() {
            function.part("performance")
            Output.part(".throughput")
        }
        Experiment.runItems(1, name: { _ in name() }) { _ in
            work.initialize(
                to: Work(
                    function: function, threads: UInt64(threads), budget: Effort.current.throughputBudget * 1_000_000))
            for index in 0..<threads { (tallies + index).initialize(to: Tally()) }
            ready.pointee = 0
            let result = Companions.start(threads) { index in
                Companions.enter(index)
                Throughputs.callOn(Int(index))
            }
            Companions.join()
            guard result == 0 else {
                Experiment.unobservable(name, "no thread can be started", result)
                return
            }
            report(function, threads)
        }
    }

    private static func callOn(_ index: Int) {
        let work = work.pointee
        _ = probe_atomic_add(ready, 1)
        let arrival = Stopwatch.now()
        while probe_atomic_load(ready) < work.threads, Stopwatch.now() - arrival < 50_000_000 {
            _ = systemCall(NR_sched_yield)
        }
        var reading = Timespec()
        var calls: UInt64 = 0
        let start = Stopwatch.now()
        var elapsed: Int64 = 0
        repeat {
            for _ in 0..<2000 { _ = work.function.call(&reading) }
            calls &+= 2000
            elapsed = Stopwatch.now() - start
        } while elapsed < work.budget
        tallies[index].calls = calls
        tallies[index].nanoseconds = elapsed
    }

    private static func report(_ function: TimedFunction, _ threads: Int) {
        Output.begin("throughput")
        Output.field("function", text: function.name)
        if function.kind == .clockGettime { Output.field("clock", Int64(function.clock.id)) }
        Output.field("threads", threads)
        Output.field(
            "calls", list: { for index in 0..<threads { Output.element(Int64(bitPattern: tallies[index].calls)) } })
        Output.field(
            "nanoseconds", list: { for index in 0..<threads { Output.element(tallies[index].nanoseconds) } })
        Output.end()
    }
}
