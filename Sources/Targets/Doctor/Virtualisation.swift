import Foundation
import Glibc

/// Whether the processor of this machine can run virtual machines. There are hosts whose `/dev/kvm` opens and never runs
/// an instruction, so a machine is started whose program does nothing but switch it off.
struct Virtualisation {
    var machine: Machine
    /// Where KVM is.
    var kvm = "/dev/kvm"
    /// What runs the machine: `kvm`, or for tests of the program itself `tcg`.
    var accelerator = "kvm"
    /// The longest time for a few instructions; an emulator needs some of it to start.
    var deadline = Duration.seconds(20)

    private static let loss = "kernels are booted in emulated machines, some ten times slower"

    /// The program, and what qemu says when it has run.
    private struct Off {
        /// An image of the firmware, or of a kernel.
        var bytes: [UInt8]
        var options: [String]
        var file: String
        var status: Int32
    }

    /// The program of an architecture; nil where nobody wrote one.
    private static func off(_ architecture: String) -> Off? {
        switch architecture {
        case "x86_64":
            // At the reset vector, 16 bytes below the end: mov $0x10, %al; out %al, $0xf4; hlt; jmp to the hlt.
            let code: [UInt8] = [0xb0, 0x10, 0xe6, 0xf4, 0xf4, 0xeb, 0xfd]
            let bytes = [UInt8](repeating: 0, count: 65536 - 16) + code + [UInt8](repeating: 0, count: 16 - code.count)
            // What is written to the device's port comes back as an exit status, doubled and odd.
            return Off(
                bytes: bytes, options: ["-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"], file: "-bios",
                status: 0x10 << 1 | 1)
        case "aarch64":
            // PSCI's SYSTEM_OFF (0x84000008): mov w0, #8; movk w0, #0x8400, lsl #16; hvc #0; b .
            let code: [UInt32] = [0x5280_0100, 0x72b0_8000, 0xd400_0002, 0x1400_0000]
            let bytes = code.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
            return Off(bytes: bytes, options: [], file: "-kernel", status: 0)
        default: return nil
        }
    }

    /// Whether KVM works here.
    func requirement() async -> Requirement {
        guard access(kvm, F_OK) == 0 else {
            return .missing(
                "kvm", "there is no \(kvm)", loss: Self.loss,
                remedy: "load the module kvm; in a virtual machine its host must allow nested ones; in a container "
                    + "pass the device on")
        }
        guard access(kvm, R_OK | W_OK) == 0 else {
            return .missing(
                "kvm", "\(kvm) cannot be opened: \(String(cString: strerror(errno)))", loss: Self.loss,
                remedy: "join the group that owns it, usually kvm")
        }
        do {
            guard let refusal = try await refusal() else {
                return .there("kvm", "\(kvm) runs a machine")
            }
            return .missing(
                "kvm", "\(kvm) opens, but \(refusal)", loss: Self.loss,
                remedy: "look at the kernel's log; in a virtual machine its host must allow nested ones")
        } catch {
            return .missing(
                "kvm", "\(kvm) opens; whether it runs anything is not known: \(error)", loss: Self.loss)
        }
    }

    /// Starts the machine.
    ///
    /// - Returns: why it did not run; nil if it did.
    /// - Throws: `EmulatorMissing` where that cannot be found out.
    func refusal() async throws(EmulatorMissing) -> String? {
        guard let guest = GuestMachine.named(machine.architecture), let off = Self.off(machine.architecture) else {
            throw EmulatorMissing(description: "there is no program for \(machine.architecture) that would show it")
        }
        let emulator = try await Emulator.findMachine(architecture: guest.emulator, on: machine)
        guard let file = NamelessFile(off.bytes) else {
            throw EmulatorMissing(description: "there is no room for a file in \(NSTemporaryDirectory())")
        }
        let isReal = accelerator == "kvm"
        let child = ChildProcess(
            executable: emulator.path,
            arguments: [
                "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-m", "64", "-accel", accelerator,
                "-M", guest.machine + (isReal ? guest.kvmMachine : ""), "-cpu", isReal ? "max" : guest.processor,
                off.file, file.path,
            ] + off.options, deadline: deadline, outputLimit: 65536)
        let ended: ChildProcess.Ended
        do { ended = try await child.run() } catch {
            throw EmulatorMissing(description: "\(emulator.path) cannot be started: \(error)")
        }
        switch ended.ending {
        case .exited(off.status): return nil
        case .cut(.deadline): return "a machine's first instructions do not run within \(deadline.words)"
        case .exited(let status):
            let words = ended.standardError.split(separator: "\n").first.map { ": \($0)" } ?? ""
            return "qemu ends with exit status \(status)\(words)"
        case .signalled(let signal): return "qemu is ended by signal \(signal)"
        case .cut(let cut): return "the machine was stopped (\(cut))"
        }
    }
}
