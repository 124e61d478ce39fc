/// A class and byte order for which a fixture image is built.
public enum FixtureTarget: String, Sendable, CaseIterable {
    case x64 = "x86_64"
    case i386, x32, aarch64, arm, riscv64, ppc64le, ppc, s390x, mips

    /// What clang calls it.
    var triple: String {
        switch self {
        case .x64: "x86_64-linux-gnu"
        case .i386: "i386-linux-gnu"
        case .x32: "x86_64-linux-gnux32"
        case .aarch64: "aarch64-linux-gnu"
        case .arm: "armv7-linux-gnueabi"
        case .riscv64: "riscv64-linux-gnu"
        case .ppc64le: "powerpc64le-linux-gnu"
        case .ppc: "powerpc-linux-gnu"
        case .s390x: "s390x-linux-gnu"
        case .mips: "mips-linux-gnu"
        }
    }

    var compilerFlags: [String] {
        switch self {
        case .riscv64: ["-march=rv64imac", "-mabi=lp64", "-mno-relax", "-fasynchronous-unwind-tables"]
        // Its unwind tables would need a symbol of libgcc.
        case .arm: ["-mthumb", "-fno-asynchronous-unwind-tables", "-fno-unwind-tables"]
        default: ["-fasynchronous-unwind-tables"]
        }
    }

    /// lld makes no DT_GNU_HASH for mips, whose symbol order forbids it.
    var hashStyle: String { self == .mips ? "sysv" : "both" }

    /// 32 or 64.
    public var elfClass: Int {
        switch self {
        case .x64, .aarch64, .riscv64, .ppc64le, .s390x: 64
        case .i386, .x32, .arm, .ppc, .mips: 32
        }
    }

    /// The byte order.
    public var isLittleEndian: Bool { ![.ppc, .s390x, .mips].contains(self) }

    /// `e_machine`.
    public var machine: UInt16 {
        switch self {
        case .x64, .x32: 62
        case .i386: 3
        case .aarch64: 183
        case .arm: 40
        case .riscv64: 243
        case .ppc64le: 21
        case .ppc: 20
        case .s390x: 22
        case .mips: 8
        }
    }
}
