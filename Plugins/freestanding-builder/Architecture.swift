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
    /// What C needs so that its objects link with Swift's.
    var clangFlags: [String] = []
    /// What gives functions the landing pads that some kernels build their vDSO with.
    var landingPadFlags: [String] = []

    static let all = [
        Architecture(
            name: "x86_64", swiftTriple: "x86_64-unknown-none-elf", clangTriple: "x86_64-linux-gnu",
            landingPadFlags: ["-fcf-protection=branch"]),
        Architecture(
            name: "aarch64", swiftTriple: "aarch64-none-none-elf", clangTriple: "aarch64-linux-gnu",
            landingPadFlags: ["-mbranch-protection=bti"]),
        // The Embedded Swift library of riscv64 is built for soft floating point.
        Architecture(
            name: "riscv64", swiftTriple: "riscv64-none-none-eabi", clangTriple: "riscv64-linux-gnu",
            clangFlags: ["-march=rv64imac", "-mabi=lp64"]),
    ]
}
