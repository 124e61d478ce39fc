import ArgumentParser
import Session

/// What virtual machines boot, and how.
struct MachineOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The kernel for qemu-system targets: a file, or fetch:debian/trixie, fetch:debian/trixie/ARCH/cloud-ARCH. (VDSO_KERNEL)",
            valueName: "kernel"))
    var kernel: String?

    @Option(
        help: ArgumentHelp(
            "Words for that kernel's command line. (VDSO_KERNEL_ARGUMENTS)", valueName: "words"))
    var kernelArguments: String?

    @Option(
        help: ArgumentHelp(
            "The configuration of that kernel; by default the one in or beside it. (VDSO_KCONFIG)", valueName: "file"))
    var kconfig: String?

    @Option(help: ArgumentHelp("Processors of each machine (default: 1). (VDSO_CPUS)", valueName: "number"))
    var cpus: String?

    @Option(
        help: ArgumentHelp(
            "What runs machines: kvm, tcg (emulation), or auto: KVM where it works. (VDSO_ACCELERATOR)",
            valueName: "name"))
    var accelerator: String?

    @Flag(help: "Count instructions in place of time: two runs observe the same. (VDSO_DETERMINISTIC)")
    var deterministic = false

    @Flag(help: "Set, slew and switch each machine's clocks while they are read; virtual machines only. (VDSO_DISTURB)")
    var disturb = false

    func apply(to settings: inout Settings) throws {
        if let kernel { settings.kernel = kernel }
        if let kernelArguments { settings.kernelArguments = kernelArguments }
        if let kconfig { settings.configuration = kconfig }
        if let cpus { settings.processors = try Settings.processors(cpus, name: "--cpus") }
        if let accelerator { settings.accelerator = accelerator }
        if deterministic { settings.isDeterministic = true }
        if disturb { settings.disturbs = true }
    }
}
