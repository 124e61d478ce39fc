/// One segment, as the program headers describe it.
public struct ProgramHeader: Hashable, Sendable, Encodable {
    /// `p_type`.
    public var type: UInt32
    /// `p_type` in words without `PT_`: `LOAD`, `GNU_EH_FRAME`; a number where it has no name.
    public var name: String
    /// `p_flags`: 1 executable, 2 writable, 4 readable.
    public var flags: UInt32
    /// `p_offset`, in bytes from the start of the file.
    public var offset: UInt64
    /// `p_vaddr` as it stands in the file; `VDSOImage.addressBias` is not taken off.
    public var address: UInt64
    /// `p_filesz`, in bytes.
    public var fileSize: UInt64
    /// `p_memsz`, in bytes.
    public var memorySize: UInt64
    /// `p_align`, in bytes.
    public var alignment: UInt64

    /// Whether the segment is marked executable.
    public var isExecutable: Bool { flags & 1 != 0 }
    /// Whether the segment is marked writable.
    public var isWritable: Bool { flags & 2 != 0 }
    /// Whether the segment is marked readable.
    public var isReadable: Bool { flags & 4 != 0 }
    /// The flags as three letters: `R-X`.
    public var permissions: String {
        (isReadable ? "R" : "-") + (isWritable ? "W" : "-") + (isExecutable ? "X" : "-")
    }
    /// The end of the segment's bytes in the file; nil if no file could be that long.
    public var fileEnd: UInt64? { offset.adding(fileSize) }

    /// Whether the bytes of another segment lie within the bytes of this one, in the file and at the same distance in
    /// memory.
    public func contains(_ other: ProgramHeader) -> Bool {
        guard let end = fileEnd, let otherEnd = other.fileEnd else { return false }
        return other.offset >= offset && otherEnd <= end && other.offset &- offset == other.address &- address
    }
}

extension UInt64 {
    /// The sum, or nil if it does not fit.
    func adding(_ other: UInt64) -> UInt64? {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? nil : sum
    }
}
