import CElf

extension VDSOImage {
    /// The architecture's name as the files of expectations have it; nil for one that has no vDSO.
    ///
    /// `arm` stands for a 32-bit arm kernel's image and for the image that arm64 kernels give to 32-bit programs; see
    /// `isLikelyArmCompat`.
    public var architecture: String? {
        let is64 = elfClass == 64
        return switch Int32(machine) {
        case EM_X86_64: is64 ? "x86_64" : "x32"
        case EM_386: "i386"
        case EM_AARCH64: isLittleEndian ? "aarch64" : "aarch64_be"
        case EM_ARM: isLittleEndian ? "arm" : "armeb"
        case EM_RISCV: is64 ? "riscv64" : "riscv32"
        case EM_PPC64: isLittleEndian ? "ppc64le" : "ppc64"
        case EM_PPC: "ppc"
        case EM_S390: is64 ? "s390x" : "s390"
        case Self.loongArch: is64 ? "loongarch64" : "loongarch32"
        case EM_MIPS: (is64 ? "mips64" : isN32 ? "mipsn32" : "mips") + (isLittleEndian ? "el" : "")
        case EM_SPARCV9: "sparc64"
        case EM_SPARC, EM_SPARC32PLUS: "sparc"
        case EM_PARISC: is64 ? "parisc64" : "parisc"
        case EM_SH: "sh"
        default: nil
        }
    }

    /// `EM_LOONGARCH`, which `elf.h` has since glibc 2.36.
    private static let loongArch: Int32 = 258

    /// `EF_MIPS_ABI2`.
    private var isN32: Bool { flags & 0x20 != 0 }

    /// Whether an arm image looks like the one that arm64 kernels give to 32-bit programs: its build discards the
    /// unwind table `PT_ARM_EXIDX`, which a 32-bit kernel's image has.
    public var isLikelyArmCompat: Bool {
        Int32(machine) == EM_ARM && segments(named: "ARM_EXIDX").isEmpty && !isEmulators
    }

    /// Whether functions are Thumb code: some function has bit 0 of its value set, on arm.
    public var isThumb: Bool {
        Int32(machine) == EM_ARM && exports.contains { $0.type == "FUNC" && $0.value & 1 != 0 }
    }

    /// Where a symbol's first byte lies, relative to the image's first byte: on arm without the Thumb bit.
    public func codeAddress(of symbol: Symbol) -> UInt64 {
        Int32(machine) == EM_ARM && symbol.type == "FUNC" ? symbol.value & ~1 : symbol.value
    }

    /// Whether the image bears all marks of those that qemu-user makes: the program headers' own segment, a segment
    /// marked readable, writable and executable, absolute addresses, and no Linux note. A Linux image that only lost
    /// its note is none.
    public var isEmulators: Bool {
        !segments(UInt32(PT_PHDR)).isEmpty && loads.contains { $0.permissions == "RWX" } && addressBias != 0
            && linuxVersionCode == nil
    }
}
