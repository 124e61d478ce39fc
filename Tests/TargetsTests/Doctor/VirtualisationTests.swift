import Foundation
import Testing

@testable import Targets

/// With emulators that are scripts, for what a host may do, and with real ones for the program itself.
@Suite("Doctor: virtual machines") struct VirtualisationTests {
    private func look(_ emulator: String, deadline: Duration = .seconds(60)) async throws -> Requirement {
        let scratch = try Scratch()
        try await scratch.script(
            "bin/qemu-system-x86_64",
            "if [ \"$1\" = --version ]; then echo 'QEMU emulator version 8.0.0'; exit; fi\n\(emulator)")
        var virtualisation = Virtualisation(
            machine: scratch.machine(environment: ["PATH": "\(scratch.path)/bin"]), kvm: "/dev/null")
        virtualisation.deadline = deadline
        return await virtualisation.requirement()
    }

    @Test func aMachineThatSwitchesItselfOffWorks() async throws {
        #expect(try await look("exit 33").isThere)
    }

    @Test func aMachineThatEndsOtherwiseDoesNot() async throws {
        let requirement = try await look("echo 'no KVM today' >&2; exit 1")
        #expect(!requirement.isThere)
        #expect(requirement.finding == "/dev/null opens, but qemu ends with exit status 1: no KVM today")
    }

    @Test func aMachineThatStandsStillIsEnded() async throws {
        let requirement = try await look("exec sleep 600", deadline: .seconds(1))
        #expect(!requirement.isThere)
        #expect(requirement.finding.hasSuffix("a machine's first instructions do not run within 1 s"))
    }

    @Test func withoutADeviceThereIsNone() async throws {
        let machine = try Scratch().machine()
        let requirement = await Virtualisation(machine: machine, kvm: "/nonexistent/kvm").requirement()
        #expect(requirement.finding == "there is no /nonexistent/kvm")
        #expect(!requirement.isEssential)
    }

    @Test func withoutAnEmulatorItIsNotKnown() async throws {
        let machine = try Scratch().machine()
        let requirement = await Virtualisation(machine: machine, kvm: "/dev/null").requirement()
        #expect(!requirement.isThere)
        #expect(requirement.finding.contains("whether it runs anything is not known"))
    }

    /// The few instructions do what their comments say, on the processors that qemu emulates.
    @Test(
        .enabled("there is no qemu-system for both; scripts/setup --machines gets it") {
            await Requirement.ofMachines(on: .current)
                .filter { ["qemu-system:x86_64", "qemu-system:aarch64"].contains($0.name) }.allSatisfy(\.isThere)
        }, arguments: ["x86_64", "aarch64"])
    func theProgramSwitchesMachinesOff(architecture: String) async throws {
        var machine = Machine.current
        machine.architecture = architecture
        var virtualisation = Virtualisation(machine: machine, accelerator: "tcg")
        virtualisation.deadline = .seconds(240)
        #expect(try await virtualisation.refusal() == nil)
    }
}
