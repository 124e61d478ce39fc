import ProbeRuntime

/// Signals that arrive at any instruction, and a handler that reads clocks itself, on a stack of its own.
enum SignalStorm {
    /// What the handler saw.
    nonisolated(unsafe) static var tallies: OrderTallies! = nil
    /// Signals whose handler ran.
    static var received: UInt64 { probe_atomic_load(words) }

    nonisolated(unsafe) private static var clocks: RunningClocks! = nil
    /// Signals received, and whether the sender shall stop.
    nonisolated(unsafe) private static var words: UnsafeMutablePointer<UInt64>! = nil
    nonisolated(unsafe) private static var receiver = 0
    /// Nanoseconds between two signals: a few sandwiches.
    private static let pause: Int64 = 15_000

    static func prepare(_ clocks: RunningClocks) {
        self.clocks = clocks
        tallies = OrderTallies(clocks.count)
        prepareSender()
    }

    /// What the sender needs to know.
    static func prepareSender() {
        words = Pages.allocateShared(4096).assumingMemoryBound(to: UInt64.self)
        receiver = systemCall(NR_getpid)
        Signals.handle(Signals.user, with: probe_address_of_on_storm(), .always)
    }

    /// The companion's work.
    static func send(_ index: UInt64) {
        Companions.enter(index)
        while probe_atomic_load(words + 1) == 0 {
            _ = systemCall(NR_kill, receiver, Signals.user)
            let start = Stopwatch.now()
            while Stopwatch.now() - start < pause {}
            // On one processor the receiver would not run otherwise.
            if Companions.cpuCount == 1 { _ = systemCall(NR_sched_yield) }
        }
    }

    /// Ends the sender.
    static func stop() {
        probe_atomic_store(words + 1, 1)
        Companions.join()
    }

    /// Ends the storm; gives the number of signals received.
    static func end() -> UInt64 {
        stop()
        tallies.settle()
        return received
    }

    /// The handler's sandwich: the functions take turns.
    static func handle() {
        let turn = probe_atomic_add(words, 1)
        let index = Int(turn % UInt64(max(1, clocks.count)))
        let function: TimedFunction = clocks[index]
        var before = Timespec()
        var value = Timespec()
        var after = Timespec()
        _ = function.system(&before)
        let result = function.call(&value)
        _ = function.system(&after)
        tallies.of(index).pointee.add(result, before, value, after)
        _ = function.system(&value)
        tallies.of(index).pointee.addControl(after, value, value)
    }
}

/// The signal handler of the storm.
@_cdecl("probe_on_storm")
public func onStorm(_ signal: Int32, _ information: UnsafeRawPointer, _ context: UnsafeRawPointer) {
    if Reentry.isRunning {
        Reentry.handle()
    } else if RandomStorm.isRunning {
        RandomStorm.handle()
    } else if UnlockStorm.isRunning {
        UnlockStorm.handle()
    } else {
        SignalStorm.handle()
    }
}
