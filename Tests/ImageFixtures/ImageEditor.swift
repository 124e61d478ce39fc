/// Changes single fields of an image, to show what a check says of a defect.
///
/// Knows ELF's structures by itself, so that tests do not believe the reader under test. Fixtures are linked for
/// address 0: addresses are offsets.
public struct ImageEditor: Sendable {
    /// The image.
    public var bytes: [UInt8]
    private let is64: Bool
    private let isLittleEndian: Bool

    /// A field of a structure: where it begins and how many bytes it has, in each class.
    public struct Field: Sendable {
        var in64: (offset: Int, size: Int)
        var in32: (offset: Int, size: Int)

        /// A field that both classes have at different places.
        init(_ in64: (Int, Int), _ in32: (Int, Int)) {
            self.in64 = in64
            self.in32 = in32
        }
    }

    /// Opens an image.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
        is64 = bytes[4] == 2
        isLittleEndian = bytes[5] == 1
    }

    /// The unsigned integer at an offset.
    public func read(_ offset: Int, size: Int) -> UInt64 {
        let field = bytes[offset..<offset + size]
        return (isLittleEndian ? Array(field.reversed()) : Array(field)).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Writes an unsigned integer.
    public mutating func write(_ value: UInt64, at offset: Int, size: Int) {
        for index in 0..<size {
            let shift = UInt64(8 * (isLittleEndian ? index : size - 1 - index))
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> shift)
        }
    }

    private func place(_ field: Field, of structure: Int) -> (offset: Int, size: Int) {
        let inner = is64 ? field.in64 : field.in32
        return (structure + inner.offset, inner.size)
    }

    /// The field of a structure that begins at an offset.
    public subscript(field: Field, structure: Int) -> UInt64 {
        get {
            let place = place(field, of: structure)
            return read(place.offset, size: place.size)
        }
        set {
            let place = place(field, of: structure)
            write(newValue, at: place.offset, size: place.size)
        }
    }

    /// The field of the ELF header.
    public subscript(header field: Field) -> UInt64 {
        get { self[field, 0] }
        set { self[field, 0] = newValue }
    }

    /// The size of a structure of program headers.
    private var segmentSize: Int { is64 ? 56 : 32 }
    private var sectionSize: Int { is64 ? 64 : 40 }
    /// The size of a symbol in bytes.
    public var symbolSize: Int { is64 ? 24 : 16 }
    /// The size of a word of the dynamic section in bytes.
    public var wordSize: Int { is64 ? 8 : 4 }

    /// The offsets of the program headers of a type.
    public func segments(_ type: UInt64) -> [Int] {
        let first = Int(self[header: .programHeaders])
        return (0..<Int(self[header: .programHeaderCount])).map { first + $0 * segmentSize }
            .filter { self[.segmentType, $0] == type }
    }

    /// The offset of the only program header of a type.
    public func segment(_ type: UInt64) -> Int { segments(type)[0] }

    /// The offset of the section header of a section's name.
    public func section(_ name: String) -> Int {
        let first = Int(self[header: .sectionHeaders])
        let names = first + Int(self[header: .sectionNames]) * sectionSize
        let table = Int(self[.sectionOffset, names])
        return (0..<Int(self[header: .sectionHeaderCount])).map { first + $0 * sectionSize }
            .first { string(table + Int(self[.sectionName, $0])) == name } ?? -1
    }

    /// Where the content of a section begins.
    public func content(_ name: String) -> Int { Int(self[.sectionOffset, section(name)]) }

    /// The offset of the entry of the dynamic section with a tag.
    public func dynamic(_ tag: UInt64) -> Int {
        var entry = Int(self[.segmentOffset, segment(2)])
        while read(entry, size: wordSize) != tag { entry += 2 * wordSize }
        return entry
    }

    /// The value of the entry with a tag.
    public subscript(dynamic tag: UInt64) -> UInt64 {
        get { read(dynamic(tag) + wordSize, size: wordSize) }
        set { write(newValue, at: dynamic(tag) + wordSize, size: wordSize) }
    }

    /// Gives an entry of the dynamic section another tag.
    public mutating func retag(_ tag: UInt64, to other: UInt64, value: UInt64? = nil) {
        let entry = dynamic(tag)
        write(other, at: entry, size: wordSize)
        if let value { write(value, at: entry + wordSize, size: wordSize) }
    }

    /// The index of a dynamic symbol.
    public func symbolIndex(_ name: String) -> Int {
        let table = Int(self[dynamic: 6])
        let strings = Int(self[dynamic: 5])
        var index = 1
        while string(strings + Int(self[.symbolName, table + index * symbolSize])) != name { index += 1 }
        return index
    }

    /// The offset of a dynamic symbol.
    public func symbol(_ name: String) -> Int { Int(self[dynamic: 6]) + symbolIndex(name) * symbolSize }

    private func string(_ offset: Int) -> String {
        String(decoding: bytes[offset...].prefix { $0 != 0 }, as: UTF8.self)
    }
}
