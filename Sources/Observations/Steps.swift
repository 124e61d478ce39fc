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
    /// How often the call was stopped before an instruction while the kernel updated its clocks; absent for calls that read
    /// none.
    public var pauses: UInt64?
    /// Whether it then came to an instruction for the second time; it was stopped no more then.
    public var begunAgain: Bool?
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

/// A function that was interrupted at each of its instructions by a signal whose handler calls the same function, of
/// another clock where it has one, with another buffer.
///
/// Offsets are those of `Steps`: the first instruction before which a signal led to what the field says.
public struct Reentry: Sendable, Hashable, Codable {
    /// The function, without prefix.
    public var function: String
    /// The clock, or what was asked.
    public var path: String
    /// The instructions of the call without signals.
    public var instructions: UInt64
    /// How often a handler was entered and the call ran to its end.
    public var entered: UInt64
    /// Whether the call without signals returned.
    public var returned: Bool
    /// Where a signal led to a call that did not return.
    public var notReturned: UInt64?
    /// The signal that stopped that call.
    public var signal: Int?
    /// Where the interrupted call returned an error or another number of bytes.
    public var wrongResult: UInt64?
    /// Where the interrupted call gave what was not true between its beginning and its end.
    public var wrongValue: UInt64?
    /// Where the handler's own call returned an error or another number of bytes.
    public var wrongInner: UInt64?
    /// Where the interrupted call did not keep a preserved register.
    public var wrongRegister: UInt64?
}
