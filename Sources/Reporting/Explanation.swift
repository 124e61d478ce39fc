public import Results

extension CheckResult {
    /// The parts of an explanation with their headings, in the order in which a person wants them; empty parts left out.
    public var explanationParts: [(heading: String, text: String)] {
        let promise = location.map { "\(expected) (\($0))" } ?? expected
        let parts = [
            ("expected", promise), ("observed", observed), (reasonHeading, reason), ("see", reference ?? ""),
        ]
        return parts.filter { !$0.1.isEmpty } + remarks.map { ("remark", $0) }
    }

    /// The whole verdict in words, one line per part: what was expected and where that is written, what was observed,
    /// and why it matters.
    public var explanation: String {
        explanationParts.map { "\($0.heading): \($0.text)" }.joined(separator: "\n")
    }

    /// The verdict in one line, for places that show no more.
    public var headline: String {
        switch outcome {
        case .passed: expected
        case .failed: "expected \(expected); observed \(observed)"
        case .knownIssue: "known issue \(reason)"
        case .skipped: reason.isEmpty ? observed : reason
        case .error: "could not be judged: \(reason.isEmpty ? observed : reason)"
        }
    }

    private var reasonHeading: String {
        switch outcome {
        case .passed, .failed: "why it matters"
        case .knownIssue: "known issue"
        case .skipped: "skipped because"
        case .error: "not judged because"
        }
    }
}
