/// One section, as the section headers describe it. Loaders do not look at these.
public struct Section: Hashable, Sendable, Encodable {
    /// The place in the table, from 1.
    public var index: Int
    /// The name, for instance `.text`.
    public var name: String
    /// `sh_type`.
    public var type: UInt32
    /// `sh_flags`: 1 writable, 2 in memory, 4 executable.
    public var flags: UInt64
    /// `sh_addr` relative to the image's first byte, `VDSOImage.addressBias` taken off.
    public var address: UInt64
    /// `sh_offset`, in bytes from the start of the file.
    public var offset: UInt64
    /// `sh_size`, in bytes.
    public var size: UInt64
    /// `sh_link`.
    public var link: UInt32
    /// `sh_info`.
    public var info: UInt32
    /// `sh_addralign`, in bytes.
    public var alignment: UInt64
    /// `sh_entsize`, in bytes.
    public var entrySize: UInt64

    /// Whether the section is part of the image in memory (`SHF_ALLOC`).
    public var isInMemory: Bool { flags & 2 != 0 }
    /// Whether the section holds instructions (`SHF_EXECINSTR`).
    public var isExecutable: Bool { flags & 4 != 0 }
    /// Whether the section takes up bytes of the file (`SHT_NOBITS` does not).
    public var isInFile: Bool { type != 8 && type != 0 }
    /// The addresses, relative to the image's first byte; empty where the headers are nonsense.
    public var addresses: Range<UInt64> { address..<(address.adding(size) ?? address) }
}
