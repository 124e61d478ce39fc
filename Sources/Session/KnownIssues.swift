import Expectations
import Results

/// Tells broken promises that are known from those that are not, and known issues that no longer show.
///
/// An issue whose condition cannot be decided neither fails nor reports: what it matches counts as known, and that it
/// does not show is not told.
struct KnownIssues {
    var issues: [KnownIssue]
    var situation: Situation
    var isStrict: Bool

    /// What came of matching.
    struct Outcome {
        var results: [CheckResult]
        /// Issues that no longer show.
        var remarks: [String] = []
    }

    /// Applies every issue to every result.
    ///
    /// - Parameters:
    ///   - results: all verdicts on a target.
    ///   - architecture: the architecture for results on issues that no longer show.
    /// - Returns: the results, with failures that are known marked so; with `isStrict` a failed result for each issue
    ///   that no longer shows, otherwise a remark.
    func apply(to results: [CheckResult], architecture: String) -> Outcome {
        var outcome = Outcome(results: results)
        let names = results.map { Array($0.identifier.description.utf8) }
        for issue in issues {
            let decision = issue.conditions.decide(in: situation)
            guard decision.mayHold else { continue }
            let patterns = issue.matches.compactMap { IdentifierPattern($0) }
            let matched = names.indices.filter { index in patterns.contains { $0.matches(names[index]) } }
            let broken = matched.filter { [.failed, .knownIssue].contains(outcome.results[$0].outcome) }
            // Most issues show nowhere, and to make an expression of a text takes longer than everything else here.
            let observed = broken.isEmpty ? nil : issue.observed.flatMap { try? Regex($0) }
            let shown = broken.filter { index in
                observed.map { outcome.results[index].observed.wholeMatch(of: $0) != nil } ?? true
            }
            for index in shown where outcome.results[index].outcome == .failed {
                outcome.results[index].mark(as: issue, decision)
            }
            let judged = matched.contains { outcome.results[$0].outcome == .passed }
            if shown.isEmpty, judged, decision == .holds, issue.shows == .always {
                outcome.report(stale: issue, isStrict, architecture)
            }
        }
        return outcome
    }
}

extension CheckResult {
    fileprivate mutating func mark(as issue: KnownIssue, _ decision: Decision) {
        outcome = .knownIssue
        reason = "\(issue.id): \(issue.reason)"
        reference = "\(issue.reference); listed at \(issue.location)"
        if case .undecided(let what) = decision { remarks.append("whether it applies is undecided: \(what)") }
    }
}

extension KnownIssues.Outcome {
    fileprivate mutating func report(stale issue: KnownIssue, _ isStrict: Bool, _ architecture: String) {
        let words = "known issue \(issue.id) no longer shows: \(issue.reason)"
        guard isStrict else {
            remarks.append("\(words) (\(issue.location))")
            return
        }
        results.append(
            CheckResult(
                Identifier(
                    architecture: architecture, area: .run, subject: "known-issue.\(issue.id)", property: "current"),
                .failed, expected: "known issue \(issue.id) shows on this kernel, as it is listed",
                observed: "every promise that it names is kept",
                reason: "a list of issues that are gone hides the next breach; remove it or end its range",
                location: issue.location.description, reference: issue.reference))
    }
}

extension Decision {
    fileprivate var mayHold: Bool {
        switch self {
        case .holds, .undecided: true
        case .notYet, .noLonger, .ruledOut: false
        }
    }
}
