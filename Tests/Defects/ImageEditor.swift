import DefectNumbers

/// Changes single things in the bytes of an ELF64 little-endian image whose addresses are its offsets, as the wrapper's.
struct ImageEditor: Sendable {
    /// The image.
    var bytes: [UInt8]

    /// What was to be changed is not there.
    struct Missing: Error, CustomStringConvertible {
        var what: String
        var description: String { "the wrapper has no \(what)" }
    }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    // MARK: Numbers

    /// A little-endian number of any width.
    func get<Value: FixedWidthInteger>(_ offset: Int, as type: Value.Type = Value.self) -> Value {
        bytes.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type)) }
    }

    mutating func set<Value: FixedWidthInteger>(_ offset: Int, _ value: Value) {
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self) }
    }

    // MARK: Places

    /// The offset of a program header of a type.
    func segment(_ type: UInt32) throws -> Int {
        let first = Int(get(32, as: UInt64.self))
        for index in 0..<Int(get(56, as: UInt16.self)) where get(first + index * 56, as: UInt32.self) == type {
            return first + index * 56
        }
        throw Missing(what: "segment of type \(type)")
    }

    /// The offset of a dynamic entry with a tag.
    func dynamic(_ tag: UInt64) throws -> Int {
        var entry = Int(get(try segment(SegmentType.dynamic) + 8, as: UInt64.self))
        while get(entry, as: UInt64.self) != 0 {
            if get(entry, as: UInt64.self) == tag { return entry }
            entry += 16
        }
        if tag == 0 { return entry }
        throw Missing(what: "dynamic entry \(tag)")
    }

    /// What a dynamic entry with a tag holds.
    func dynamicValue(_ tag: UInt64) throws -> Int { Int(get(try dynamic(tag) + 8, as: UInt64.self)) }

    /// The offset of a symbol's entry.
    func symbol(_ name: String) throws -> Int {
        let table = try dynamicValue(Tag.symbols)
        let count = Int(get(try dynamicValue(Tag.hash) + 4, as: UInt32.self))
        for index in 1..<count where string(try nameOffset(table + index * 24)) == name { return table + index * 24 }
        throw Missing(what: "symbol \(name)")
    }

    /// The offset of a symbol of the function, under either prefix.
    func function(_ name: String) throws -> Int {
        do { return try symbol("__vdso_" + name) } catch { return try symbol("__kernel_" + name) }
    }

    /// The number of a symbol whose entry lies at an offset.
    func index(of symbol: Int) throws -> Int { (symbol - (try dynamicValue(Tag.symbols))) / 24 }

    /// Where a symbol's name lies.
    func nameOffset(_ symbol: Int) throws -> Int {
        try dynamicValue(Tag.strings) + Int(get(symbol, as: UInt32.self))
    }

    /// The string at an offset.
    func string(_ offset: Int) -> String { String(decoding: bytes[offset...].prefix { $0 != 0 }, as: UTF8.self) }

    /// The offset of the Linux note's header.
    func linuxNote() throws -> Int {
        let note = try segment(SegmentType.note)
        var offset = Int(get(note + 8, as: UInt64.self))
        let end = offset + Int(get(note + 32, as: UInt64.self))
        while offset + 12 <= end {
            let name = Int(get(offset, as: UInt32.self)), description = Int(get(offset + 4, as: UInt32.self))
            if string(offset + 12) == "Linux" { return offset }
            offset += 12 + (name + 3) / 4 * 4 + (description + 3) / 4 * 4
        }
        throw Missing(what: "Linux note")
    }

    /// Where the build identifier's bytes lie.
    func buildIdentifier() throws -> Range<Int> {
        let note = try segment(SegmentType.note)
        var offset = Int(get(note + 8, as: UInt64.self))
        let end = offset + Int(get(note + 32, as: UInt64.self))
        while offset + 12 <= end {
            let name = Int(get(offset, as: UInt32.self)), description = Int(get(offset + 4, as: UInt32.self))
            let content = offset + 12 + (name + 3) / 4 * 4
            if string(offset + 12) == "GNU", get(offset + 8, as: UInt32.self) == 3 {
                return content..<content + description
            }
            offset = content + (description + 3) / 4 * 4
        }
        throw Missing(what: "build identifier")
    }

    /// The offset of the wrapper's table.
    func table() throws -> Int {
        for offset in stride(from: 0, through: bytes.count - 16, by: 8)
        where get(offset, as: UInt64.self) == WRAPPER_MAGIC_1 && get(offset + 8, as: UInt64.self) == WRAPPER_MAGIC_2 {
            return offset
        }
        throw Missing(what: "table")
    }

    /// Sets a word of the wrapper's table.
    mutating func setTable(_ word: Int, to value: UInt64) throws { set(try table() + word * 8, value) }

    enum SegmentType {
        static let null: UInt32 = 0, load: UInt32 = 1, dynamic: UInt32 = 2, interpreter: UInt32 = 3, note: UInt32 = 4
        static let threadLocal: UInt32 = 7, unwind: UInt32 = 0x6474_e550, stack: UInt32 = 0x6474_e551
    }
    enum Tag {
        static let null: UInt64 = 0, needed: UInt64 = 1, hash: UInt64 = 4, strings: UInt64 = 5, symbols: UInt64 = 6
        static let stringSize: UInt64 = 10, soname: UInt64 = 14, runpath: UInt64 = 29, flags: UInt64 = 30,
            textRelocations: UInt64 = 22
        static let gnuHash: UInt64 = 0x6fff_fef5, versions: UInt64 = 0x6fff_fff0, definitions: UInt64 = 0x6fff_fffc
        static let initialise: UInt64 = 12
    }
}
