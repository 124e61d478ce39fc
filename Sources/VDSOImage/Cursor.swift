/// Reads the byte-wise encodings of unwind tables (DWARF and `DW_EH_PE_*` of the Linux Standard Base), for which
/// libelf has no translation. Every read is checked against the end.
struct Cursor {
    /// What could not be read.
    struct Failure: Error, CustomStringConvertible {
        var description: String
        init(_ description: String) { self.description = description }
    }

    /// `DW_EH_PE_omit`.
    static let omitted: UInt8 = 0xff

    private let bytes: UnsafeRawBufferPointer
    private let isLittleEndian: Bool
    private let is64: Bool
    /// Where the cursor stands, in bytes from the start of the file.
    private(set) var offset: UInt64
    /// The end of what may be read.
    private(set) var end: UInt64
    /// The address at which the byte under the cursor lies in memory, bias included.
    private(set) var address: UInt64

    init(_ file: ElfFile, _ place: ElfFile.Place, address: UInt64) {
        bytes = file.bytes
        isLittleEndian = file.isLittleEndian
        is64 = file.is64
        offset = place.offset
        end = place.offset + place.available
        self.address = address
    }

    var isAtEnd: Bool { offset >= end }

    /// A cursor over the next bytes alone; this one moves behind them.
    mutating func part(_ count: UInt64) throws(Failure) -> Cursor {
        guard count <= end - offset else { throw Failure("\(count) bytes at \(hexadecimal(offset)) leave the table") }
        var part = self
        part.end = offset + count
        offset += count
        address &+= count
        return part
    }

    mutating func byte() throws(Failure) -> UInt8 { UInt8(try unsigned(1)) }

    /// An unsigned integer of 1, 2, 4 or 8 bytes.
    mutating func unsigned(_ size: UInt64) throws(Failure) -> UInt64 {
        let part = try part(size)
        var value: UInt64 = 0
        for index in part.offset..<part.end {
            let byte = UInt64(bytes[Int(isLittleEndian ? part.end - 1 - (index - part.offset) : index)])
            value = value << 8 | byte
        }
        return value
    }

    /// ULEB128; bits beyond 64 are dropped.
    mutating func uleb() throws(Failure) -> UInt64 { try leb().value }

    /// SLEB128, as the bits of a two's complement.
    mutating func sleb() throws(Failure) -> UInt64 {
        let (value, shift, last) = try leb()
        return last & 0x40 != 0 && shift < 64 ? value | (~0 << shift) : value
    }

    private mutating func leb() throws(Failure) -> (value: UInt64, shift: UInt64, last: UInt8) {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            if shift < 64 { value |= UInt64(byte & 0x7f) << shift }
            shift += 7
            if byte & 0x80 == 0 { return (value, shift, byte) }
        }
    }

    /// The bytes up to a zero, as text.
    mutating func string() throws(Failure) -> String {
        var text: [UInt8] = []
        while true {
            let byte = try byte()
            if byte == 0 { return String(decoding: text, as: UTF8.self) }
            text.append(byte)
        }
    }

    /// A value in a `DW_EH_PE_*` form, without what it is relative to.
    mutating func value(form: UInt8) throws(Failure) -> UInt64 {
        switch form & 0x0f {
        case 0x00: try unsigned(is64 ? 8 : 4)
        case 0x01: try uleb()
        case 0x02: try unsigned(2)
        case 0x03: try unsigned(4)
        case 0x04, 0x0c: try unsigned(8)
        case 0x09: try sleb()
        case 0x0a: UInt64(bitPattern: Int64(Int16(truncatingIfNeeded: try unsigned(2))))
        case 0x0b: UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: try unsigned(4))))
        default: throw Failure("unknown form \(hexadecimal(form)) of a pointer")
        }
    }

    /// An encoded pointer as an address, bias included; nil if the encoding says that it is left out.
    mutating func pointer(_ encoding: UInt8, dataBase: UInt64?) throws(Failure) -> UInt64? {
        guard encoding != Self.omitted else { return nil }
        let here = address
        let value = try value(form: encoding)
        let base: UInt64
        switch (encoding & 0x70, dataBase) {
        case (0x00, _): base = 0
        case (0x10, _): base = here
        case (0x30, let data?): base = data
        default: throw Failure("unknown base \(hexadecimal(encoding)) of a pointer")
        }
        guard encoding & 0x80 == 0 else { throw Failure("an indirect pointer (\(hexadecimal(encoding)))") }
        let sum = base &+ value
        return is64 ? sum : sum & 0xffff_ffff
    }
}
