import Foundation
import Observations
import Testing

@testable import Targets

/// The probe changes no clock of a machine that is not its own, whatever it is told and whoever starts it.
@Suite("The guard of clocks") struct DisturbanceGuardTests {
    @Test func refusesOnTheHost() async throws {
        let target = await Targets.look(at: .native)
        let reason = target.unavailable
        try #require(reason == nil)
        // Not told to drop privileges: as root it has every one of them.
        let before = try Clocks()
        let observed = try await Targets.observe(
            target, arguments: ["--quick", "--area", "none", "--disturb"], deadline: .seconds(60), dropping: false)
        let after = try Clocks()
        #expect(observed.problem == nil, "\(observed.standardError)")
        let refusals = observed.observations.unobservable.filter { $0.experiment == "disturbance" }
        #expect(
            refusals.map(\.reason) == [
                "refused: this is no virtual machine of the probe's own (it was not started as process 1)"
            ])
        #expect(observed.observations.changes.isEmpty)
        #expect(observed.observations.restored.isEmpty)
        #expect(before == after)
    }

    @Test func hasNothingToRefuseWithoutTheOption() async throws {
        let target = await Targets.look(at: .native)
        let observed = try await Targets.observe(
            target, arguments: ["--quick", "--area", "none"], deadline: .seconds(60), dropping: false)
        #expect(!observed.observations.unobservable.contains { $0.experiment == "disturbance" })
    }
}

/// What the probe would change of this machine and nobody else does meanwhile.
private struct Clocks: Equatable {
    var clocksource: String?
    var online: String?
    var zone: [Int32]

    init() throws {
        func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
        clocksource = text("/sys/devices/system/clocksource/clocksource0/current_clocksource")
        online = text("/sys/devices/system/cpu/online")
        var time = timeval()
        var zone = timezone()
        try #require(gettimeofday(&time, &zone) == 0)
        self.zone = [zone.tz_minuteswest, zone.tz_dsttime]
    }
}
