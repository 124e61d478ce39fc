import ProbeRuntime

/// Signals at any instruction of a call, with a handler that calls with the same state.
enum RandomStorm {
    nonisolated(unsafe) private static var source: RandomSource! = nil
    nonisolated(unsafe) private static var state: UnsafeMutableRawPointer! = nil
    nonisolated(unsafe) private static var pieces: RandomPieces! = nil
    nonisolated(unsafe) private static var failures: UInt64 = 0
    nonisolated(unsafe) private static var handled: UInt64 = 0

    /// Whether a signal is this experiment's.
    static var isRunning: Bool { source != nil }

    static func run(_ source: RandomSource) {
        state = source.makeState()
        pieces = RandomPieces()
        SignalStorm.prepareSender()
        self.source = source
        let result = Companions.start(1) { SignalStorm.send($0) }
        let start = Stopwatch.now()
        let budget = Effort.current.disturbanceBudget * 1_000_000
        // On a busy machine signals and other programs leave a call little time: fewer pieces would prove nothing.
        let enough = 64
        let longest = budget + 5_000_000_000
        // A long call is interrupted in its middle, a short one at its ends.
        let buffer = Pages.allocate(4096)
        while result == 0, pieces.count < RandomPieces.capacity - 2 {
            let time = Stopwatch.now() - start
            if time >= budget, pieces.count >= enough && handled > 0 || time >= longest { break }
            if handled == 0 { _ = systemCall(NR_sched_yield) }
            if source.call(buffer, 4096, state) != 4096 { failures += 1 }
            keep(buffer)
            keep(buffer + 4080)
            if let piece = pieces.next(), source.call(piece, RandomPieces.bytes, state) != 16 { failures += 1 }
        }
        SignalStorm.stop()
        guard result == 0 else {
            Experiment.unobservable({ Random.part("signals") }, "no sender of signals can be started", result)
            return
        }
        guard handled > 0 else {
            Experiment.unobservable({ Random.part("signals") }, "no signal arrived", 0)
            return
        }
        pieces.report("signals", failures: failures)
    }

    private static func keep(_ place: UnsafeMutableRawPointer) {
        pieces.next()?.copyMemory(from: place, byteCount: RandomPieces.bytes)
    }

    static func handle() {
        handled += 1
        if let piece = pieces.next(), source.call(piece, RandomPieces.bytes, state) != 16 { failures += 1 }
    }
}
