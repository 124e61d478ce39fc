import Synchronization

/// The moments at which a program's time is over. Time that this process did not live through itself is nobody's: behind
/// a suspended machine, or a suite that was stopped, a program gets what it had left.
final class Bounds: Sendable {
    private let moments = Mutex<[ChildProcess.Cut: ContinuousClock.Instant]>([:])
    private let heard = Mutex<ContinuousClock.Instant?>(nil)

    /// Sets the bound for a reason, from now on; one that is set stays.
    func set(_ reason: ChildProcess.Cut, _ duration: Duration) {
        moments.withLock { if $0[reason] == nil { $0[reason] = .now + duration } }
    }

    /// The program has written something: lifts the bound on its silence.
    func hear() {
        moments.withLock { $0[.silence] = nil }
        heard.withLock { if $0 == nil { $0 = .now } }
    }

    /// When it first wrote.
    var firstOutput: ContinuousClock.Instant? { heard.withLock(\.self) }

    /// The reason whose moment passed first; nil if none has.
    var passed: ChildProcess.Cut? {
        moments.withLock { moments in
            moments.filter { $0.value <= .now }.min { $0.value < $1.value }?.key
        }
    }

    /// Waits until the next look: bounds may be set meanwhile.
    func pause() async throws {
        let step = step
        let start = ContinuousClock.now
        try await Task.sleep(for: step)
        forgive(start.duration(to: .now) - step)
    }

    /// Puts every moment off by a time that was lost, unless that is what a busy machine loses anyway.
    func forgive(_ lost: Duration) {
        guard lost > .seconds(2) else { return }
        moments.withLock { moments in moments = moments.mapValues { $0 + lost } }
    }

    private var step: Duration {
        let next = moments.withLock { $0.values.min() }
        let left = next.map { ContinuousClock.now.duration(to: $0) } ?? .zero
        return min(.milliseconds(100), max(.milliseconds(1), left))
    }
}
