public import Results

/// Signals of LAVA's test shell, as its dispatcher reads them from a console: a test set for each target and area, and a
/// test case for each result (`lava-test-set` and `lava-test-case` print the same lines).
///
/// LAVA has four results. A known issue is a `skip`, since it neither passes nor fails; a check that could not be made is
/// `unknown`. Names hold no spaces, and no slashes, which LAVA's addresses of results do not have.
public struct LAVAReport: Sendable {
    private let report: Report

    /// Wraps a report.
    public init(_ report: Report) { self.report = report }

    /// All signals, a line each.
    public var document: String {
        report.targets.map(lines).joined()
    }

    private func lines(_ target: TargetReport) -> String {
        target.presentedAreas.map { area, results in
            let set = Self.name("\(target.label).\(area.rawValue)")
            let cases = results.map { result in
                "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=\(Self.name(result.identifier.name)) "
                    + "RESULT=\(Self.word(result.outcome))>\n"
            }
            return "<LAVA_SIGNAL_TESTSET START \(set)>\n" + cases.joined() + "<LAVA_SIGNAL_TESTSET STOP>\n"
        }.joined()
    }

    private static func name(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "." })
    }

    private static func word(_ outcome: CheckResult.Outcome) -> String {
        switch outcome {
        case .passed: "pass"
        case .failed: "fail"
        case .knownIssue, .skipped: "skip"
        case .error: "unknown"
        }
    }
}
