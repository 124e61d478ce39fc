extension ImageEditor.Field {
    private static func header(_ in64: Int, _ in32: Int, _ size64: Int, _ size32: Int) -> Self {
        Self((in64, size64), (in32, size32))
    }

    /// `e_type`.
    public static let type = header(16, 16, 2, 2)
    /// `e_machine`.
    public static let machine = header(18, 18, 2, 2)
    /// `e_flags`.
    public static let flags = header(48, 36, 4, 4)
    /// `e_version`.
    public static let version = header(20, 20, 4, 4)
    /// `e_ehsize`.
    public static let size = header(52, 40, 2, 2)
    /// `e_entry`.
    public static let entry = header(24, 24, 8, 4)
    /// `e_phoff`.
    public static let programHeaders = header(32, 28, 8, 4)
    /// `e_shoff`.
    public static let sectionHeaders = header(40, 32, 8, 4)
    /// `e_phnum`.
    public static let programHeaderCount = header(56, 44, 2, 2)
    /// `e_shnum`.
    public static let sectionHeaderCount = header(60, 48, 2, 2)
    /// `e_shstrndx`.
    public static let sectionNames = header(62, 50, 2, 2)

    /// `p_type`.
    public static let segmentType = header(0, 0, 4, 4)
    /// `p_flags`.
    public static let segmentFlags = header(4, 24, 4, 4)
    /// `p_offset`.
    public static let segmentOffset = header(8, 4, 8, 4)
    /// `p_vaddr`.
    public static let segmentAddress = header(16, 8, 8, 4)
    /// `p_filesz`.
    public static let segmentFileSize = header(32, 16, 8, 4)
    /// `p_memsz`.
    public static let segmentMemorySize = header(40, 20, 8, 4)
    /// `p_align`.
    public static let segmentAlignment = header(48, 28, 8, 4)

    /// `sh_name`.
    public static let sectionName = header(0, 0, 4, 4)
    /// `sh_type`.
    public static let sectionType = header(4, 4, 4, 4)
    /// `sh_link`.
    public static let sectionLink = header(40, 24, 4, 4)
    /// `sh_info`.
    public static let sectionInfo = header(44, 28, 4, 4)
    /// `sh_addr`.
    public static let sectionAddress = header(16, 12, 8, 4)
    /// `sh_offset`.
    public static let sectionOffset = header(24, 16, 8, 4)
    /// `sh_size`.
    public static let sectionSize = header(32, 20, 8, 4)

    /// `st_name`.
    public static let symbolName = header(0, 0, 4, 4)
    /// `st_info`.
    public static let symbolInfo = header(4, 12, 1, 1)
    /// `st_other`.
    public static let symbolOther = header(5, 13, 1, 1)
    /// `st_shndx`.
    public static let symbolSection = header(6, 14, 2, 2)
    /// `st_value`.
    public static let symbolValue = header(8, 4, 8, 4)
    /// `st_size`.
    public static let symbolSize = header(16, 8, 8, 4)
}
