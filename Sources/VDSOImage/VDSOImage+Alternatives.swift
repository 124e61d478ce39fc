extension VDSOImage {
    /// Where the kernel may replace instructions before it maps the image, relative to the image's first byte, ascending:
    /// the entries of the section `.altinstructions`, or of powerpc's sections for the same. Empty if there is no such
    /// section; nil if one cannot be read.
    ///
    /// The entries' form differs between architectures and kernels (`struct alt_instr`, riscv's `struct alt_entry`). They
    /// agree on the first two words, each the distance from itself to the instruction and to what replaces it; the form
    /// is the one by which all entries lead from code to code.
    public var alternatives: [Range<UInt64>]? {
        guard let listed, let fixups else { return nil }
        return (listed + fixups).sorted { $0.lowerBound < $1.lowerBound }
    }

    private var listed: [Range<UInt64>]? {
        guard let table = sections.first(where: { $0.name == ".altinstructions" && $0.isInFile }), table.size > 0 else {
            return []
        }
        guard let end = table.offset.adding(table.size), end <= size else { return nil }
        return Self.alternativeForms.lazy.compactMap { self.alternatives(in: table, $0) }.first
    }

    /// The size of an entry, and where in it the number of bytes stands that are replaced.
    private static let alternativeForms: [(size: UInt64, length: UInt64)] = [
        (14, 12),  // x86 from 6.3 on
        (12, 10),  // x86 from 5.19 on, arm64, s390 before 6.11, loongarch
        (13, 10),  // x86 before 5.19
        (13, 12),  // s390 from 6.11 on
        (16, 10),  // riscv
    ]

    private func alternatives(
        in table: Section, _ form: (size: UInt64, length: UInt64)
    ) -> [Range<UInt64>]? {
        guard table.size % form.size == 0 else { return nil }
        let code = sections.filter { $0.isExecutable || $0.name == ".altinstr_replacement" }.map(\.addresses)
        var ranges: [Range<UInt64>] = []
        for entry in stride(from: UInt64(0), to: table.size, by: Int(form.size)) {
            let place = table.address &+ entry
            let instruction = place &+ distance(at: table.offset + entry)
            let replacement = place &+ 4 &+ distance(at: table.offset + entry + 4)
            let length = UInt64(bytes[Int(table.offset + entry + form.length)])
            guard length > 0, code.contains(where: { $0.contains(instruction) }),
                code.contains(where: { $0.contains(replacement) || $0.upperBound == replacement })
            else { return nil }
            ranges.append(instruction..<(instruction &+ length))
        }
        return ranges
    }

    /// Where the names of exported symbols stand that this image has no more, unlike another of the same build: arm kernels
    /// blank those of functions that need a counter which the machine lacks (arch/arm/kernel/vdso.c, vdso_nullpatch_one()).
    public func blankedNames(of other: VDSOImage) -> [Range<UInt64>] {
        guard let table = other.sections.first(where: { $0.name == ".dynsym" && $0.isInFile }), table.entrySize > 0
        else {
            return []
        }
        return zip(symbols, other.symbols).compactMap { mine, theirs in
            guard mine.index == theirs.index, mine.name.isEmpty, !theirs.name.isEmpty else { return nil }
            let name = table.offset + UInt64(theirs.index) * table.entrySize
            return name..<(name + 4)
        }
    }

    /// A signed 32-bit number in the image's byte order.
    private func distance(at offset: UInt64) -> UInt64 {
        let raw = bytes[Int(offset)..<Int(offset + 4)]
        let ordered = isLittleEndian ? Array(raw.reversed()) : Array(raw)
        let number = ordered.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return UInt64(bitPattern: Int64(Int32(bitPattern: number)))
    }

    /// The parts of this image that differ from the bytes of another of the same build, ascending; a part that one of them
    /// lacks differs. What
    /// this image has behind the other's end does not count: memory is mapped in pages.
    public func differences(from other: VDSOImage) -> [Range<UInt64>] {
        var ranges: [Range<UInt64>] = []
        let common = min(bytes.count, other.bytes.count)
        var position = 0
        while position < common {
            guard bytes[position] != other.bytes[position] else {
                position += 1
                continue
            }
            let start = position
            while position < common, bytes[position] != other.bytes[position] { position += 1 }
            ranges.append(UInt64(start)..<UInt64(position))
        }
        if bytes.count < other.bytes.count { ranges.append(UInt64(common)..<UInt64(other.bytes.count)) }
        return ranges
    }
}
