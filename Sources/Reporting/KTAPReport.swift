public import Results

/// KTAP version 1, as `Documentation/dev-tools/ktap.rst` of the kernel describes it: targets, areas and results as three
/// levels of tests. Known issues carry `XFAIL`, results that could not be judged `ERROR`.
public struct KTAPReport: Sendable {
    private let report: Report

    /// Wraps a report.
    public init(_ report: Report) { self.report = report }

    /// The whole document.
    public var document: String {
        var lines = ["KTAP version 1", "1..\(report.targets.count)"]
        for (index, target) in report.targets.enumerated() { write(target, number: index + 1, to: &lines) }
        if let interruption = report.interruption { lines.append("Bail out! \(PlainText.oneLine(interruption))") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func write(_ target: TargetReport, number: Int, to lines: inout [String]) {
        for property in target.environment + target.measurements {
            lines.append("# \(PlainText.oneLine("\(property.name): \(property.value)"))")
        }
        for remark in target.remarks { lines.append("# remark: \(PlainText.oneLine(remark))") }
        let areas = target.presentedAreas
        lines += ["  KTAP version 1", "  1..\(areas.count)"]
        for (index, entry) in areas.enumerated() {
            lines += ["    KTAP version 1", "    1..\(entry.results.count)"]
            for (index, result) in entry.results.enumerated() { write(result, number: index + 1, to: &lines) }
            lines.append("  " + summary(of: entry.results, number: index + 1, name: entry.area.rawValue))
        }
        lines.append(summary(of: target.presentedResults, number: number, name: target.label))
    }

    private func write(_ result: CheckResult, number: Int, to lines: inout [String]) {
        if result.outcome != .passed {
            for part in result.explanationParts {
                lines.append("    # \(PlainText.oneLine("\(part.heading): \(part.text)"))")
            }
        }
        lines.append("    \(Self.line(result.outcome, number, result.identifier.name, reason: result.headline))")
    }

    /// The line of a group: failed if one of its results is, skipped if nothing in it was judged.
    private func summary(of results: [CheckResult], number: Int, name: String) -> String {
        let counts = OutcomeCounts(results)
        let outcome: CheckResult.Outcome =
            if counts.failed + counts.errors > 0 { .failed } else if counts.judged == 0 { .skipped } else { .passed }
        return Self.line(outcome, number, name, reason: results.first?.headline ?? "no results")
    }

    private static func line(
        _ outcome: CheckResult.Outcome, _ number: Int, _ name: String, reason: String
    ) -> String {
        // A name ends at the first `#`, behind which parsers look for a directive.
        let name = PlainText.oneLine(name).replacing("#", with: "_")
        let reason = PlainText.oneLine(reason, limit: 500)
        return switch outcome {
        case .passed: "ok \(number) \(name)"
        case .failed: "not ok \(number) \(name)"
        case .knownIssue: "ok \(number) \(name) # XFAIL \(reason)"
        case .skipped: "ok \(number) \(name) # SKIP \(reason)"
        case .error: "not ok \(number) \(name) # ERROR \(reason)"
        }
    }
}
