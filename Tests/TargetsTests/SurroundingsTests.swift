import Foundation
import Testing

@testable import Targets

@Suite("Surroundings") struct SurroundingsTests {
    /// A folder as proc(5), in which the kernel and the process itself may see different auxiliary vectors.
    private func processes(own: String, kernels: String) async throws -> (scratch: Scratch, machine: Machine) {
        let scratch = try Scratch()
        try await scratch.script("probe-aarch64", "")
        try await scratch.emulator("thread-self/exe", version: "10.0.2")
        try FileManager.default.createDirectory(atPath: "\(scratch.path)/self", withIntermediateDirectories: true)
        try Data(own.utf8).write(to: URL(fileURLWithPath: "\(scratch.path)/self/auxv"))
        try Data(kernels.utf8).write(to: URL(fileURLWithPath: "\(scratch.path)/thread-self/auxv"))
        var machine = scratch.machine(architecture: "aarch64")
        machine.processes = scratch.path
        return (scratch, machine)
    }

    @Test("an auxiliary vector that is not the kernel's is an emulator's") func emulated() async throws {
        let (scratch, machine) = try await processes(own: "guest", kernels: "host")
        let target = await Targets.look(at: .native, on: machine)
        #expect(target.surroundings == Emulator(path: "\(scratch.path)/thread-self/exe", version: "10.0.2"))
        #expect(target.label == "native-aarch64")
        #expect(target.emulator == nil, "the probe is started as it is")
    }

    @Test func onAKernelBothAreTheSame() async throws {
        let (_, machine) = try await processes(own: "same", kernels: "same")
        #expect(await Targets.look(at: .native, on: machine).surroundings == nil)
    }

    @Test func withoutProcNothingIsClaimed() async throws {
        var machine = try Scratch().machine()
        machine.processes = "/nonexistent"
        #expect(await Targets.look(at: .native, on: machine).surroundings == nil)
    }

    @Test func anEmulatedTargetHasNoSurroundings() async throws {
        let (_, machine) = try await processes(own: "guest", kernels: "host")
        #expect(await Targets.look(at: .qemuUser(architecture: "riscv64"), on: machine).surroundings == nil)
    }

    /// The kernel's own answer: its machine is another one than `uname(2)` says under an emulator.
    @Test func ofThisProcessAgreesWithItsProgram() async throws {
        let found = await Surroundings.emulator(processes: "/proc")
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let kernels = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self/exe")
        #expect((found != nil) == (own != kernels))
        if let found { #expect(Emulator.isNewEnough(found.version), "\(found)") }
    }
}
