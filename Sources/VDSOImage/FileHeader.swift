import CElf

/// What the ELF header says beside the image's kind: the words that loaders compare before they believe the rest.
public struct FileHeader: Hashable, Sendable, Encodable {
    /// `EI_VERSION`: 1.
    public var identificationVersion: UInt8
    /// `EI_OSABI`: 0 for System V, 3 for GNU.
    public var osABI: UInt8
    /// `EI_ABIVERSION`.
    public var abiVersion: UInt8
    /// The rest of `e_ident`, which is zero.
    public var padding: [UInt8]
    /// `e_version`: 1.
    public var version: UInt32
    /// `e_ehsize`, in bytes.
    public var size: UInt16
    /// `e_shoff`, in bytes from the start of the file; 0 without section headers.
    public var sectionHeaders: UInt64
    /// `e_shnum`.
    public var sectionCount: UInt16
    /// `e_shentsize`, in bytes.
    public var sectionHeaderSize: UInt16
    /// `e_shstrndx`: the section that holds the names.
    public var sectionNames: UInt16
}

extension ElfFile {
    /// The words of the header.
    var fileHeader: FileHeader {
        FileHeader(
            identificationVersion: bytes[6], osABI: bytes[7], abiVersion: bytes[8], padding: Array(bytes[9..<16]),
            version: header.e_version, size: header.e_ehsize, sectionHeaders: header.e_shoff,
            sectionCount: header.e_shnum, sectionHeaderSize: header.e_shentsize, sectionNames: header.e_shstrndx)
    }
}
