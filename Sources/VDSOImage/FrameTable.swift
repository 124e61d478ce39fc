import CElf

/// `.eh_frame`: which instructions unwinders know how to leave.
public struct FrameTable: Hashable, Sendable, Encodable {
    /// One frame description entry.
    public struct Frame: Hashable, Sendable, Encodable {
        /// Where the entry lies, relative to the image's first byte.
        public var address: UInt64
        /// The first instruction it covers, relative to the image's first byte.
        public var start: UInt64
        /// How many bytes of instructions it covers.
        public var size: UInt64
        /// The augmentation of its common entry, for instance `zR`, or `zRS` for a signal frame.
        public var augmentation: String

        /// The covered addresses; empty where the entry is nonsense.
        public var range: Range<UInt64> { start..<(start.adding(size) ?? start) }
        /// The row that a table of an unwind header must have for this entry.
        public var row: UnwindHeader.Row { UnwindHeader.Row(start: start, frame: address) }
    }
    /// Where the table lies, relative to the image's first byte.
    public var address: UInt64
    /// The entries in the order of the table.
    public var frames: [Frame]
    /// Why reading ended early; nil if the table was read to its end.
    public var problem: String?

    /// The parts of a range of addresses that no entry covers, ascending.
    public func gaps(in range: Range<UInt64>) -> [Range<UInt64>] {
        var gaps: [Range<UInt64>] = []
        var position = range.lowerBound
        for frame in frames.map(\.range).sorted(by: { $0.lowerBound < $1.lowerBound }) where !frame.isEmpty {
            guard position < range.upperBound else { break }
            if frame.lowerBound > position { gaps.append(position..<min(frame.lowerBound, range.upperBound)) }
            position = max(position, frame.upperBound)
        }
        if position < range.upperBound { gaps.append(position..<range.upperBound) }
        return gaps
    }
}

extension ElfFile {
    /// Reads `.eh_frame`, which the unwind header leads to, or else the section of that name.
    ///
    /// The section's size says where the table ends. Without sections it ends with an empty entry, or after as many
    /// descriptions as the header has rows: kernels link without the object that would append the empty entry.
    func frames(_ header: UnwindHeader?, _ sections: [Section]) -> FrameTable? {
        let section = sections.first { $0.name == ".eh_frame" && $0.isInMemory && $0.isInFile }
        guard let address = header?.framesAddress ?? section?.address else { return nil }
        var table = FrameTable(address: address, frames: [])
        let absolute = is64 ? address &+ bias : (address &+ bias) & 0xffff_ffff
        guard var place = place(of: absolute) else {
            table.problem = "\(hexadecimal(address)) lies outside of the segments"
            return table
        }
        var limit: Int?
        if let section, section.address == address {
            place.available = min(place.available, section.size)
        } else {
            limit = header?.declaredCount.map(Int.init(clamping:))
        }
        var reader = FrameReader(file: self, start: Cursor(self, place, address: absolute))
        do {
            try reader.read(into: &table, limit: limit)
        } catch {
            table.problem = error.description
        }
        return table
    }
}

/// Walks `.eh_frame` from entry to entry.
private struct FrameReader {
    /// What the entries of one common entry share.
    struct Common {
        var augmentation: String
        /// How the first address is written.
        var encoding: UInt8
    }

    let file: ElfFile
    let start: Cursor
    /// The common entries by their offset in the file.
    private var commons: [UInt64: Common] = [:]

    init(file: ElfFile, start: Cursor) {
        self.file = file
        self.start = start
    }

    mutating func read(into table: inout FrameTable, limit: Int?) throws(Cursor.Failure) {
        var cursor = start
        while !cursor.isAtEnd, table.frames.count < limit ?? .max {
            let (offset, address) = (cursor.offset, cursor.address)
            var length = try cursor.unsigned(4)
            if length == 0 { return }
            if length == 0xffff_ffff { length = try cursor.unsigned(8) }
            var entry = try cursor.part(length)
            let identifierOffset = entry.offset
            let identifier = try entry.unsigned(4)
            if identifier == 0 {
                commons[offset] = try common(&entry)
                continue
            }
            guard let common = commons[identifierOffset &- identifier] else {
                throw Cursor.Failure("the entry at \(hexadecimal(offset)) belongs to no common entry before it")
            }
            // The first address is written in full, the size without what it is relative to.
            guard let first = try entry.pointer(common.encoding, dataBase: nil) else {
                throw Cursor.Failure("the entry at \(hexadecimal(offset)) covers no address")
            }
            let size = try entry.value(form: common.encoding)
            if common.augmentation.first == "z" { _ = try entry.part(try entry.uleb()) }
            var instructions = FrameInstructions(entry, encoding: common.encoding)
            try instructions.check()
            table.frames.append(
                FrameTable.Frame(
                    address: file.relative(address), start: file.relative(first), size: size,
                    augmentation: common.augmentation))
        }
    }

    private func common(_ entry: inout Cursor) throws(Cursor.Failure) -> Common {
        let version = try entry.byte()
        guard version == 1 || version == 3 || version == 4 else {
            throw Cursor.Failure("a common entry of version \(version)")
        }
        var common = Common(augmentation: try entry.string(), encoding: 0)
        if version == 4 { _ = try entry.unsigned(2) }
        _ = try entry.uleb()
        _ = try entry.sleb()
        _ = version == 1 ? try entry.unsigned(1) : try entry.uleb()
        guard common.augmentation.first == "z" else {
            guard common.augmentation.isEmpty else {
                throw Cursor.Failure("unknown augmentation \"\(common.augmentation)\"")
            }
            var instructions = FrameInstructions(entry, encoding: 0)
            try instructions.check()
            return common
        }
        var data = try entry.part(try entry.uleb())
        for letter in common.augmentation.dropFirst() {
            switch letter {
            case "R": common.encoding = try data.byte()
            case "L": _ = try data.byte()
            case "P": _ = try data.value(form: try data.byte())
            case "S", "B", "G": break
            default: throw Cursor.Failure("unknown augmentation \"\(common.augmentation)\"")
            }
        }
        var instructions = FrameInstructions(entry, encoding: common.encoding)
        try instructions.check()
        return common
    }
}
