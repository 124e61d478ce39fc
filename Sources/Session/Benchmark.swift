public import Bench
import Foundation
import Targets

/// Measures speed, target by target.
public struct Benchmark: Sendable {
    private let names: [TargetName]
    private let seconds: Int
    private let guests: GuestOptions
    private let arguments: [String]

    /// What one target showed.
    public struct Outcome: Sendable {
        /// The target's label.
        public var target: String
        /// The rows; empty if it could not be measured.
        public var rows: [BenchRow] = []
        /// Why there are no rows, or not all; nil if nothing went wrong.
        public var problem: String?
        /// Why times say little there; nil on a real processor.
        public var remark: String?
    }

    /// Rows that were measured earlier, as if each target had just been measured.
    public static func outcomes(of rows: [BenchRow]) -> [Outcome] {
        var outcomes: [Outcome] = []
        for row in rows {
            if let index = outcomes.firstIndex(where: { $0.target == row.place.target }) {
                outcomes[index].rows.append(row)
            } else {
                outcomes.append(Outcome(target: row.place.target, rows: [row]))
            }
        }
        return outcomes
    }

    /// Validates names; runs nothing.
    ///
    /// - Parameters:
    ///   - settings: the targets (none for `native`), the image that is measured in place of the kernel's, and how
    ///     machines are booted count.
    ///   - seconds: how long to measure on each.
    /// - Throws: `UsageError` for a target that does not exist or is a file.
    public init(settings: Settings, seconds: Int) throws(UsageError) {
        do { names = try (settings.targets.isEmpty ? ["native"] : settings.targets).map { try TargetName($0) } } catch {
            throw UsageError(error)
        }
        for case .image(let path) in names { throw UsageError("\(path) is a file: only what runs can be measured") }
        self.seconds = seconds
        guests = try settings.guestOptions()
        arguments =
            ["--bench", "--seconds", "\(seconds)"]
            + (settings.chosenImage.map { ["--image", URL(fileURLWithPath: $0).path] } ?? [])
    }

    /// Measures one target after the other.
    ///
    /// - Parameter progress: called with the label of a target and the seconds since its start, until it ends.
    /// - Returns: an outcome a target, as far as the task was not cancelled.
    public func run(progress: @escaping @Sendable (String, Int) -> Void = { _, _ in }) async -> [Outcome] {
        var outcomes: [Outcome] = []
        for name in names where !Task.isCancelled {
            outcomes.append(await run(await Targets.look(at: name, guests: guests), progress))
        }
        return outcomes
    }

    /// Seconds for tails, threads and counted calls.
    private static let preparation = 120

    private func run(_ target: Target, _ progress: @escaping @Sendable (String, Int) -> Void) async -> Outcome {
        var outcome = Outcome(target: target.label)
        if let reason = target.unavailable {
            outcome.problem = reason
            return outcome
        }
        let label = target.label
        let start = ContinuousClock.now
        do {
            let observed = try await Targets.observe(
                target, arguments: arguments,
                deadline: .seconds(Self.preparation + 4 * seconds)
            ) { _ in progress(label, Int((ContinuousClock.now - start).components.seconds)) }
            outcome.rows = BenchRow.rows(of: observed.observations, target: label)
            outcome.problem = observed.problem
            if target.emulator != nil, observed.acceleration?.isEmulated != false {
                outcome.remark = "an emulator translates instructions: its times say little"
            }
            if outcome.rows.isEmpty, outcome.problem == nil { outcome.problem = "there is no function to measure" }
        } catch let error as TargetError {
            outcome.problem = error.reason
        } catch {
            outcome.problem = "\(error)"
        }
        return outcome
    }
}
