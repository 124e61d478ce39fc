/// A reading of a clock.
public struct Reading: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Whole seconds.
    public var seconds: Int64
    /// The fraction, in nanoseconds; a sound clock keeps it within a second.
    public var nanoseconds: Int64

    /// Makes a reading.
    public init(seconds: Int64, nanoseconds: Int64) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// `SECONDS.NANOSECONDS` with nine digits.
    public var description: String {
        let digits = String(nanoseconds)
        let padded = nanoseconds >= 0 ? String(repeating: "0", count: max(0, 9 - digits.count)) + digits : digits
        return "\(seconds).\(padded)"
    }
}

/// Many sandwiches of one function and clock: system call, vDSO call, system call.
///
/// Readings are compared in the unit of the function: `gettimeofday` in microseconds, `time` in seconds, with the
/// outer readings cut down to that unit. `time` and coarse clocks are held between coarse system calls.
public struct Sandwich: Sendable, Hashable, Codable {
    /// The `clockid` of the outer system calls.
    public var clock: Int32
    /// The function, without prefix.
    public var function: String
    /// What the system call returned first: 0, or a negative errno for a clock the kernel does not have.
    public var systemResult: Int64
    /// What the vDSO returned first.
    public var vdsoResult: Int64
    /// Sandwiches that count.
    public var samples: UInt64
    /// Sandwiches taken again because the clock was set meanwhile (`TFD_TIMER_CANCEL_ON_SET`).
    public var repeated: UInt64
    /// Nanoseconds that the fastest hundred of them took, everything included; absent in reports of earlier versions.
    public var fastest: Int64?
    /// Sandwiches whose return values differ.
    public var resultMismatches: UInt64
    /// vDSO readings whose fraction is not within a second.
    public var unnormalised: UInt64
    /// vDSO readings before the first system call's reading.
    public var early: UInt64
    /// vDSO readings after the second system call's reading.
    public var late: UInt64
    /// vDSO readings before the vDSO reading of the sandwich before.
    public var backward: UInt64
    /// Pairs of system call readings in the wrong order: the clocksource's fault, not the vDSO's.
    public var systemBackward: UInt64
    /// How far the worst early reading lies before, in nanoseconds.
    public var worstEarly: UInt64
    /// How far the worst late reading lies behind, in nanoseconds.
    public var worstLate: UInt64
    /// How far the worst step back is, in nanoseconds.
    public var worstBackward: UInt64
    /// The narrowest sandwich, in nanoseconds.
    public var narrowest: UInt64
    /// The median sandwich, in nanoseconds.
    public var median: UInt64
    /// The widest sandwich, in nanoseconds.
    public var widest: UInt64
    /// Sandwiches whose vDSO reading differs from the one before.
    public var advanced: UInt64
    /// Sandwiches whose system call readings differ from those before.
    public var systemAdvanced: UInt64
    /// The greatest number of nanoseconds that all steps from one vDSO reading to the next, in the first 4096 sandwiches, are a
    /// multiple of; 0 if there was no step, absent in reports of earlier versions.
    public var grain: UInt64?
    /// The same of the first system calls.
    public var beforeGrain: UInt64?
    /// The same of the second system calls.
    public var afterGrain: UInt64?
    /// The first sandwich out of order: before, value, after.
    public var example: [Reading]?
}
