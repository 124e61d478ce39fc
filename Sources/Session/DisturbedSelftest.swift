import Defects
import Results
import Targets

/// Breaks vDSOs so that it shows only while clocks are changed, and counts which breaks the checks see, in a virtual machine.
public struct DisturbedSelftest: Sendable {
    private let promises: Promises
    private let guests: GuestOptions

    /// Prepares a run.
    ///
    /// - Parameter settings: the expectations and how machines are booted count.
    /// - Throws: `UsageError`
    public init(settings: Settings) throws(UsageError) {
        promises = try Promises(directory: settings.expectations, overlays: settings.overlays)
        var guests = try settings.guestOptions()
        guests.disturbs = true
        self.guests = guests
    }

    /// Boots a machine for the healthy wrapper and one for all defects.
    ///
    /// - Parameter machine: what stands behind `qemu-system:`.
    /// - Returns: what was seen; `unavailable` says why nothing could be.
    /// - Throws: if an image cannot be written or a machine cannot be started.
    public func run(on machine: String) async throws -> Selftest.Outcome {
        let target = await Targets.look(at: .qemuSystem(machine: machine), guests: guests)
        var outcome = Selftest.Outcome(
            target: target.label, unavailable: target.unavailable, healthyFailures: [], rows: [])
        guard target.unavailable == nil else { return outcome }
        guard let bench = SelftestBench(target: target, promises: promises, effort: .quick),
            let wrapper = try Wrapper.healthy(architecture: target.architecture, versionCode: bench.versionCode)
        else {
            outcome.unavailable = "there is no wrapper image or no expectations for \(target.architecture)"
            return outcome
        }
        let healthy = try await bench.judge([SelftestBench.Sample(image: wrapper, areas: [.disturbance])])[0]
        outcome.healthyFailures = healthy.results.filter { [.failed, .error].contains($0.outcome) }
        let trial = SelftestTrial(bench: bench, wrapper: wrapper, healthy: healthy)
        outcome.rows = try await trial.rows(of: Corpus.disturbance)
        return outcome
    }
}
