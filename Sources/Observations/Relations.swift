/// The difference of two clocks in nanoseconds, between the bounds that every reading of one between two of the other
/// allows.
public struct ClockDifference: Sendable, Hashable, Codable {
    /// The function; absent for `clock_gettime`.
    public var function: String?
    /// The `clockid` of the clock.
    public var clock: Int32
    /// The `clockid` that is subtracted.
    public var base: Int32
    /// Comparisons of each kind.
    public var samples: UInt64
    /// Runs taken back because a clock was set meanwhile.
    public var repeated: UInt64
    /// Comparisons in which a vDSO call did not return 0.
    public var failures: UInt64
    /// The greatest lower bound through the vDSO.
    public var vdsoLeast: Int64
    /// The least upper bound through the vDSO; below `vdsoLeast` if the difference changed.
    public var vdsoMost: Int64
    /// The greatest lower bound through system calls.
    public var systemLeast: Int64
    /// The least upper bound through system calls.
    public var systemMost: Int64
    /// What `adjtimex(2)` says of TAI, in seconds; absent for other clocks and where it is refused or changed meanwhile.
    public var kernelOffset: Int64?
    /// The last reading of `clock` through the vDSO.
    public var example: Reading
}

/// A coarse reading, then one of the fine clock that it follows.
public struct CoarsePairs: Sendable, Hashable, Codable {
    /// The coarse function, without prefix.
    public var function: String
    /// The `clockid` of the coarse clock.
    public var clock: Int32
    /// The `clockid` of the fine clock.
    public var fine: Int32
    /// Pairs through the vDSO.
    public var samples: UInt64
    /// Runs taken back because a clock was set meanwhile.
    public var repeated: UInt64
    /// Pairs in which a vDSO call did not return 0.
    public var failures: UInt64
    /// Pairs in which the coarse clock was ahead.
    public var ahead: UInt64
    /// By how many nanoseconds at worst.
    public var worst: UInt64
    /// Pairs of system calls.
    public var controls: UInt64
    /// Those in which the coarse clock was ahead: the kernel's fault.
    public var controlsAhead: UInt64
    /// By how many nanoseconds at worst.
    public var worstControl: UInt64
}

/// How far a clock goes through the vDSO while `CLOCK_MONOTONIC` goes a known way by system calls.
public struct ClockRate: Sendable, Hashable, Codable {
    /// The function; absent for `clock_gettime`.
    public var function: String?
    /// The `clockid`.
    public var clock: Int32
    /// Runs taken back because a clock was set meanwhile.
    public var repeated: UInt64
    /// Readings that did not return 0.
    public var failures: UInt64
    /// Nanoseconds between the clock's two readings.
    public var elapsed: Int64
    /// What `CLOCK_MONOTONIC` went at least, in nanoseconds.
    public var monotonicLeast: Int64
    /// What `CLOCK_MONOTONIC` went at most, in nanoseconds.
    public var monotonicMost: Int64
}

/// How a fine clock's vDSO readings lie between the system calls around them.
public struct ClockOffset: Sendable, Hashable, Codable {
    /// The function; absent for `clock_gettime`.
    public var function: String?
    /// The `clockid`.
    public var clock: Int32
    /// Sandwiches in a block.
    public var samples: UInt64
    /// The median of `vDSO - before` less `after - vDSO` of each block, in nanoseconds.
    public var asymmetries: [Int64]
    /// The median width of each block's sandwiches, in nanoseconds.
    public var widths: [Int64]
    /// The processor that each block was made on; absent in reports of older probes.
    public var processors: [Int64]?
}
