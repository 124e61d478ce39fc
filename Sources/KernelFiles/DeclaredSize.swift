/// How long a file is by its own header. A kernel that was copied or downloaded in part may still hold some of its images;
/// to judge those alone would hide the others.
enum DeclaredSize {
    /// The end of what the header tells of, in bytes; nil for what has none of these headers.
    static func of(_ data: UnsafeRawBufferPointer) -> UInt64? {
        if data.starts(with: [0x4d, 0x5a]) { return portableExecutable(data) }
        if data.starts(with: [0x7f, 0x45, 0x4c, 0x46]) { return sectionTable(data) }
        return nil
    }

    /// Kernels that EFI can start (x86 `bzImage`, `zImage`, `Image`, EFI zboot): "PE Format", sections 1 to 5 of Microsoft's
    /// document. A signature behind the sections does not count.
    private static func portableExecutable(_ data: UnsafeRawBufferPointer) -> UInt64? {
        func number(_ offset: Int, _ size: Int) -> Int? { Self.number(data, offset, size).map { Int($0) } }
        guard let header = number(0x3c, 4), number(header, 4) == 0x4550, let count = number(header + 6, 2),
            let optional = number(header + 20, 2)
        else { return nil }
        let ends = (0..<count).compactMap { index -> UInt64? in
            let section = header + 24 + optional + 40 * index
            guard let size = number(section + 16, 4), let place = number(section + 20, 4) else { return nil }
            return UInt64(size + place)
        }
        return ends.max()
    }

    /// `vmlinux`: linkers put the table of sections behind all else.
    private static func sectionTable(_ data: UnsafeRawBufferPointer) -> UInt64? {
        guard data.count > 64 else { return nil }
        let (is64Bit, isLittle) = (data[4] == 2, data[5] == 1)
        let place = is64Bit ? (0x28, 8, 0x3a) : (0x20, 4, 0x2e)
        guard let start = number(data, place.0, place.1, isLittle: isLittle),
            let size = number(data, place.2, 2, isLittle: isLittle),
            let count = number(data, place.2 + 2, 2, isLittle: isLittle)
        else { return nil }
        let (end, isTooLarge) = start.addingReportingOverflow(size * count)
        return isTooLarge ? nil : end
    }

    /// A number of so many bytes; nil behind the end.
    private static func number(
        _ data: UnsafeRawBufferPointer, _ offset: Int, _ size: Int, isLittle: Bool = true
    ) -> UInt64? {
        guard offset >= 0, offset + size <= data.count else { return nil }
        let bytes = data[offset..<(offset + size)]
        return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
