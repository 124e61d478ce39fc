/// How the toolchain's compilers name an architecture.
///
/// This table, and one assembly file with its header in `Sources/Probe/Runtime`, are all that an architecture costs.
struct Architecture {
    /// The name that the kernel's `uname -m` and the expectations use.
    var name: String
    /// The triple of an Embedded Swift standard library that the toolchain ships.
    var swiftTriple: String
    /// The triple for C and assembly.
    var clangTriple: String
    /// What Swift is compiled with here and not everywhere.
    var swiftFlags: [String]
    /// What C needs so that its objects link with Swift's.
    var clangFlags: [String] = []
    /// What gives functions the landing pads that some kernels build their vDSO with.
    var landingPadFlags: [String] = []

    /// The same sequence of instructions once.
    private static let outlined = ["-Xllvm", "-enable-machine-outliner=always"]
    /// Compilers that find an allocation say so; with 32-bit words they find some in what never allocates.
    private static let withoutAllocations = ["-no-allocations"]

    static let all = [
        Architecture(
            name: "x86_64", swiftTriple: "x86_64-unknown-none-elf", clangTriple: "x86_64-linux-gnu",
            swiftFlags: outlined + withoutAllocations, landingPadFlags: ["-fcf-protection=branch"]),
        Architecture(
            name: "aarch64", swiftTriple: "aarch64-none-none-elf", clangTriple: "aarch64-linux-gnu",
            swiftFlags: outlined + withoutAllocations, landingPadFlags: ["-mbranch-protection=bti"]),
        // The Embedded Swift library of riscv64 is built for soft floating point.
        Architecture(
            name: "riscv64", swiftTriple: "riscv64-none-none-eabi", clangTriple: "riscv64-linux-gnu",
            swiftFlags: outlined + withoutAllocations, clangFlags: ["-march=rv64imac", "-mabi=lp64"]),
        // There is no outliner here. Swift's code does not align its stack for C that uses SSE, and needs no alignment where
        // it uses SSE itself.
        Architecture(
            name: "i386", swiftTriple: "i686-unknown-none-elf", clangTriple: "i686-linux-gnu",
            swiftFlags: ["-Xcc", "-march=pentium4"], clangFlags: ["-march=i686"]),
        Architecture(
            name: "arm", swiftTriple: "armv7-none-none-eabi", clangTriple: "armv7a-linux-gnueabi",
            // Thumb code is a third smaller.
            swiftFlags: outlined + ["-Xcc", "-mthumb"], clangFlags: ["-marm"]),
    ]
}
