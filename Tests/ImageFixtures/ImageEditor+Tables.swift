extension ImageEditor {
    /// Gives `DT_HASH` entries of 8 bytes, as GNU ld makes them for s390x, in the room that the fixture keeps for it.
    public mutating func widenHash() {
        let old = content(".hash")
        let count = 2 + Int(read(old, size: 4)) + Int(read(old + 4, size: 4))
        let new = content(".rodata")
        for index in 0..<count { write(read(old + 4 * index, size: 4), at: new + 8 * index, size: 8) }
        self[dynamic: 4] = UInt64(new)
        // Nothing is left where the section headers look for the table.
        self[.sectionSize, section(".hash")] = 0
    }

    /// Lets the segment of notes be others, written into the room that the fixture keeps for it.
    ///
    /// - Parameters:
    ///   - notes: Owner, type and content of each.
    ///   - padding: To what each note is padded.
    ///   - alignment: What the segment declares.
    public mutating func replaceNotes(_ notes: [(String, UInt64, [UInt8])], padding: Int, alignment: UInt64) {
        let start = content(".rodata")
        var place = start
        func padded(_ size: Int) -> Int { (size + padding - 1) / padding * padding }
        for (owner, type, content) in notes {
            write(UInt64(owner.utf8.count + 1), at: place, size: 4)
            write(UInt64(content.count), at: place + 4, size: 4)
            write(type, at: place + 8, size: 4)
            let text = Array(owner.utf8) + [0]
            bytes.replaceSubrange(place + 12..<place + 12 + text.count, with: text)
            let contentPlace = start + padded(place - start + 12 + text.count)
            bytes.replaceSubrange(contentPlace..<contentPlace + content.count, with: content)
            place = start + padded(contentPlace - start + content.count)
        }
        let segment = segment(4)
        self[.segmentOffset, segment] = UInt64(start)
        self[.segmentAddress, segment] = UInt64(start)
        self[.segmentFileSize, segment] = UInt64(place - start)
        self[.segmentMemorySize, segment] = UInt64(place - start)
        self[.segmentAlignment, segment] = alignment
    }
}
