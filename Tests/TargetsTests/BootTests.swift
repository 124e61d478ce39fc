import Foundation
import Observations
import Testing

@testable import Targets

/// Kernels that boot, for the machines whose kernel is in the cache and whose emulator is here.
@Suite("Booted kernels", .serialized) struct BootTests {
    private static let kernel = KernelName.fetched(place: "debian/trixie/ARCH/cloud-ARCH")

    /// The machines that can boot without fetching anything.
    private static func targets(_ options: GuestOptions = GuestOptions(kernel: kernel)) async -> [Target] {
        var machine = Machine.current
        machine.project = nil
        var targets: [Target] = []
        for guest in GuestMachine.all {
            targets.append(
                await Targets.look(at: .qemuSystem(machine: guest.name), on: machine, guests: options))
        }
        return targets.filter { $0.unavailable == nil }
    }

    /// Those whose probe may change clocks.
    private static func targetsOf64Bits() async -> [Target] {
        await targets().filter { !["i386", "arm"].contains($0.architecture) }
    }

    @Test(arguments: await targets())
    func reportToTheirEnd(target: Target) async throws {
        let observed = try await Targets.observe(target, arguments: ["--quick", "--area", "none"])
        #expect(observed.problem == nil, "\(observed.standardError)")
        #expect(observed.observations.start?.architecture == target.architecture)
        #expect(observed.observations.imageBytes != nil)
    }

    /// The option alone does not do: without its word the kernel's clocks are left alone.
    @Test(arguments: await targetsOf64Bits())
    func areNotDisturbedByTheProbesOptionAlone(target: Target) async throws {
        let observed = try await Targets.observe(target, arguments: ["--quick", "--area", "none", "--disturb"])
        #expect(observed.problem == nil, "\(observed.standardError)")
        let refusals = observed.observations.unobservable.filter { $0.experiment == "disturbance" }
        #expect(
            refusals.map(\.reason) == ["refused: the kernel's command line lacks vdso-conformance.disturb"])
        #expect(observed.observations.changes.isEmpty)
    }

    @Test(arguments: await targetsOf64Bits())
    func areDisturbedAndPutRight(target: Target) async throws {
        var target = target
        target.guest?.options.disturbs = true
        let observed = try await Targets.observe(
            target, arguments: ["--quick", "--area", "none"], deadline: .seconds(300))
        #expect(observed.problem == nil, "\(observed.standardError)")
        #expect(observed.observations.changes.count >= 10)
        #expect(!observed.observations.restored.isEmpty)
        #expect(!observed.observations.restored.contains { !$0.isComplete })
    }

    /// Those that run 32-bit programs as well, with them.
    private static func pairs() async -> [[Target]] {
        let all = await targets()
        return all.compactMap { target in
            let group = [target] + all.filter { target.sharesBoot(with: $0) }
            return target.architecture == target.guest?.machine.kernelArchitecture && group.count > 1 ? group : nil
        }
    }

    @Test(arguments: await pairs())
    func serveProgramsOf32BitsToo(targets: [Target]) async throws {
        let observed = try await Targets.observe(
            together: targets, arguments: ["--quick", "--area", "none"], deadline: .seconds(120))
        #expect(observed.map(\.problem) == [nil, nil], "\(observed[0].standardError)")
        #expect(observed.map(\.observations.start?.architecture) == targets.map(\.architecture))
        #expect(Set(observed.map(\.secondsToReport)).count == 1)
    }

    @Test(arguments: await targetsOf64Bits())
    func saySameTwiceWhereInstructionsAreTheTime(target: Target) async throws {
        var target = target
        target.guest?.options.isDeterministic = true
        var reports: [[Observation]] = []
        for _ in 0..<2 {
            let observed = try await Targets.observe(
                target, arguments: ["--quick", "--area", "agreement"], deadline: .seconds(300))
            #expect(observed.problem == nil, "\(observed.standardError)")
            reports.append(observed.observations.all)
        }
        #expect(reports[0].count > 50)
        #expect(reports[0] == reports[1])
    }

    @Test(arguments: await pairs())
    func giveEachProgramItsTime(targets: [Target]) async throws {
        let observed = try await Targets.observe(
            together: targets, arguments: ["--thorough", "--seconds", "1000"], deadline: .seconds(3))
        for one in observed {
            #expect(one.problem?.contains("the probe did not end within 3 s and was killed") == true)
        }
    }

    @Test(arguments: await targets())
    func withoutAVDSOSaySo(target: Target) async throws {
        var target = target
        // Only x86 has these options; elsewhere the kernel gives its vDSO all the same.
        target.guest?.options.commandLine = "vdso=0 vdso32=0"
        let observed = try await Targets.observe(target, arguments: ["--quick", "--area", "none"])
        #expect(observed.problem == nil, "\(observed.standardError)")
        #expect((observed.observations.imageAddress == nil) == ["i386", "x86_64"].contains(target.architecture))
    }
}
