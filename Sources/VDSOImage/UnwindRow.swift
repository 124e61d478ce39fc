/// What a frame description says of one instruction: where the caller's frame lies, and where its registers are.
public struct UnwindRow: Hashable, Sendable {
    /// Where a register of the caller is.
    public enum Rule: Hashable, Sendable {
        /// Lost.
        case undefined
        /// Where it always is.
        case same
        /// In another register, by its DWARF number.
        case register(Int)
        /// In memory, at a distance in bytes from the frame's address.
        case saved(Int64)
        /// The frame's address plus a distance in bytes.
        case address(Int64)
        /// Where an expression says that is none of these.
        case expression
    }
    /// The DWARF number of the register that the frame's address (CFA) is counted from; nil if it is an expression.
    public var frameRegister: Int?
    /// The distance in bytes.
    public var frameOffset: Int64
    /// The column that holds the return address.
    public var returnColumn: Int
    /// Whether this is a signal frame (augmentation `S`): its return address is the interrupted instruction itself.
    public var isSignalFrame: Bool
    /// Where the asked registers of the caller are, by DWARF number; the return column is always among them.
    public var rules: [Int: Rule]
}

/// What there is to say of one instruction.
public enum Unwinding: Hashable, Sendable {
    /// A frame description covers it.
    case row(UnwindRow)
    /// None does.
    case uncovered
    /// One does that cannot be carried out; in words.
    case broken(String)
}
