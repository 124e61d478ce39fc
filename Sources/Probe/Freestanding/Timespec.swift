import ProbeRuntime

/// The kernel's 64-bit `struct __kernel_timespec`.
struct Timespec {
    var seconds: Int64 = 0
    var nanoseconds: Int64 = 0

    /// What the fields hold before a call that may leave them alone; `Resolution.sentinel` on the host.
    static let sentinel: Int64 = 0x5a5a_5a5a_5a5a_5a5a

    /// Nanoseconds since the clock's epoch. A vDSO may have written anything, so the arithmetic wraps.
    @inline(__always)
    var total: Int64 { seconds &* 1_000_000_000 &+ nanoseconds }

    /// Whether the fraction lies within a second.
    @inline(__always)
    var isNormalised: Bool { nanoseconds >= 0 && nanoseconds < 1_000_000_000 }
}

/// CPU and wall time for the probe's own deadlines and batches, by system call: never through the vDSO under test.
enum Stopwatch {
    /// `CLOCK_MONOTONIC` in nanoseconds.
    @inline(__always)
    static func now() -> Int64 {
        var reading = Timespec()
        withUnsafeMutablePointer(to: &reading) { pointer in
            _ = systemCall(NR_clock_gettime, 1, address(pointer))
        }
        return reading.total
    }

    /// Nanoseconds that lie between two looks at it in a row, at least.
    static var ownCost: Int64 {
        var least = Int64.max
        for _ in 0..<16 {
            let start = now()
            least = min(least, max(0, now() - start))
        }
        return least
    }
}
