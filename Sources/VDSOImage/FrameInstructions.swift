/// Walks the instructions of a frame description (DWARF 5, 6.4.2) without carrying them out.
///
/// libdw carries them out, and makes room for every register that they name: a table that was damaged or made up must not
/// take a machine's memory.
struct FrameInstructions {
    /// More than any architecture has: powerpc's last one is 1155.
    private static let registers: UInt64 = 2048
    /// What follows an instruction's byte.
    private enum Operand { case register, unsigned, signed, block, bytes(UInt64), address }

    private var cursor: Cursor
    private let encoding: UInt8

    /// - Parameters:
    ///   - cursor: The instructions.
    ///   - encoding: How the description's addresses are written.
    init(_ cursor: Cursor, encoding: UInt8) {
        self.cursor = cursor
        self.encoding = encoding
    }

    /// Walks to the end.
    mutating func check() throws(Cursor.Failure) {
        while !cursor.isAtEnd {
            let offset = cursor.offset
            for operand in try operands(of: try cursor.byte(), at: offset) { try skip(operand, at: offset) }
        }
    }

    private func operands(of code: UInt8, at offset: UInt64) throws(Cursor.Failure) -> [Operand] {
        switch code {
        case 0x40..<0x80, 0xc0...0xff: []
        case 0x80..<0xc0: [.unsigned]
        case 0x00, 0x0a, 0x0b, 0x2d: []
        case 0x01: [.address]
        case 0x02: [.bytes(1)]
        case 0x03: [.bytes(2)]
        case 0x04: [.bytes(4)]
        case 0x05, 0x0c, 0x14, 0x2f: [.register, .unsigned]
        case 0x06, 0x07, 0x08, 0x0d: [.register]
        case 0x09: [.register, .register]
        case 0x0e, 0x2e: [.unsigned]
        case 0x0f: [.block]
        case 0x10, 0x16: [.register, .block]
        case 0x11, 0x12, 0x15: [.register, .signed]
        case 0x13: [.signed]
        case 0x1d: [.bytes(8)]
        default: throw Cursor.Failure("unknown instruction \(hexadecimal(code)) at \(hexadecimal(offset))")
        }
    }

    private mutating func skip(_ operand: Operand, at offset: UInt64) throws(Cursor.Failure) {
        switch operand {
        case .register:
            let register = try cursor.uleb()
            guard register < Self.registers else {
                throw Cursor.Failure("the instruction at \(hexadecimal(offset)) names register \(register)")
            }
        case .unsigned: _ = try cursor.uleb()
        case .signed: _ = try cursor.sleb()
        case .block: _ = try cursor.part(try cursor.uleb())
        case .bytes(let count): _ = try cursor.part(count)
        case .address: _ = try cursor.value(form: encoding)
        }
    }
}
