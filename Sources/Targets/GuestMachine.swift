/// A machine that qemu emulates, for the kernels of one architecture: all that differs between them.
public struct GuestMachine: Sendable, Hashable {
    /// What stands behind `qemu-system:`.
    var name: String
    /// The architecture of the probe, which is process 1: that of the kernel, or a 32-bit one that the kernel runs too.
    var architecture: String
    /// The architecture in the name of the emulator: `qemu-system-ARCH`.
    var emulator: String
    /// The architecture in the names of Debian's packages.
    var debianName: String
    /// The plain flavour among Debian's kernels of that architecture.
    var debianFlavour: String
    /// `-M` of qemu.
    var machine: String
    /// `-cpu` of qemu.
    var processor: String
    /// The terminal for the kernel's console.
    var console: String
    /// The second serial port, for reports of kernels without a virtio console.
    var serialPort: String
    /// qemu's options that make it; `report.serial` is the chardev.
    var serialDevice: [String]
    /// Words for the kernel's command line where the machine is emulated, which a busy host slows down: without them the
    /// kernel panics because its timer seems to be broken, or gives up its clocksource and so the code to be tested.
    var emulatedKernel = ""
    /// What is added to `machine` for KVM.
    var kvmMachine = ""
    /// What is added to `machine` and `processor` so that nothing is left to chance.
    var deterministic = (machine: "", processor: "")

    /// Every machine there is an entry for.
    static let all = machines + withPrograms

    private static let machines = [
        GuestMachine(
            name: "x86_64", architecture: "x86_64", emulator: "x86_64", debianName: "amd64",
            debianFlavour: "amd64",
            // Without its HPET the kernel takes a busy host for an unstable TSC.
            machine: "q35", processor: "max", console: "ttyS0",
            serialPort: "/dev/ttyS1", serialDevice: ["-serial", "chardev:report.serial"],
            emulatedKernel: "no_timer_check tsc=nowatchdog",
            deterministic: (machine: "", processor: ",rdrand=off,rdseed=off")),
        GuestMachine(
            // The emulator of 64-bit machines runs 32-bit kernels as well.
            name: "i386", architecture: "i386", emulator: "x86_64", debianName: "i386",
            debianFlavour: "686-pae",
            machine: "q35", processor: "max", console: "ttyS0",
            serialPort: "/dev/ttyS1", serialDevice: ["-serial", "chardev:report.serial"],
            emulatedKernel: "no_timer_check tsc=nowatchdog",
            deterministic: (machine: "", processor: ",rdrand=off,rdseed=off")),
        GuestMachine(
            name: "aarch64", architecture: "aarch64", emulator: "aarch64", debianName: "arm64",
            debianFlavour: "arm64",
            // The architecture's own pointer authentication is slow to emulate.
            machine: "virt", processor: "max,pauth-impdef=on", console: "ttyAMA0",
            serialPort: "/dev/ttyS0", serialDevice: ["-device", "pci-serial,chardev=report.serial"],
            kvmMachine: ",gic-version=max", deterministic: (machine: ",dtb-randomness=off", processor: "")),
        GuestMachine(
            name: "arm", architecture: "arm", emulator: "arm", debianName: "armhf",
            debianFlavour: "armmp",
            // Debian's kernel has no large physical addresses, and finds no PCI bus above 4 GiB.
            machine: "virt,highmem=off", processor: "cortex-a15", console: "ttyAMA0",
            serialPort: "/dev/ttyS0", serialDevice: ["-device", "pci-serial,chardev=report.serial"],
            deterministic: (machine: ",dtb-randomness=off", processor: "")),
        GuestMachine(
            name: "riscv64", architecture: "riscv64", emulator: "riscv64", debianName: "riscv64",
            debianFlavour: "riscv64",
            machine: "virt", processor: "rv64", console: "ttyS0",
            serialPort: "/dev/ttyS1", serialDevice: ["-device", "pci-serial,chardev=report.serial"]),
    ]

    /// 32-bit programs on the kernels of other machines: `x86_64/i386`, `aarch64/arm`.
    private static let withPrograms = machines.compactMap { machine in
        Machine.programs[machine.name].map { machine.running($0) }
    }

    /// The same machine with a probe of another architecture.
    private func running(_ program: String) -> GuestMachine {
        var machine = self
        machine.name = "\(name)/\(program)"
        machine.architecture = program
        return machine
    }

    /// What can stand behind `qemu-system:`.
    public static var names: [String] { all.map(\.name) }

    /// The architecture of the probe on the machine of a name; nil if there is none.
    public static func architecture(of name: String) -> String? { named(name)?.architecture }

    /// The machine of a name.
    static func named(_ name: String) -> GuestMachine? { all.first { $0.name == name } }

    /// The architecture of the kernel: what stands before the slash of the name.
    public var kernelArchitecture: String { String(name.prefix { $0 != "/" }) }

    /// Machines are told apart by their names.
    public static func == (one: GuestMachine, other: GuestMachine) -> Bool { one.name == other.name }
    /// Likewise.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
