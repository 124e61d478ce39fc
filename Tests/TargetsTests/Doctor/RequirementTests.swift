import Foundation
import Observations
import Testing

@testable import Targets

@Suite("Doctor") struct RequirementTests {
    private func permissions(_ lines: String...) throws -> [String: Requirement] {
        let start = #"{"kind":"probe","schema":1,"architecture":"x86_64","pageSize":4096}"#
        let observations = try ObservationSet(jsonLines: Data(([start] + lines).map { $0 + "\n" }.joined().utf8))
        let all = Requirement.permissions(in: observations)
        return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    }

    private func refused(_ experiment: String, _ reason: String) -> String {
        #"{"kind":"unobservable","experiment":"\#(experiment)","reason":"\#(reason)"}"#
    }

    private let two = #"{"kind":"cpus","allowed":[0,1]}"#

    @Test func aProbeThatMayDoAllLacksNothing() throws {
        #expect(try permissions(two).values.filter { !$0.isThere }.isEmpty)
    }

    @Test(arguments: [
        ("performance/time.served", "seccomp"), ("calling-convention/time.steps", "ptrace"),
        ("namespaces", "time-namespaces"),
    ])
    func whatIsRefusedIsMissingWithTheReason(experiment: String, name: String) throws {
        let all = try permissions(two, refused(experiment, "the kernel says no (errno 38)"))
        let requirement = try #require(all[name])
        #expect(!requirement.isThere)
        #expect(requirement.finding == "the kernel says no (errno 38), for 1 experiment")
        #expect(requirement.remedy != nil && requirement.loss != nil)
        #expect(all.values.filter { !$0.isThere }.count == 1)
        // The rest can be judged.
        #expect(!requirement.isEssential)
    }

    @Test func whatNobodyKnowsARemedyForIsSaidAsWell() throws {
        let all = try permissions(two, refused("agreement/tai", "adjtimex is refused (errno 1)"))
        #expect(all["experiments"]?.finding == "agreement/tai: adjtimex is refused (errno 1)")
        #expect(all["experiments"]?.isThere == false)
    }

    @Test func oneProcessorIsMissingAnother() throws {
        let all = try permissions(
            #"{"kind":"cpus","allowed":[3]}"#, refused("agreement/migration", "there is one processor only to run on"))
        #expect(all["processors"]?.isThere == false)
        #expect(all["experiments"] == nil)
    }

    @Test func withoutAProbeNothingCanBeJudged() async throws {
        let target = await Targets.look(at: .native, on: try Scratch().machine(architecture: "pdp11"))
        let all = await Requirement.ofThisMachine(target)
        #expect(all.map(\.name) == ["native"])
        #expect(all.allSatisfy { $0.isEssential && !$0.isThere })
    }

    @Test func aProbeThatCannotSpeakIsMissing() async throws {
        let scratch = try Scratch()
        let all = await Requirement.ofThisMachine(try await scratch.target("exit 7"))
        #expect(all.map(\.name) == ["native"])
        #expect(all.first?.finding == "the probe ended with exit status 7 after 0 lines")
    }

    @Test func emulatorsAreFoundOrMissed() async throws {
        let scratch = try Scratch()
        try await scratch.script("probe-aarch64", "")
        let path = try await scratch.emulator("bin/qemu-aarch64", version: "9.1.0")
        let machine = scratch.machine(environment: ["PATH": "\(scratch.path)/bin"])
        let all = await Requirement.ofPrograms(on: machine)
        let found = try #require(all.first { $0.name == "qemu-user:aarch64" })
        #expect(found == .there("qemu-user:aarch64", "qemu-user 9.1.0, \(path)"))
        let missing = try #require(all.first { $0.name == "qemu-user:riscv64" })
        #expect(!missing.isThere)
        #expect(missing.remedy == "scripts/setup")
        // The machine itself is no emulator's.
        #expect(!all.contains { $0.name == "native" || $0.name.hasPrefix("qemu-system") })
    }

    @Test func emulatorsOfMachinesAreLookedForOnceEach() async throws {
        let scratch = try Scratch()
        try await scratch.emulator("bin/qemu-system-riscv64", version: "8.0.0")
        let machine = scratch.machine(environment: ["PATH": "\(scratch.path)/bin"])
        let all = await Requirement.ofMachines(on: machine)
        #expect(
            all.filter { $0.name.hasPrefix("qemu-system") }.map(\.name)
                == ["qemu-system:x86_64", "qemu-system:aarch64", "qemu-system:arm", "qemu-system:riscv64"])
        #expect(all.filter(\.isThere).map(\.name) == ["qemu-system:riscv64", "temporary-folder"])
    }

    @Test func aFolderThatCannotBeWrittenIsNamed() {
        #expect(
            Requirement.room(in: "/nonexistent").finding == "/nonexistent cannot be written: No such file or directory")
        #expect(!Requirement.room(in: "/nonexistent").isThere)
    }

    @Test func kernelsInTheCacheAreCounted() async throws {
        let scratch = try Scratch()
        let machine = scratch.machine()
        #expect(!KernelCache(machine: machine).requirement.isThere)
        for kernel in ["debian/sid/amd64/amd64", "debian/trixie/arm64/arm64", ".fetch/x/y/z", "debian/trixie/arm64"] {
            try await scratch.script("cache/kernels/\(kernel)/vmlinuz", "")
        }
        #expect(KernelCache(machine: machine).kernels == ["debian/sid/amd64/amd64", "debian/trixie/arm64/arm64"])
        #expect(KernelCache(machine: machine).requirement.isThere)
    }

    @Test func privilegesAreNeverMissing() {
        let all = Capabilities(effective: ["cap_sys_time"], permitted: ["cap_sys_time"], description: "cap_sys_time=ep")
        #expect(Requirement.privileges(all).finding.hasPrefix("cap_sys_time=ep"))
        #expect(Requirement.privileges(all).isThere)
        #expect(Requirement.privileges(nil).isThere)
    }
}
