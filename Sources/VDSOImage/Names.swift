import CElf

/// The words of `elf.h` for the numbers that occur in vDSO images.
enum Names {
    /// `p_type` without `PT_`.
    static func programHeader(_ type: UInt32, machine: UInt16) -> String {
        if let name = programHeaders[type] { return name }
        return processorProgramHeaders[machine]?[type] ?? hexadecimal(type)
    }

    /// `d_tag` without `DT_`.
    static func dynamicTag(_ tag: Int64, machine: UInt16) -> String {
        if let name = dynamicTags[tag] { return name }
        return processorDynamicTags[machine]?[tag] ?? hexadecimal(tag)
    }

    static func binding(_ info: UInt8) -> String { bindings[info >> 4] ?? "\(info >> 4)" }
    static func type(_ info: UInt8) -> String { types[info & 0xf] ?? "\(info & 0xf)" }
    static func visibility(_ other: UInt8) -> String { ["DEFAULT", "INTERNAL", "HIDDEN", "PROTECTED"][Int(other & 3)] }

    static func fileType(_ type: UInt16) -> String { [1: "REL", 2: "EXEC", 3: "DYN", 4: "CORE"][type] ?? "\(type)" }

    static func machine(_ machine: UInt16) -> String { machines[machine] ?? "\(machine)" }

    private static let machines: [UInt16: String] = [
        2: "SPARC", 3: "386", 8: "MIPS", 15: "PARISC", 18: "SPARC32PLUS", 20: "PPC", 21: "PPC64", 22: "S390",
        40: "ARM", 42: "SH", 43: "SPARCV9", 62: "X86_64", 183: "AARCH64", 243: "RISCV", 258: "LOONGARCH",
        0x9026: "ALPHA",
    ]

    private static let programHeaders: [UInt32: String] = [
        0: "NULL", 1: "LOAD", 2: "DYNAMIC", 3: "INTERP", 4: "NOTE", 5: "SHLIB", 6: "PHDR", 7: "TLS",
        0x6474_e550: "GNU_EH_FRAME", 0x6474_e551: "GNU_STACK", 0x6474_e552: "GNU_RELRO", 0x6474_e553: "GNU_PROPERTY",
    ]

    private static let processorProgramHeaders: [UInt16: [UInt32: String]] = [
        UInt16(EM_ARM): [0x7000_0000: "ARM_ARCHEXT", 0x7000_0001: "ARM_EXIDX"],
        UInt16(EM_AARCH64): [0x7000_0000: "AARCH64_ARCHEXT", 0x7000_0002: "AARCH64_MEMTAG_MTE"],
        UInt16(EM_RISCV): [0x7000_0003: "RISCV_ATTRIBUTES"],
        UInt16(EM_MIPS): [
            0x7000_0000: "MIPS_REGINFO", 0x7000_0001: "MIPS_RTPROC", 0x7000_0002: "MIPS_OPTIONS",
            0x7000_0003: "MIPS_ABIFLAGS",
        ],
    ]

    private static let dynamicTags: [Int64: String] = [
        0: "NULL", 1: "NEEDED", 2: "PLTRELSZ", 3: "PLTGOT", 4: "HASH", 5: "STRTAB", 6: "SYMTAB", 7: "RELA",
        8: "RELASZ", 9: "RELAENT", 10: "STRSZ", 11: "SYMENT", 12: "INIT", 13: "FINI", 14: "SONAME", 15: "RPATH",
        16: "SYMBOLIC", 17: "REL", 18: "RELSZ", 19: "RELENT", 20: "PLTREL", 21: "DEBUG", 22: "TEXTREL", 23: "JMPREL",
        24: "BIND_NOW", 25: "INIT_ARRAY", 26: "FINI_ARRAY", 27: "INIT_ARRAYSZ", 28: "FINI_ARRAYSZ", 29: "RUNPATH",
        30: "FLAGS", 32: "PREINIT_ARRAY", 33: "PREINIT_ARRAYSZ", 34: "SYMTAB_SHNDX", 35: "RELRSZ", 36: "RELR",
        37: "RELRENT", 0x6fff_fef5: "GNU_HASH", 0x6fff_fff0: "VERSYM", 0x6fff_fff9: "RELACOUNT",
        0x6fff_fffa: "RELCOUNT", 0x6fff_fffb: "FLAGS_1", 0x6fff_fffc: "VERDEF", 0x6fff_fffd: "VERDEFNUM",
        0x6fff_fffe: "VERNEED", 0x6fff_ffff: "VERNEEDNUM", 0x7fff_fffd: "AUXILIARY", 0x7fff_ffff: "FILTER",
    ]

    private static let processorDynamicTags: [UInt16: [Int64: String]] = [
        UInt16(EM_AARCH64): [
            0x7000_0001: "AARCH64_BTI_PLT", 0x7000_0003: "AARCH64_PAC_PLT", 0x7000_0005: "AARCH64_VARIANT_PCS",
        ],
        UInt16(EM_PPC): [0x7000_0000: "PPC_GOT", 0x7000_0001: "PPC_OPT"],
        UInt16(EM_PPC64): [
            0x7000_0000: "PPC64_GLINK", 0x7000_0001: "PPC64_OPD", 0x7000_0002: "PPC64_OPDSZ", 0x7000_0003: "PPC64_OPT",
        ],
        UInt16(EM_RISCV): [0x7000_0001: "RISCV_VARIANT_CC"],
        UInt16(EM_MIPS): [
            0x7000_0001: "MIPS_RLD_VERSION", 0x7000_0005: "MIPS_FLAGS", 0x7000_0006: "MIPS_BASE_ADDRESS",
            0x7000_000a: "MIPS_LOCAL_GOTNO", 0x7000_0011: "MIPS_SYMTABNO", 0x7000_0012: "MIPS_UNREFEXTNO",
            0x7000_0013: "MIPS_GOTSYM", 0x7000_0016: "MIPS_RLD_MAP", 0x7000_0029: "MIPS_OPTIONS",
            0x7000_0035: "MIPS_RLD_MAP_REL", 0x7000_0036: "MIPS_XHASH",
        ],
    ]

    private static let bindings: [UInt8: String] = [0: "LOCAL", 1: "GLOBAL", 2: "WEAK", 10: "GNU_UNIQUE"]

    private static let types: [UInt8: String] = [
        0: "NOTYPE", 1: "OBJECT", 2: "FUNC", 3: "SECTION", 4: "FILE", 5: "COMMON", 6: "TLS", 10: "GNU_IFUNC",
    ]
}
