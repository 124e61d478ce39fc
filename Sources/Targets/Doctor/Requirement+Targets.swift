import Foundation
import Glibc

extension Requirement {
    /// The other vDSOs that programs find here: of 32-bit programs, and of emulators.
    static func ofPrograms(on machine: Machine) async -> [Requirement] {
        await Targets.discover(on: machine).filter(\.name.isOfOtherPrograms).map { target in
            let name = target.name.description
            guard let reason = target.unavailable else {
                return .there(name, target.emulator.map { "qemu-user \($0.version), \($0.path)" } ?? "can run")
            }
            // The reasons of emulators end with what to run.
            return .missing(
                name, reason, loss: "the vDSO of \(target.architecture) programs is not judged here",
                remedy: target.name.isEmulated ? "\(machine.scripts)/setup" : nil)
        }
    }

    /// What boots kernels.
    static func ofMachines(on machine: Machine) async -> [Requirement] {
        var all: [Requirement] = []
        var seen: Set<String> = []
        for emulator in GuestMachine.all.map(\.emulator) where seen.insert(emulator).inserted {
            let name = "qemu-system:\(emulator)"
            do {
                let found = try await Emulator.findMachine(architecture: emulator, on: machine)
                all.append(.there(name, "qemu-system \(found.version), \(found.path)"))
            } catch {
                all.append(
                    .missing(
                        name, error.description, loss: "kernels of \(emulator) cannot be booted",
                        remedy: "\(machine.scripts)/setup --machines"))
            }
        }
        all.append(room(in: NSTemporaryDirectory()))
        return all
    }

    /// Where the first file system of a machine is written to.
    static func room(in folder: String) -> Requirement {
        let name = "temporary-folder"
        guard access(folder, W_OK | X_OK) == 0 else {
            return .missing(
                name, "\(folder) cannot be written: \(String(cString: strerror(errno)))",
                loss: "no kernel can be booted", remedy: "name another folder in TMPDIR")
        }
        return .there(name, folder)
    }
}

extension TargetName {
    fileprivate var isEmulated: Bool {
        if case .qemuUser = self { true } else { false }
    }

    fileprivate var isOfOtherPrograms: Bool {
        if case .native32 = self { true } else { isEmulated }
    }
}
