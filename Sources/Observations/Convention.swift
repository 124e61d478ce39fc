/// What a function left of its caller's registers, control words and stack.
public struct Registers: Sendable, Hashable, Codable {
    /// The function, without prefix.
    public var function: String
    /// Which path it took: a clock, `invalid`, or which pointers were given.
    public var path: String
    /// How often it was called, at every 16-byte phase within a cache line.
    public var calls: UInt64
    /// The last call's return value.
    public var result: Int64
    /// The names of registers and control words that the call did not preserve.
    public var changed: [String]
    /// Whether the register that points to the thread's data was changed.
    public var threadPointerChanged: Bool
    /// Bytes below the caller's stack pointer that were written, the return address included; at most 16 KiB are seen.
    public var stackUsed: UInt64
    /// Distance above the caller's stack pointer of the first byte written there; absent if none was.
    public var wroteAbove: UInt64?
}

/// The least stack, of falling powers of two, with which a function works.
public struct Stack: Sendable, Hashable, Codable {
    /// The function, without prefix.
    public var function: String
    /// Which path it took.
    public var path: String
    /// Bytes of stack below the caller's stack pointer, behind which nothing can be touched.
    public var works: UInt64
}
