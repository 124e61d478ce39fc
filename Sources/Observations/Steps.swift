/// A function stepped through, instruction by instruction, from its first to its return.
///
/// Offsets are those of the image that the instruction lies in: the tested one, or the kernel's where a chosen image calls
/// that. A property that was broken has the offset of the first instruction before which it was.
public struct Steps: Sendable, Hashable, Codable {
    /// The function, without prefix.
    public var function: String
    /// The clock, or which pointers were given.
    public var path: String
    /// How often it was called so.
    public var passes: UInt64
    /// Whether the last call returned, within 4096 instructions.
    public var returned: Bool
    /// The signal that ended the last call; absent if none did.
    public var signal: Int?
    /// The last call's return value.
    public var result: Int64
    /// Instructions of the shortest pass: a tick in the midst of reading makes a call begin again.
    public var least: UInt64
    /// Instructions of the median pass.
    public var median: UInt64
    /// Instructions of the longest pass.
    public var greatest: UInt64
    /// The farthest that the stack pointer was below the caller's, in bytes.
    public var deepest: UInt64
    /// Where the thread pointer was not the caller's.
    public var threadPointer: UInt64?
    /// Where a register that is reserved for the platform was not the caller's.
    public var reserved: UInt64?
    /// Where the direction flag or the alignment check flag was set.
    public var flags: UInt64?
    /// Where the stack pointer was above its value at entry.
    public var stackAbove: UInt64?
    /// Where the stack pointer was not aligned as the architecture always demands.
    public var stackMisaligned: UInt64?
    /// The address of the first instruction outside of the images.
    public var strayed: UInt64?
}

/// Where a caller's registers were at each instruction in the tested image.
///
/// Numbers stand for values: 0 is anything; `c + 1` is what column `c` of `registers` held at the call, the second column
/// being the return address; `100 + o` is an address in the image, at offset `o`; and `d - 1`, below 0, is the address `d`
/// bytes above the caller's stack pointer before the call.
public struct Frames: Sendable, Hashable, Codable {
    /// The function, without prefix.
    public var function: String
    /// The clock, or which pointers were given.
    public var path: String
    /// Rows that there was no place for.
    public var lost: UInt64
    /// DWARF numbers: the stack pointer, the return address, and the registers that calls preserve.
    public var registers: [Int]
    /// For each instruction its offset, the registers, and the words of stack from the caller's stack pointer downwards;
    /// words behind the last are 0.
    public var rows: [[Int64]]
}
