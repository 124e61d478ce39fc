import ProbeRuntime

/// A state that cannot be filled: the system call for the key is refused, or gives a part of it. Then the system call has to
/// give the bytes themselves; what would come of a key that is not there, everybody knows.
enum RandomRefusal {
    private static let rounds = 24
    private static let callsAfterwards = 8
    private static let notPermitted: Int64 = -1
    private static let paint: UInt8 = 0xa5

    static func run(_ source: RandomSource) {
        func refuse(_ reason: StaticString, _ result: Int) {
            Experiment.unobservable({ Random.part("refused") }, reason, result)
        }
        let result = CallFilter.install()
        guard result == 0 else { return refuse("seccomp filters are refused", result) }
        let pieces = RandomPieces()
        var failures: UInt64 = 0
        for round in 0..<rounds {
            let state = source.makeState()
            guard let piece = pieces.next() else { break }
            CallFilter.refusal = .init(start: address(state), bytes: source.size, count: 1, halves: round % 2 == 1)
            // GRND_NONBLOCK or GRND_INSECURE: the call that gives the bytes must have the same.
            let flags = round & 2 == 0 ? 1 : 4
            if source.call(piece, RandomPieces.bytes, state, flags: flags) != Int64(RandomPieces.bytes) {
                failures += 1
            }
            if CallFilter.randomFlags != flags { failures += 1 }
            guard CallFilter.refusal.count == 0 else { return refuse("no system call fills the state", 0) }
            if let piece = pieces.next(), !isServed(source, state, piece) { failures += 1 }
        }
        if !isHonest(source) { failures += 1 }
        pieces.report("refused", failures: failures)
    }

    /// Whether calls behind a refusal are served again: one fills the state, and memory that runs short may cost one more.
    /// What the first of them gives is kept.
    private static func isServed(
        _ source: RandomSource, _ state: UnsafeMutableRawPointer, _ piece: UnsafeMutableRawPointer
    ) -> Bool {
        CallFilter.trapped = 0
        _ = source.call(piece, RandomPieces.bytes, state)
        withUnsafeTemporaryAllocation(byteCount: RandomPieces.bytes, alignment: 8) { buffer in
            guard let buffer = buffer.baseAddress else { return }
            for _ in 1..<callsAfterwards { _ = source.call(buffer, RandomPieces.bytes, state) }
        }
        return CallFilter.trapped <= UInt64(callsAfterwards) / 2
    }

    /// Whether a call says so if all is refused, and writes nothing.
    private static func isHonest(_ source: RandomSource) -> Bool {
        let bytes = Pages.allocate(4096).assumingMemoryBound(to: UInt8.self)
        for index in 0..<RandomPieces.bytes { bytes[index] = paint }
        CallFilter.refusal = .init(count: .max)
        let result = source.call(bytes, RandomPieces.bytes, source.makeState())
        CallFilter.refusal = .init()
        for index in 0..<RandomPieces.bytes where bytes[index] != paint { return false }
        return result == notPermitted
    }
}
