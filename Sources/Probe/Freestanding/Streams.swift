import ProbeRuntime

/// Readings without pause on every processor: none may lie before one that was there already.
///
/// First each thread for itself, as fast as it can and across many of the kernel's updates: a reader that loses its race
/// against one shows where another processor makes it, and an idle one makes none. Then the threads share the greatest
/// reading. A thread looks at it before it reads its own, so a smaller one is a step back.
/// System calls alone are read in the same way: fewer as long as nothing is seen, as many once something is.
struct Streams {
    private let function: TimedFunction
    private let threads: Int
    private var vdso = StreamCount()
    private var system = StreamCount()
    private var repeated: UInt64 = 0
    private var watch = StepWatch()

    private init(_ function: TimedFunction, _ threads: Int) {
        self.function = function
        self.threads = threads
    }

    /// Two experiments a function and clock, or the first of them alone.
    static func run(acrossThreads: Bool = true) {
        let clocks: RunningClocks = RunningClocks.all
        for index in 0..<clocks.count {
            run(clocks[index], threads: 1, ".stream", isAlone: true)
            if acrossThreads { run(clocks[index], threads: Companions.cpuCount, ".threads", isAlone: false) }
        }
    }

    private static func run(_ function: TimedFunction, threads: Int, _ kind: StaticString, isAlone: Bool) {
        func name() {
            function.part("agreement")
            Output.part(kind)
        }
        guard threads > 1 || isAlone else {
            Experiment.unobservable(name, "there is one processor only to run on", 0)
            return
        }
        Experiment.runItems(1, name: { _ in name() }) { _ in
            var streams = Streams(function, threads)
            let result = streams.run()
            if result != 0 { Experiment.unobservable(name, "no thread can be started", result) }
        }
    }

    /// - Returns: 0 after a report, or the negative errno for which no thread could be started.
    private mutating func run() -> Int {
        let start = Stopwatch.now()
        let budget = Effort.current.streamSeconds * 1_000_000_000
        let readings = Effort.current.readings
        // Threads that share slow each other down: those that do not meet the kernel's updates best.
        let least = threads == 1 ? Effort.current.streamTicks * Self.tick : 0
        repeat {
            let (counted, seen) = (vdso, system)
            let first = StreamWork.run(
                function, shares: threads > 1, readings: readings, least: least, usesSystemCall: false, into: &vdso)
            let isBack = vdso.back + vdso.across > 0
            let second = StreamWork.run(
                function, shares: threads > 1, readings: isBack ? readings : readings / 8, least: isBack ? least : 0,
                usesSystemCall: true, into: &system)
            guard first == 0, second == 0 else { return min(first, second) }
            if watch.wasSet(patiently: isBack), repeated < 100 * readings {
                repeated &+= vdso.readings &- counted.readings
                (vdso, system) = (counted, seen)
                continue
            }
        } while vdso.readings == 0 && vdso.failures == 0 || Stopwatch.now() - start < budget
        report()
        return 0
    }

    /// Nanoseconds from one update of the kernel's clocks to the next: what the coarse clocks resolve.
    private static var tick: Int64 {
        var resolution = Timespec()
        let coarse = 6
        let result = systemCall(NR_clock_getres, coarse, address(&resolution))
        return result == 0 ? min(max(resolution.total, 1_000_000), 10_000_000) : 4_000_000
    }

    private func report() {
        Output.begin("stream")
        Output.field("function", text: function.name)
        Output.field("clock", Int64(function.clock.id))
        Output.field("threads", threads)
        Output.field("repeated", unsigned: repeated)
        Output.field("readings", unsigned: vdso.readings)
        Output.field("failures", unsigned: vdso.failures)
        Output.field("back", unsigned: vdso.back)
        Output.field("worstBack", unsigned: vdso.worstBack)
        Output.field("across", unsigned: vdso.across)
        Output.field("worstAcross", unsigned: vdso.worstAcross)
        Output.field("spacing", unsigned: vdso.spacing)
        Output.field("controlReadings", unsigned: system.readings)
        Output.field("controlBack", unsigned: system.back)
        Output.field("controlWorstBack", unsigned: system.worstBack)
        Output.field("controlAcross", unsigned: system.across)
        Output.field("controlWorstAcross", unsigned: system.worstAcross)
        Output.field("controlSpacing", unsigned: system.spacing)
        Output.end()
    }
}

/// What is counted of readings in a row.
struct StreamCount {
    var readings: UInt64 = 0
    /// Calls that did not return 0.
    var failures: UInt64 = 0
    /// Readings before the same thread's last one.
    var back: UInt64 = 0
    var worstBack: UInt64 = 0
    /// Readings before the greatest one of all threads.
    var across: UInt64 = 0
    var worstAcross: UInt64 = 0
    /// Nanoseconds that the readings took, of all threads.
    var elapsed: UInt64 = 0

    /// Nanoseconds between two readings of a thread, on average.
    var spacing: UInt64 { readings == 0 ? 0 : elapsed / readings }

    mutating func add(_ other: StreamCount) {
        readings &+= other.readings
        failures &+= other.failures
        back &+= other.back
        worstBack = max(worstBack, other.worstBack)
        across &+= other.across
        worstAcross = max(worstAcross, other.worstAcross)
        elapsed &+= other.elapsed
    }
}

/// One run of all threads, in memory that they share.
struct StreamWork {
    private var function: TimedFunction
    private var usesSystemCall: Bool
    private var threads: UInt64
    /// Whether they share the greatest reading.
    private var shares: Bool
    private var readings: UInt64
    /// Nanoseconds before which more readings are made: a reader that loses its race against an update shows only then.
    private var least: Int64
    /// Nanoseconds after which fewer readings are enough.
    private var budget: Int64

    nonisolated(unsafe) private static var work: UnsafeMutablePointer<StreamWork>! = nil
    nonisolated(unsafe) private static var counts: UnsafeMutablePointer<StreamCount>! = nil
    /// The greatest reading, and how many threads are there; each on a cache line of its own.
    nonisolated(unsafe) private static var greatest: UnsafeMutablePointer<UInt64>! = nil
    nonisolated(unsafe) private static var ready: UnsafeMutablePointer<UInt64>! = nil

    private static func prepare() {
        guard work == nil else { return }
        let memory = Pages.allocateShared(8192)
        work = memory.assumingMemoryBound(to: StreamWork.self)
        counts = (memory + 1024).assumingMemoryBound(to: StreamCount.self)
        greatest = (memory + 4096).assumingMemoryBound(to: UInt64.self)
        ready = (memory + 6144).assumingMemoryBound(to: UInt64.self)
    }

    /// Runs all threads to their end and adds up what they counted.
    ///
    /// - Returns: 0, or a negative errno if a thread cannot be started.
    static func run(
        _ function: TimedFunction, shares: Bool, readings: UInt64, least: Int64, usesSystemCall: Bool,
        into count: inout StreamCount
    ) -> Int {
        prepare()
        let threads = Companions.cpuCount
        work.initialize(
            to: StreamWork(
                function: function, usesSystemCall: usesSystemCall, threads: UInt64(threads), shares: shares,
                readings: readings, least: least, budget: max(least, Effort.current.streamBudget * 1_000_000)))
        for index in 0..<threads { (counts + index).initialize(to: StreamCount()) }
        greatest.pointee = UInt64(bitPattern: Int64.min)
        ready.pointee = 0
        if threads == 1 {
            read(0)
        } else {
            let result = Companions.start(threads) { index in
                Companions.enter(index)
                StreamWork.read(Int(index))
            }
            // Those that were started do not wait for ever for the others.
            Companions.join()
            guard result == 0 || !shares else { return result }
            if result != 0, counts[0].readings == 0 { read(0) }
        }
        for index in 0..<threads { count.add(counts[index]) }
        return 0
    }

    private static func read(_ index: Int) {
        let work = work.pointee
        waitForAll(work.threads)
        let start = Stopwatch.now()
        var stream = Stream(work.function)
        var elapsed: Int64 = 0
        while stream.count.readings < work.readings || elapsed < work.least {
            for _ in 0..<1000 {
                if work.shares { stream.compare(with: greatest) }
                stream.read(usesSystemCall: work.usesSystemCall)
                if work.shares { stream.publish(in: greatest) }
            }
            elapsed = Stopwatch.now() - start
            if stream.count.failures > 10_000 || elapsed > work.budget { break }
        }
        stream.count.elapsed = UInt64(max(0, elapsed))
        counts[index] = stream.count
    }

    /// Begins together; a thread that is late is not waited for longer than 50 ms.
    private static func waitForAll(_ threads: UInt64) {
        _ = probe_atomic_add(ready, 1)
        let start = Stopwatch.now()
        while probe_atomic_load(ready) < threads, Stopwatch.now() - start < 50_000_000 {
            _ = systemCall(NR_sched_yield)
        }
    }
}

/// One thread's readings.
private struct Stream {
    let function: TimedFunction
    var count = StreamCount()
    private var floor = Int64.min
    private var last = Int64.min
    private var isFresh = false

    init(_ function: TimedFunction) { self.function = function }

    /// Takes the greatest reading as a bound for the next one.
    @inline(__always)
    mutating func compare(with greatest: UnsafeMutablePointer<UInt64>) {
        floor = Int64(bitPattern: probe_atomic_load_before_counter(greatest))
    }

    @inline(__always)
    mutating func read(usesSystemCall: Bool) {
        var reading = Timespec()
        let result = usesSystemCall ? function.system(&reading) : function.call(&reading)
        isFresh = result == 0
        guard isFresh else {
            count.failures &+= 1
            return
        }
        count.readings &+= 1
        let value = reading.total
        if value < last {
            count.back &+= 1
            count.worstBack = max(count.worstBack, UInt64(bitPattern: last &- value))
        }
        if value < floor {
            count.across &+= 1
            count.worstAcross = max(count.worstAcross, UInt64(bitPattern: floor &- value))
        }
        last = value
    }

    /// Raises the greatest reading to the last one.
    @inline(__always)
    func publish(in greatest: UnsafeMutablePointer<UInt64>) {
        guard isFresh else { return }
        var seen = probe_atomic_load(greatest)
        while Int64(bitPattern: seen) < last, probe_atomic_swap(greatest, seen, UInt64(bitPattern: last)) == 0 {
            seen = probe_atomic_load(greatest)
        }
    }
}
