import Results
import Targets

extension Report {
    /// Says where a run was interrupted, and makes sure that one error result does.
    mutating func interrupt(at target: Target, rest: ArraySlice<Target>) {
        let begun = targets.last?.label == target.label
        let missing = (begun ? [] : [target.label]) + rest.map(\.label)
        let place = begun ? "while \(target.label) was observed" : "before \(target.label) was observed"
        let words = missing.isEmpty ? place : "\(place); not judged: \(missing.joined(separator: ", "))"
        interruption = words
        // A probe that was cut off has said so already.
        if targets.last?.results.contains(where: { $0.outcome == .error }) == true { return }
        let identifier = Identifier(
            architecture: target.architecture.isEmpty ? "unknown" : target.architecture, area: .run, subject: "run",
            property: "complete")
        let result = CheckResult(
            identifier, .error, expected: "the run comes to its end", observed: "interrupted \(words)",
            reason: "interrupted \(words)")
        if !begun {
            targets.append(
                TargetReport(
                    label: target.label, target: target.name.description, architecture: identifier.architecture,
                    startedAt: targets.last?.startedAt ?? 0))
        }
        targets[targets.count - 1].results.append(result)
    }
}
