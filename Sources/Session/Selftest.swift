import Defects
import Expectations
import Foundation
import Observations
public import Results
import Targets
import VDSOImage

/// Breaks vDSOs on purpose and counts which breaks the checks see: why to believe a green result.
///
/// For each target the healthy wrapper is judged first. It must pass, and what is judged of it tells which identifiers can
/// be observed there at all. Then each defect of the corpus is judged the same way.
public struct Selftest: Sendable {
    private let promises: Promises
    private let effort: Settings.Effort
    private let names: [String]
    private let only: IdentifierPattern?
    private let guests: GuestOptions

    /// What became of one defect on one target.
    public enum Fate: Sendable, Hashable {
        /// These identifiers failed, which should.
        case caught([String])
        /// None did.
        case missed
        /// The target cannot show it; in words.
        case notObservable(String)
    }

    /// One defect on one target.
    public struct Row: Sendable, Hashable {
        /// The target's label.
        public var target: String
        /// The defect's name; `healthy` for the wrapper itself.
        public var defect: String
        /// What is wrong with it, in one line.
        public var summary: String
        /// What became of it.
        public var fate: Fate
    }

    /// What one target showed.
    public struct Outcome: Sendable {
        /// The target's label.
        public var target: String
        /// Why the target could not be run; nil if it could.
        public var unavailable: String?
        /// What runs its programs in place of a kernel, which hides some defects; nil for a kernel.
        public var emulator: String?
        /// What the checks have against the healthy wrapper; must be empty.
        public var healthyFailures: [CheckResult]
        /// The defects.
        public var rows: [Row]
    }

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - settings: the expectations, targets and effort count.
    ///   - only: a pattern of defects' names; nil for all.
    /// - Throws: `UsageError`
    public init(settings: Settings, only: String? = nil) throws(UsageError) {
        promises = try Promises(directory: settings.expectations, overlays: settings.overlays)
        effort = settings.effort
        names = settings.targets
        guests = try settings.guestOptions()
        self.only = try only.map { text throws(UsageError) in
            guard let pattern = IdentifierPattern(text) else { throw UsageError("\"\(text)\" is no pattern of names") }
            return pattern
        }
    }

    /// Runs the corpus on every target that can run here, or on those that were asked for.
    ///
    /// - Parameter progress: called with each row as it is known.
    /// - Returns: an outcome a target.
    /// - Throws: `UsageError` for a target that does not exist.
    public func run(progress: @escaping @Sendable (Row) -> Void = { _ in }) async throws -> [Outcome] {
        var targets: [Target] = []
        if names.isEmpty { targets = await Targets.discover(guests: guests) }
        for name in names {
            do {
                targets.append(await Targets.look(at: try TargetName(name), guests: guests))
            } catch { throw UsageError(error) }
        }
        var outcomes: [Outcome] = []
        for target in targets where !Task.isCancelled { outcomes.append(try await run(on: target, progress)) }
        return outcomes
    }

    private func run(
        on target: Target, _ progress: @escaping @Sendable (Row) -> Void
    ) async throws -> Outcome {
        let emulator = target.guest == nil ? target.emulator ?? target.surroundings : nil
        var outcome = Outcome(
            target: target.label, unavailable: target.unavailable,
            emulator: emulator.map { "qemu-user \($0.version)" }, healthyFailures: [], rows: [])
        guard target.unavailable == nil else { return outcome }
        let bench = SelftestBench(target: target, promises: promises, effort: effort)
        guard let bench,
            let wrapper = try Wrapper.healthy(
                architecture: target.architecture, versionCode: bench.versionCode)
        else {
            outcome.unavailable = "there is no wrapper image or no expectations for \(target.architecture)"
            return outcome
        }
        if let reason = bench.mismatch {
            outcome.unavailable = reason
            return outcome
        }
        let healthy = try await bench.judge([.init(image: wrapper, areas: nil)])[0]
        outcome.healthyFailures = healthy.results.filter { [.failed, .error].contains($0.outcome) }
        let defects = Corpus.defects.filter { only?.matches($0.name) ?? true }
        let trial = SelftestTrial(bench: bench, wrapper: wrapper, healthy: healthy)
        outcome.rows = try await inParallel(defects, trial) {
            if $0.fate != .missed { progress($0) }
        }
        // Beside other probes a deadline may have cut an experiment short, or a difference drowned: once more, alone.
        for (index, row) in outcome.rows.enumerated() where row.fate == .missed && !Task.isCancelled {
            if let defect = defects.first(where: { $0.name == row.defect }) {
                outcome.rows[index] = try await trial.rows(of: [defect])[0]
            }
            progress(outcome.rows[index])
        }
        return outcome
    }

    /// Defects that share a boot: so many that boots do not count, so few that one that ends its machine takes little with
    /// it.
    private static let defectsPerBoot = 16

    /// A probe or a machine a processor at a time. What is not begun when the task is cancelled is left out.
    private func inParallel(
        _ defects: [Defect], _ trial: SelftestTrial, progress: @escaping @Sendable (Row) -> Void
    ) async throws -> [Row] {
        let size = trial.bench.target.guest == nil ? 1 : Self.defectsPerBoot
        let portions = stride(from: 0, to: defects.count, by: size).map {
            Array(defects[$0..<min($0 + size, defects.count)])
        }
        let rows = try await SideBySide.run(
            Array(portions.indices), width: ProcessInfo.processInfo.activeProcessorCount
        ) { index in
            let rows = try await trial.rows(of: portions[index])
            for row in rows { progress(row) }
            return rows
        }
        return portions.indices.flatMap { rows[$0] ?? [] }
    }
}
