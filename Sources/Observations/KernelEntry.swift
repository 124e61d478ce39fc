/// Calls of `__kernel_vsyscall`, which takes a system call as `int $0x80` does, next to `int $0x80` itself. i386 only.
public struct KernelEntry: Sendable, Hashable, Codable {
    /// Where the symbol lies in the image.
    public var symbol: UInt64
    /// Calls that were compared.
    public var calls: UInt64
    /// Those that gave something else.
    public var mismatches: UInt64
    /// The system call of the first of them.
    public var firstNumber: Int64?
    /// What it gave.
    public var firstResult: Int64?
    /// What `int $0x80` gives.
    public var firstExpected: Int64?
    /// Registers other than the result's that a call changed.
    public var changed: [String]
}
