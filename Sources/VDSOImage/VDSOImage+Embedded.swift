import CElf

extension VDSOImage {
    /// Reads an image that lies within other data, such as a kernel: its end is where its segments and its header tables
    /// end. nil if there is no vDSO: no ELF shared object with a dynamic section that bears a vDSO's marks, a name that
    /// begins with `linux-` or a note of the owner `Linux`.
    ///
    /// - Parameters:
    ///   - data: what the image lies in.
    ///   - offset: where its ELF header begins, in bytes.
    public init?(embeddedIn data: UnsafeRawBufferPointer, at offset: Int) {
        let window = UnsafeRawBufferPointer(rebasing: data[offset..<min(data.count, offset + Self.embeddedLimit)])
        // Most places are text or another file's header: these bytes are cheap to look at.
        guard window.count > 64, window[4] == 1 || window[4] == 2, window[5] == 1 || window[5] == 2,
            window[16] == 3 || window[17] == 3, window[16] == 0 || window[17] == 0,
            let size = Self.extent(of: window), let image = try? VDSOImage(bytes: Array(window[..<size])),
            image.type == UInt16(ET_DYN), !image.segments(UInt32(PT_DYNAMIC)).isEmpty, image.isMarked
        else { return nil }
        self = image
    }

    /// The largest image with debug sections that is known has 50 KiB.
    private static let embeddedLimit = 4 << 20

    private var isMarked: Bool {
        soname?.hasPrefix("linux-") == true || notes.contains { $0.owner == "Linux" && $0.type == 0 }
    }

    private static func extent(of window: UnsafeRawBufferPointer) -> Int? {
        let size = try? ElfFile.with(window) { file throws(VDSOImageError) -> Int? in
            let header = file.header
            guard header.e_type == UInt16(ET_DYN), !file.programHeaders.isEmpty, header.e_phnum <= 64 else {
                return nil
            }
            // Segments first: what a loader needs must be there.
            var end = header.e_phoff.adding(UInt64(header.e_phnum) * UInt64(header.e_phentsize))
            for segment in file.programHeaders {
                guard let known = end, let other = segment.fileEnd else { return nil }
                end = max(known, other)
            }
            guard var end, end <= window.count else { return nil }
            // Section headers are for people: an image whose kernel cut them off is whole.
            let table = header.e_shoff.adding(UInt64(header.e_shnum) * UInt64(header.e_shentsize))
            if header.e_shoff > 0, let table, table <= window.count { end = max(end, table) }
            return Int(end)
        }
        return size ?? nil
    }
}
