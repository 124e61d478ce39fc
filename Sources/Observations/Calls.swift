/// `clock_getres` of one `clockid`, through the vDSO and through the system call.
public struct Resolution: Sendable, Hashable, Codable {
    /// The function; absent for `clock_getres`.
    public var function: String?
    /// The `clockid`.
    public var clock: Int32
    /// What the vDSO returned.
    public var vdsoResult: Int64
    /// What the system call returned.
    public var systemResult: Int64
    /// The structure after the vDSO call; it held `ResolutionSentinel` in both fields before.
    public var vdso: Reading
    /// The structure after the system call, likewise.
    public var system: Reading
    /// The return value for a NULL structure.
    public var vdsoNullResult: Int64
    /// The system call's return value for a NULL structure.
    public var systemNullResult: Int64
    /// What both fields hold before a call.
    public static let sentinel: Int64 = 0x5a5a_5a5a_5a5a_5a5a
}

/// `gettimeofday` with one combination of its pointers.
public struct TimeOfDay: Sendable, Hashable, Codable {
    /// Whether the first pointer was given.
    public var timeval: Bool
    /// Whether the second pointer was given.
    public var timezone: Bool
    /// What the vDSO returned.
    public var vdsoResult: Int64
    /// What the system call returned.
    public var systemResult: Int64
    /// `tz_minuteswest` and `tz_dsttime` through the vDSO; absent if not asked for.
    public var vdsoTimezone: [Int32]?
    /// The same through the system call.
    public var systemTimezone: [Int32]?
    /// Whether the time lay between two system calls; absent if not asked for.
    public var ordered: Bool?
    /// Bytes written behind the structures.
    public var overrun: Bool
}

/// `time` with and without its pointer.
public struct TimeCall: Sendable, Hashable, Codable {
    /// Whether the pointer was given.
    public var pointer: Bool
    /// The returned seconds.
    public var result: Int64
    /// What was stored; absent without a pointer.
    public var stored: Int64?
    /// Seconds of `CLOCK_REALTIME_COARSE` before the call.
    public var before: Int64
    /// Seconds of `CLOCK_REALTIME_COARSE` after the call.
    public var after: Int64
}

/// `getcpu` on one processor, or with one combination of pointers.
public struct GetCPU: Sendable, Hashable, Codable {
    /// The processor the probe was pinned to; absent if it was not pinned.
    public var pinned: Int?
    /// Whether the first pointer was given.
    public var cpuPointer: Bool
    /// Whether the second pointer was given.
    public var nodePointer: Bool
    /// What the vDSO returned.
    public var vdsoResult: Int64
    /// What the system call returned.
    public var systemResult: Int64
    /// Calls whose answers were compared.
    public var calls: UInt64
    /// Calls whose processor or node differs from the system call's (while pinned).
    public var mismatches: UInt64
    /// The processor the vDSO stored; absent without a pointer.
    public var vdsoCPU: UInt32?
    /// The node the vDSO stored; absent without a pointer.
    public var vdsoNode: UInt32?
    /// The processor the system call stored.
    public var systemCPU: UInt32?
    /// The node the system call stored.
    public var systemNode: UInt32?
}
