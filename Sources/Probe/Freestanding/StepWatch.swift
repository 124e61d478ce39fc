import ProbeRuntime

/// Notices that somebody sets the clock: a timer with `TFD_TIMER_CANCEL_ON_SET`, which `read(2)` answers with ECANCELED.
///
/// Samples taken meanwhile are taken again: a step is nobody's defect.
struct StepWatch {
    private var timer: Int
    private static let realtime = 0
    private static let nonBlocking = 0o4000
    private static let absolute = 1
    private static let cancelOnSet = 2

    init() {
        timer = systemCall(NR_timerfd_create, Self.realtime, Self.nonBlocking)
        arm()
    }

    private func arm() {
        guard timer >= 0 else { return }
        // Interval and value; a value that is never reached.
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: 4) { words in
            words[0] = 0
            words[1] = 0
            words[2] = 1 << 40
            words[3] = 0
            guard let base = words.baseAddress else { return }
            _ = systemCall(NR_timerfd_settime, timer, Self.absolute | Self.cancelOnSet, address(base), 0)
        }
    }

    /// Whether the clock was set since the last call.
    mutating func wasSet() -> Bool {
        guard timer >= 0 else { return false }
        var expirations: UInt64 = 0
        let result = withUnsafeMutablePointer(to: &expirations) { systemCall(NR_read, timer, address($0), 8) }
        guard result == Errno.canceled else { return false }
        arm()
        return true
    }

    /// Gives the timer back; for a process that makes many.
    func close() {
        if timer >= 0 { _ = systemCall(NR_close, timer) }
    }
}
