/// Calls of one function with arguments of one kind, next to the system call or to the contract where there is none.
public struct ComparedCalls: Sendable, Hashable, Codable {
    /// The function, without prefix.
    public var function: String
    /// The kind of arguments, or what happens meanwhile; for instance `alignment`, `keys`, `contended`.
    public var group: String
    /// Calls.
    public var calls: UInt64
    /// Calls that returned or stored something else.
    public var mismatches: UInt64
    /// Calls that wrote where they must not.
    public var overruns: UInt64
    /// What tells the first wrong call from others: an alignment, a key, a size; absent if none was wrong.
    public var first: Int64?
    /// What it returned.
    public var firstResult: Int64?
    /// What it should have returned.
    public var firstExpected: Int64?
}

/// Calls of which some may have slept.
public struct SleepCount: Sendable, Hashable, Codable {
    /// The function, without prefix.
    public var function: String
    /// Its clock, for functions that have one.
    public var clock: Int32?
    /// Calls of a run.
    public var calls: UInt64
    /// Runs.
    public var runs: UInt64
    /// How often the thread gave its processor up by itself, in the run in which it did so least.
    public var least: UInt64
}
