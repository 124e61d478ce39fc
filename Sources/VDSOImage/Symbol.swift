/// One entry of the dynamic symbol table.
public struct Symbol: Hashable, Sendable, Encodable {
    /// The place in the table, from 1.
    public var index: Int
    /// The name; empty for the nameless entries that some linkers and kernels leave.
    public var name: String
    /// The version node, for instance `LINUX_2.6`; nil without versioning, or for a local or base version.
    public var version: String?
    /// Whether the version is hidden: found only by those who ask for it by name.
    public var isHidden: Bool
    /// `st_value` as it stands in the file.
    public var rawValue: UInt64
    /// `st_value` relative to the image's first byte, `VDSOImage.addressBias` taken off; bit 0 is the Thumb bit on arm.
    public var value: UInt64
    /// `st_size`, in bytes.
    public var size: UInt64
    /// The binding without `STB_`: `GLOBAL`, `WEAK`, `LOCAL`.
    public var binding: String
    /// The type without `STT_`: `FUNC`, `NOTYPE`, `OBJECT`, `SECTION`.
    public var type: String
    /// The visibility without `STV_`: `DEFAULT`, `HIDDEN`.
    public var visibility: String
    /// `st_info`: binding in the upper four bits, type in the lower.
    public var info: UInt8
    /// `st_other`.
    public var other: UInt8
    /// `st_shndx`.
    public var section: UInt16

    /// Whether the image defines the symbol.
    public var isDefined: Bool { section != 0 }
    /// Whether the value is a number and not a place (`SHN_ABS`): the symbols that name version nodes are.
    public var isAbsolute: Bool { section == 0xfff1 }
    /// Whether programs can link to it: named, defined, not local, default visibility, and not merely the name of a
    /// version node.
    public var isExport: Bool {
        !name.isEmpty && isDefined && !isAbsolute && binding != "LOCAL"
            && (visibility == "DEFAULT" || visibility == "PROTECTED")
    }
    /// `NAME@@VERSION`, or `NAME@VERSION` for a hidden version.
    public var fullName: String { version.map { name + (isHidden ? "@" : "@@") + $0 } ?? name }
}

/// One version that the image defines (`DT_VERDEF`).
public struct VersionDefinition: Hashable, Sendable, Encodable {
    /// `vd_ndx`.
    public var index: UInt16
    /// `vd_flags`.
    public var flags: UInt16
    /// `vd_hash`, which loaders compare before they compare names.
    public var hash: UInt32
    /// The name, for instance `LINUX_2.6`; for the base version the soname.
    public var name: String
    /// The versions it builds on.
    public var parents: [String]
    /// `vd_cnt`: the names that are promised, its own and its parents'.
    public var nameCount: UInt16
    /// `vd_next`: whether another definition follows.
    public var hasNext: Bool

    /// Whether it stands for the file itself (`VER_FLG_BASE`).
    public var isBase: Bool { flags & 1 != 0 }
}
