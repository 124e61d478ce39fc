import CElf

/// One entry of a `PT_NOTE`.
public struct Note: Hashable, Sendable, Encodable {
    /// The owner without its closing zero: `Linux`, `GNU`.
    public var owner: String
    /// `n_type`: for `Linux` 0 is the kernel's version and 0x100 the build salt, for `GNU` 3 is the build identifier.
    public var type: UInt32
    /// The content.
    public var content: [UInt8]
    /// Where the entry begins, in bytes from the start of the file.
    public var offset: UInt64
    /// The alignment that the segment declares, in bytes.
    public var alignment: UInt64
}

/// One entry of the GNU property note (`NT_GNU_PROPERTY_TYPE_0`).
public struct GNUProperty: Hashable, Sendable, Encodable {
    /// `pr_type`.
    public var type: UInt32
    /// The content.
    public var content: [UInt8]
}

extension VDSOImage {
    /// The GNU build identifier as lower-case digits.
    public var buildID: String? { note("GNU", 3).map { Self.digits($0.content) } }

    /// `LINUX_VERSION_CODE` of the kernel that the image was built with.
    public var linuxVersionCode: UInt32? {
        note("Linux", 0).flatMap { $0.content.count == 4 ? UInt32(integer($0.content[...])) : nil }
    }

    /// The build salt (`CONFIG_BUILD_SALT`).
    public var buildSalt: String? {
        note("Linux", 0x100).map { String(decoding: $0.content.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// The entries of the GNU property note; each is padded to the size of an address.
    public var gnuProperties: [GNUProperty] {
        guard let content = note("GNU", 5)?.content else { return [] }
        var all: [GNUProperty] = []
        var rest = content[...]
        while rest.count >= 8 {
            let type = UInt32(integer(rest.prefix(4)))
            let size = integer(rest.dropFirst(4).prefix(4))
            rest = rest.dropFirst(8)
            guard size <= rest.count else { break }
            all.append(GNUProperty(type: type, content: Array(rest.prefix(Int(size)))))
            rest = rest.dropFirst(Int(size).roundedUp(to: elfClass / 8))
        }
        return all
    }

    private func note(_ owner: String, _ type: UInt32) -> Note? { notes.first { $0.owner == owner && $0.type == type } }

    private func integer(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        let bigEndian = isLittleEndian ? Array(bytes.reversed()) : Array(bytes)
        return bigEndian.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func digits(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension BinaryInteger {
    /// The next multiple of a power of two.
    func roundedUp(to alignment: Self) -> Self { (self + alignment - 1) / alignment * alignment }
}

extension ElfFile {
    /// Walks every `PT_NOTE` with the alignment that it declares, as the gABI asks.
    func notes() -> ([Note], problems: [String]) {
        var all: [Note] = []
        var problems: [String] = []
        for (index, segment) in programHeaders.enumerated() where segment.type == UInt32(PT_NOTE) {
            let name = "segment \(index) (NOTE, alignment \(segment.alignment))"
            guard let place = place(offset: segment.offset, size: segment.fileSize) else {
                problems.append("\(name) ends outside of the image")
                continue
            }
            guard segment.alignment <= 4 || segment.alignment == 8 else {
                problems.append("\(name): notes are aligned to 4 or 8 bytes")
                continue
            }
            if let problem = walk(place, max(4, segment.alignment), into: &all) {
                problems.append("\(name): \(problem)")
            }
        }
        return (all, problems)
    }

    private func walk(_ start: Place, _ alignment: UInt64, into all: inout [Note]) -> String? {
        var place = start
        while place.available > 0 {
            guard let sizes = words(3, at: place) else { return "\(place.available) stray bytes at the end" }
            let content = (12 + UInt64(sizes[0])).roundedUp(to: alignment)
            let end = content + UInt64(sizes[1])
            guard end <= place.available, let owner = owner(UInt64(sizes[0]), at: place) else {
                return "no sound note at offset \(hexadecimal(place.offset - start.offset)): "
                    + "name of \(sizes[0]) bytes, content of \(sizes[1]), \(place.available) bytes left"
            }
            let bytes = bytes[Int(place.offset + content)..<Int(place.offset + end)]
            all.append(
                Note(
                    owner: owner, type: sizes[2], content: Array(bytes), offset: place.offset, alignment: alignment))
            // The last note need not be padded.
            place = place.advanced(by: min(end.roundedUp(to: alignment), place.available)) ?? place
        }
        return nil
    }

    private func owner(_ size: UInt64, at place: Place) -> String? {
        guard size > 0, 12 + size <= place.available else { return nil }
        let name = bytes[Int(place.offset + 12)..<Int(place.offset + 12 + size)]
        guard name.last == 0 else { return nil }
        return String(decoding: name.dropLast(), as: UTF8.self)
    }
}
