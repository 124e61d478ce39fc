import ProbeRuntime

/// How far each fine clock goes while `CLOCK_MONOTONIC` goes a known way, by system calls on both sides of each reading.
struct Rates {
    private struct Rate {
        var first = Timespec()
        var last = Timespec()
        var failures = 0
        // MONOTONIC before and behind the first reading, before and behind the last one.
        var firstBefore: Int64 = 0
        var firstAfter: Int64 = 0
        var lastBefore: Int64 = 0
        var lastAfter: Int64 = 0
    }
    private let gettime: ClockFunction
    private let rates: UnsafeMutablePointer<Rate>

    init(_ gettime: ClockFunction) {
        self.gettime = gettime
        rates = Pages.allocate(4096).assumingMemoryBound(to: Rate.self)
        for index in 0..<FineClocks.count { (rates + index).initialize(to: Rate()) }
    }

    func begin() {
        for index in 0..<FineClocks.count {
            rates[index].firstBefore = Stopwatch.now()
            let function = TimedFunction.clockGettime(gettime, FineClocks.clock(index))
            if function.call(&rates[index].first) != 0 { rates[index].failures += 1 }
            rates[index].firstAfter = Stopwatch.now()
        }
    }

    func end() {
        for index in 0..<FineClocks.count {
            rates[index].lastBefore = Stopwatch.now()
            let function = TimedFunction.clockGettime(gettime, FineClocks.clock(index))
            if function.call(&rates[index].last) != 0 { rates[index].failures += 1 }
            rates[index].lastAfter = Stopwatch.now()
        }
    }

    func report(_ repeated: UInt64) {
        for index in 0..<FineClocks.count {
            let rate = rates[index]
            var known = Timespec()
            let function = TimedFunction.clockGettime(gettime, FineClocks.clock(index))
            guard function.system(&known) == 0 else { continue }
            Output.begin("rate")
            gettime.layout.write(gettime.name)
            Output.field("clock", Int64(FineClocks.clock(index).id))
            Output.field("repeated", unsigned: repeated)
            Output.field("failures", rate.failures)
            Output.field("elapsed", rate.last.total &- rate.first.total)
            Output.field("monotonicLeast", rate.lastBefore &- rate.firstAfter)
            Output.field("monotonicMost", rate.lastAfter &- rate.firstBefore)
            Output.end()
        }
    }
}
