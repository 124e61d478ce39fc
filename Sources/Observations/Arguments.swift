/// Calls with clock identifiers of one kind, next to the system call.
public struct Identifiers: Sendable, Hashable, Codable {
    /// The function, without prefix.
    public var function: String
    /// The kind: `listed`, `extreme`, `process`, `dead-process`, `descriptor`, `random`, `alignment`,
    /// `upper-half` (of the register, behind a C `int`).
    public var group: String
    /// Calls.
    public var calls: UInt64
    /// Calls whose return value is neither of the system calls' around them, or whose reading lies outside of theirs.
    public var mismatches: UInt64
    /// Calls that failed and changed the structure.
    public var writtenOnError: UInt64
    /// Calls that wrote before or behind the structure.
    public var overruns: UInt64
    /// The first identifier that did any of these; absent if none did.
    public var first: Int32?
    /// What the vDSO returned for it.
    public var firstResult: Int64?
    /// What the system call returned for it.
    public var firstSystemResult: Int64?
}

/// A call with a pointer that leads nowhere.
public struct Pointer: Sendable, Hashable, Codable {
    /// The function, without prefix.
    public var function: String
    /// Which argument it is, or which clock was asked for.
    public var argument: String
    /// Where it leads: `null`, `unmapped`, `read-only`, `no-access`, `kernel`, `middle-across-end`,
    /// `last-byte-across-end`.
    public var place: String
    /// What the vDSO returned; absent if a signal ended the call.
    public var result: Int64?
    /// The signal that ended the call.
    public var signal: Int?
    /// What the system call returned.
    public var systemResult: Int64
}
