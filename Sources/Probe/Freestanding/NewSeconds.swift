import ProbeRuntime

/// Sandwiches while a clock begins a new second: the carry from fraction to seconds, which nothing needs at any other
/// time. Until the kernel's next tick the vDSO has to do it itself, and `time` must not be ahead of the coarse clock.
///
/// Children wait for the seconds of all clocks while other experiments run, one of them within a time namespace, whose data
/// other code reads; they need no processor meanwhile.
enum NewSeconds {
    private struct Shared {
        var clocks = CallTally()
        /// Of `clock_gettime64`, where that is a function of its own.
        var clocks64 = CallTally()
        var timeOfDay = CallTally()
        var time = CallTally()
        /// Readings within four milliseconds behind a second's beginning.
        var seen = 0
    }
    /// Outside, and within a time namespace.
    nonisolated(unsafe) private static var places: (UnsafeMutablePointer<Shared>?, UnsafeMutablePointer<Shared>?)
    /// Where this process watches, or what is reported.
    nonisolated(unsafe) private static var shared: UnsafeMutablePointer<Shared>! = nil
    nonisolated(unsafe) private static var children = (outside: 0, inside: 0)
    private static let monotonic = 1
    private static let second: Int64 = 1_000_000_000
    /// Before a second begins, and behind it: a tick and more.
    private static let early: Int64 = 400_000
    private static let late: Int64 = 6_000_000

    /// Starts the children.
    ///
    /// - Parameters:
    ///   - milliseconds: how long they wait at most.
    ///   - entersNamespace: whether one of them does so within a time namespace.
    static func begin(_ milliseconds: Int64, entersNamespace: Bool) {
        let memory = Pages.allocateShared(8192)
        places.0 = memory.assumingMemoryBound(to: Shared.self)
        places.1 = (memory + 4096).assumingMemoryBound(to: Shared.self)
        places.0?.initialize(to: Shared())
        places.1?.initialize(to: Shared())
        Output.flush()
        let end = Stopwatch.now() + milliseconds * 1_000_000
        children.outside = start(places.0) { watch(until: end) }
        guard entersNamespace else { return }
        // Only children of who makes the namespace are inside.
        children.inside = start(places.1) {
            guard Namespaces.enterFirst() else { exitProcess(Namespaces.refused) }
            // Another clock inside: what is left of the time is the same.
            let left = end - Stopwatch.now()
            let child = start(places.1) { watch(until: Stopwatch.now() + left) }
            let status = child > 0 ? Experiment.wait(child) : 0
            // Ends as its child did.
            if status & 0x7f != 0 { _ = systemCall(NR_kill, systemCall(NR_getpid), status & 0x7f) }
            exitProcess(status >> 8)
        }
    }

    private static func start(_ place: UnsafeMutablePointer<Shared>?, _ body: () -> Void) -> Int {
        let child = Experiment.fork()
        guard child == 0 else { return child }
        shared = place
        Deadline.arm()
        body()
        exitProcess(0)
    }

    private static func watch(until end: Int64) {
        while watchNext(until: end) {}
    }

    /// Waits for the children and reports what they saw.
    static func end() {
        shared = places.0
        report(children.outside)
        guard children.inside > 0 else { return }
        shared = places.1
        Output.isInsideNamespace = true
        report(children.inside)
        Output.isInsideNamespace = false
    }

    private static func report(_ child: Int) {
        guard child > 0 else { return unobservable("fork fails") }
        let status = Experiment.wait(child)
        // Why there is no namespace, the other experiments inside tell.
        if status >> 8 & 0xff == Namespaces.refused { return }
        guard status == 0 else { return Experiment.reportEnd(status) { Output.part("agreement/new-second") } }
        // A machine that wakes us too late has shown nothing, unless something was wrong.
        guard shared.pointee.seen > 0 || shared.pointee.clocks.hasFaults || shared.pointee.clocks64.hasFaults
        else { return unobservable("no second began while clocks were watched") }
        if let function = Functions.tested.clockGettime { shared.pointee.clocks.report(function.name, "new-second") }
        if let function = Functions.tested.clockGettime64 {
            shared.pointee.clocks64.report(function.name, "new-second")
        }
        if Functions.tested.gettimeofday != nil { shared.pointee.timeOfDay.report("gettimeofday", "new-second") }
        if Functions.tested.time != nil { shared.pointee.time.report("time", "new-second") }
    }

    private static func unobservable(_ reason: StaticString) {
        Experiment.unobservable("agreement/new-second", reason, 0)
    }

    /// Sleeps until shortly before the next second of any clock, and watches it begin. False when the time is over.
    private static func watchNext(until end: Int64) -> Bool {
        var wait = second
        var reading = Timespec()
        for index in 0..<FineClocks.count
        where systemCall(NR_clock_gettime, Int(FineClocks.clock(index).id), address(&reading)) == 0 {
            wait = min(wait, second - reading.nanoseconds)
        }
        let now = Stopwatch.now()
        guard now + wait < end else { return false }
        if wait > early {
            var pause = Timespec(seconds: 0, nanoseconds: wait - early)
            _ = systemCall(NR_clock_nanosleep, monotonic, 0, address(&pause), 0)
        }
        var watch = StepWatch()
        let kept = shared.pointee
        repeat {
            for index in 0..<RunningClocks.all.count { sandwich(RunningClocks.all[index]) }
        } while Stopwatch.now() < now + wait + late
        // A clock that is set begins any second.
        if watch.wasSet() { shared.pointee = kept }
        watch.close()
        return true
    }

    @inline(never)
    private static func sandwich(_ function: TimedFunction) {
        var before = Timespec()
        var value = Timespec()
        var after = Timespec()
        _ = function.system(&before)
        let result = function.call(&value)
        _ = function.system(&after)
        if before.nanoseconds < 4_000_000 { shared.pointee.seen += 1 }
        let isGood =
            Order.distance(after, before: before) > 0
            || (value.isNormalised && Order.distance(value, before: before) == 0
                && Order.distance(after, before: value) == 0)
        switch function.kind {
        case .clockGettime where function.layout.isTwin:
            shared.pointee.clocks64.add(Int64(function.clock.id), result, 0, isSame: isGood)
        case .clockGettime: shared.pointee.clocks.add(Int64(function.clock.id), result, 0, isSame: isGood)
        case .gettimeofday: shared.pointee.timeOfDay.add(0, result, 0, isSame: isGood)
        case .time: shared.pointee.time.add(0, result, 0, isSame: isGood)
        }
    }
}
