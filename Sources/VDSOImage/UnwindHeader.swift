import CElf

/// `PT_GNU_EH_FRAME` (`.eh_frame_hdr` of the Linux Standard Base): a sorted table that leads from an address to its
/// frame description.
public struct UnwindHeader: Hashable, Sendable, Encodable {
    /// One row of the table.
    public struct Row: Hashable, Sendable, Encodable {
        /// The first address that the frame description covers, relative to the image's first byte.
        public var start: UInt64
        /// Where the frame description lies, relative to the image's first byte.
        public var frame: UInt64
    }
    /// Where the header lies, relative to the image's first byte.
    public var address: UInt64
    /// Its size in bytes.
    public var size: UInt64
    /// The version; 1 is the only one there is.
    public var version: UInt8
    /// How the pointer to `.eh_frame` is written (`DW_EH_PE_*`).
    public var framePointerEncoding: UInt8
    /// How the count is written.
    public var countEncoding: UInt8
    /// How the rows are written.
    public var tableEncoding: UInt8
    /// Where `.eh_frame` lies, relative to the image's first byte; nil if the pointer cannot be decoded.
    public var framesAddress: UInt64?
    /// How many rows the header promises; nil if it has no table.
    public var declaredCount: UInt64?
    /// The rows that are there.
    public var rows: [Row]
    /// What cannot be decoded; nil if all can.
    public var problem: String?

    /// Whether the rows ascend, as the binary search of unwinders needs it.
    public var isSorted: Bool { zip(rows, rows.dropFirst()).allSatisfy { $0.start < $1.start } }
}

extension ElfFile {
    /// Reads `PT_GNU_EH_FRAME`; nil if there is none or if it is empty.
    func unwindHeader() -> UnwindHeader? {
        guard let segment = programHeaders.first(where: { $0.type == UInt32(PT_GNU_EH_FRAME) && $0.fileSize > 0 })
        else { return nil }
        var header = UnwindHeader(
            address: relative(segment.address), size: segment.fileSize, version: 0, framePointerEncoding: 0,
            countEncoding: 0, tableEncoding: 0, rows: [])
        guard let place = place(offset: segment.offset, size: segment.fileSize) else {
            header.problem = "the segment ends outside of the image"
            return header
        }
        var cursor = Cursor(self, place, address: segment.address)
        do {
            try read(&header, &cursor)
        } catch {
            header.problem = error.description
        }
        return header
    }

    private func read(_ header: inout UnwindHeader, _ cursor: inout Cursor) throws(Cursor.Failure) {
        let base = cursor.address
        header.version = try cursor.byte()
        header.framePointerEncoding = try cursor.byte()
        header.countEncoding = try cursor.byte()
        header.tableEncoding = try cursor.byte()
        guard header.version == 1 else { throw Cursor.Failure("version \(header.version), not 1") }
        header.framesAddress = try cursor.pointer(header.framePointerEncoding, dataBase: base).map { relative($0) }
        header.declaredCount = try cursor.pointer(header.countEncoding, dataBase: base)
        guard let count = header.declaredCount, header.tableEncoding != Cursor.omitted else { return }
        for index in 0..<count {
            guard let start = try cursor.pointer(header.tableEncoding, dataBase: base),
                let frame = try cursor.pointer(header.tableEncoding, dataBase: base)
            else { throw Cursor.Failure("row \(index) is omitted") }
            header.rows.append(UnwindHeader.Row(start: relative(start), frame: relative(frame)))
        }
    }
}
