import Reporting
import Results
import Testing

/// One result on one target, as a test case.
struct Verdict: Sendable, CustomTestStringConvertible, CustomTestArgumentEncodable {
    /// The target's label.
    var label: String
    var result: CheckResult

    /// Whether the promise was kept.
    var isKept: Bool { result.outcome == .passed }

    /// The whole explanation.
    var words: String { "\(testDescription)\n\(result.explanation)" }

    /// The name of the case: `native-x86_64 x86_64/agreement/clock_gettime.MONOTONIC.ordered`.
    var testDescription: String { "\(label) \(result.identifier)" }

    /// The identity of the case, which must not change with the values that were observed.
    func encodeTestArgument(to encoder: some Encoder) throws { try testDescription.encode(to: encoder) }
}
