import ProbeRuntime

/// Signals at any instruction of an unlock. Where its handler finds the lock released, the pending operation must be
/// forgotten as well: the kernel ends what it interrupted between the two.
enum UnlockStorm {
    /// Lock and pending pointer; nil while no experiment runs.
    nonisolated(unsafe) private static var words: UnsafeMutablePointer<UInt64>?
    /// Handlers that ran, that found the lock released, and the pending pointer still there.
    nonisolated(unsafe) private static var handled: UInt64 = 0
    nonisolated(unsafe) private static var inside = CallTally()
    nonisolated(unsafe) private static var width = 8
    private static let tid: UInt32 = 4711

    /// Whether a signal is this experiment's.
    static var isRunning: Bool { words != nil }

    static func run(_ unlock: RobustUnlock, _ tally: inout CallTally) {
        width = unlock.width
        let words = Pages.allocate(4096).assumingMemoryBound(to: UInt64.self)
        Self.words = words
        SignalStorm.prepareSender()
        let result = Companions.start(1) { SignalStorm.send($0) }
        let start = Stopwatch.now()
        let budget = Effort.current.disturbanceBudget * 1_000_000
        while result == 0 {
            for _ in 0..<64 {
                // The lock first: a handler must not find it free with an operation pending.
                words[0] = UInt64(tid)
                probe_barrier()
                words[1] = RobustUnlock.mark
                probe_barrier()
                let answer = unlock.call(words, tid, words + 1)
                probe_barrier()
                tally.add(0, answer, Int64(tid), isSame: words[0] == 0 && words[1] == unlock.forgotten)
            }
            let time = Stopwatch.now() - start
            // A sender that never gets a processor is not waited for without end.
            if time > budget, handled >= 20 || time > 2_000_000_000 { break }
            if handled == 0 { _ = systemCall(NR_sched_yield) }
        }
        SignalStorm.stop()
        if handled > 0 {
            inside.report(unlock.name, "handler")
        } else {
            Experiment.unobservable(
                { CallTally.part("agreement", unlock.name, "signals") }, "no signal arrived", min(result, 0))
        }
    }

    static func handle() {
        guard let words else { return }
        handled += 1
        guard probe_atomic_load(words) == 0 else { return }
        let pending = probe_atomic_load(words + 1)
        let left = width == 8 ? pending : pending & 0xffff_ffff
        inside.add(Int64(bitPattern: handled), Int64(bitPattern: left), 0)
    }
}
