extension VDSOImage {
    /// Where a powerpc kernel may replace instructions before it maps the image (arch/powerpc/lib/feature-fixups.c), relative
    /// to the image's first byte. Empty if there is no such section; nil if one cannot be read.
    var fixups: [Range<UInt64>]? {
        var ranges: [Range<UInt64>] = []
        for section in sections where section.name.hasPrefix("__") && section.name.hasSuffix("_fixup") {
            guard section.isInFile, let end = section.offset.adding(section.size), end <= size,
                let own = section.name == "__lwsync_fixup" ? instructions(in: section) : alternatives(inFixups: section)
            else { return nil }
            ranges += own
        }
        return ranges
    }

    /// `struct fixup_entry`: a mask, a value, and the distances from the entry to what is replaced and what replaces it.
    private func alternatives(inFixups section: Section) -> [Range<UInt64>]? {
        fixups(in: section, words: 6) { entry in (place: entry &+ word(entry, 2), end: entry &+ word(entry, 3)) }
    }

    /// Barriers: the distance from the word to one instruction.
    private func instructions(in section: Section) -> [Range<UInt64>]? {
        fixups(in: section, words: 1) { entry in
            let place = entry &+ word(entry, 0)
            return (place: place, end: place &+ 4)
        }
    }

    private func fixups(
        in section: Section, words: UInt64, _ range: (_ entry: UInt64) -> (place: UInt64, end: UInt64)
    ) -> [Range<UInt64>]? {
        let entrySize = words * wordSize
        guard section.size % entrySize == 0, section.address == section.offset else { return nil }
        let code = sections.filter(\.isExecutable).map(\.addresses)
        var ranges: [Range<UInt64>] = []
        for entry in stride(from: section.offset, to: section.offset + section.size, by: Int(entrySize)) {
            let (place, end) = range(entry)
            guard place < end, code.contains(where: { $0.contains(place) && $0.upperBound >= end }) else { return nil }
            ranges.append(place..<end)
        }
        return ranges
    }

    private var wordSize: UInt64 { elfClass == 64 ? 8 : 4 }

    /// A word of an entry, with its sign, in the image's byte order.
    private func word(_ entry: UInt64, _ index: UInt64) -> UInt64 {
        let start = Int(entry + index * wordSize)
        let raw = bytes[start..<(start + Int(wordSize))]
        let number = (isLittleEndian ? Array(raw.reversed()) : Array(raw)).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return wordSize == 8 ? number : UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: number)))
    }
}
