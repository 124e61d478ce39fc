/// A part of the image as it lies in memory from `AT_SYSINFO_EHDR` to the end of its mapping.
public struct ImageChunk: Sendable, Hashable, Codable {
    /// `AT_SYSINFO_EHDR`.
    public var address: UInt64
    /// The size of the whole image in bytes.
    public var size: UInt64
    /// Where in the image the bytes lie.
    public var offset: UInt64
    /// The bytes, two lower-case digits each.
    public var hex: String
}

/// Which way a symbol was looked for.
public enum LookupTable: String, Sendable, Hashable, Codable, CaseIterable {
    /// `DT_HASH`, as musl looks.
    case sysv
    /// `DT_GNU_HASH`, as glibc looks.
    case gnu
    /// Every entry of the symbol table in turn.
    case scan
}

/// Whether a table is there.
public struct HashTable: Sendable, Hashable, Codable {
    /// Which table.
    public var table: LookupTable
    /// Whether the dynamic section names the table.
    public var present: Bool
    /// The number of symbols that the table leads to.
    public var entries: UInt64
}

/// What one table answers for one name and version. Every named symbol of the scan is looked up in every table.
public struct Lookup: Sendable, Hashable, Codable {
    /// Which table was asked.
    public var table: LookupTable
    /// The name that was asked for.
    public var symbol: String
    /// The version node the symbol was found with; nil if it has none.
    public var version: String?
    /// Whether the table leads to it.
    public var found: Bool
    /// `st_value`, unrelocated.
    public var value: UInt64
    /// `st_size`, in bytes.
    public var size: UInt64
    /// `st_info`: binding in the upper four bits, type in the lower.
    public var info: UInt8
    /// `st_other`.
    public var other: UInt8
    /// `st_shndx`.
    public var section: UInt16
}

/// Which symbol the probe calls for a function.
public struct Function: Sendable, Hashable, Codable {
    /// The name without prefix, for instance `clock_gettime`.
    public var function: String
    /// The symbol that was found, for instance `__kernel_clock_gettime`; nil if there is none.
    public var symbol: String?
}
