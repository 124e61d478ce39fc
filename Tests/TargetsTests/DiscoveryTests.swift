import Foundation
import Testing

@testable import Targets

@Suite("Discovery") struct DiscoveryTests {
    @Test(arguments: [
        ("x86_64", "native:i386", ["qemu-user-aarch64", "qemu-user-arm", "qemu-user-i386", "qemu-user-riscv64"]),
        ("aarch64", "native:arm", ["qemu-user-arm", "qemu-user-i386", "qemu-user-riscv64", "qemu-user-x86_64"]),
        (
            "s390x", nil,
            ["qemu-user-aarch64", "qemu-user-arm", "qemu-user-i386", "qemu-user-riscv64", "qemu-user-x86_64"]
        ),
    ])
    func offersThisMachineItsProgramsAndEveryOtherArchitecture(
        host: String, program: String?, others: [String]
    ) async throws {
        let targets = await Targets.discover(on: try Scratch().machine(architecture: host))
        #expect(targets.map(\.name).first == .native)
        let processes = targets.map(\.label).filter { !$0.hasPrefix("qemu-system-") }
        let programs = program.map { [$0.replacing(":", with: "-")] } ?? []
        #expect(processes.sorted() == (["native-\(host)"] + programs).sorted() + others)
        #expect(
            Set(targets.map(\.name.description)).isSuperset(of: others.map { $0.replacing("user-", with: "user:") }))
    }

    @Test func findsWhatCanRun() async throws {
        let scratch = try Scratch()
        let probe = try await scratch.script("probe-aarch64", "")
        let path = try await scratch.emulator("bin/qemu-aarch64", version: "8.2.2")
        let machine = scratch.machine(environment: ["PATH": "\(scratch.path)/bin"])
        let target = await Targets.look(at: .qemuUser(architecture: "aarch64"), on: machine)
        #expect(
            target
                == Target(
                    name: .qemuUser(architecture: "aarch64"), label: "qemu-user-aarch64", architecture: "aarch64",
                    probe: probe, emulator: Emulator(path: path, version: "8.2.2")))
    }

    @Test func emulatesTheOwnArchitectureWhereAskedTo() async throws {
        let scratch = try Scratch()
        try await scratch.script("probe-x86_64", "")
        try await scratch.emulator("bin/qemu-x86_64", version: "8.2.2")
        let machine = scratch.machine(environment: ["PATH": "\(scratch.path)/bin"])
        #expect(await Targets.look(at: .qemuUser(architecture: "x86_64"), on: machine).unavailable == nil)
    }

    @Test func saysThatNoProbeIsMadeForAnArchitecture() async throws {
        let target = await Targets.look(at: .native, on: try Scratch().machine(architecture: "vax"))
        #expect(
            target.unavailable
                == "there is no probe for vax; there is one for \(Targets.architectures.joined(separator: ", "))")
    }

    @Test func saysThatAProbeWasNotBuilt() async throws {
        let machine = Machine(architecture: "x86_64", environment: [:], cache: nil) { _ in nil }
        let targets = await Targets.discover(on: machine)
        #expect(
            targets.map(\.unavailable)
                == targets.map { "the probe for \($0.architecture) was not built: run swift build" })
    }

    @Test func saysThatAProbeCannotBeExecuted() async throws {
        let scratch = try Scratch()
        try Data().write(to: URL(fileURLWithPath: "\(scratch.path)/probe-x86_64"))
        let target = await Targets.look(at: .native, on: scratch.machine())
        #expect(
            target.unavailable == "the probe \(scratch.path)/probe-x86_64 cannot be executed: Permission denied")
    }

    @Test func of32BitProgramsTriesWhetherTheKernelRunsThem() async throws {
        let scratch = try Scratch()
        let name = TargetName.native32(architecture: "i386")
        #expect(
            await Targets.look(at: name, on: scratch.machine(architecture: "aarch64")).unavailable
                == "i386 programs run on x86_64; this machine is aarch64")
        try await scratch.script("probe-i386", "exit 1")
        #expect(
            await Targets.look(at: name, on: scratch.machine()).unavailable
                == "this kernel does not run i386 programs: it takes a kernel with 32-bit support")
        try await scratch.script("probe-i386", "")
        #expect(await Targets.look(at: name, on: scratch.machine()).unavailable == nil)
    }

    @Test(arguments: [("i686", "i386"), ("armv7l", "arm"), ("armv8l", "arm"), ("x86_64", "x86_64"), ("vax", "vax")])
    func architecturesHaveOneName(machine: String, architecture: String) {
        #expect(Machine.architecture(of: machine) == architecture)
    }

    @Test func ofThisMachineDoesNotAssumeAnArchitecture() async {
        let targets = await Targets.discover()
        #expect(targets.first?.architecture == Machine.current.architecture)
        #expect(Set(targets.map(\.label)).count == targets.count)
    }

    @Test func ofAnImageAsksOnlyWhetherItCanBeRead() async throws {
        let scratch = try Scratch()
        let file = try await scratch.script("vdso.so", "")
        #expect(await Targets.look(at: .image(path: file)).unavailable == nil)
        #expect(
            await Targets.look(at: .image(path: "/nonexistent.so")).unavailable
                == "/nonexistent.so cannot be read: No such file or directory")
    }
}
