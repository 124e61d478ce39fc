import Expectations
import Results

/// One question put to one subject: what every result of a check has in common.
struct Question {
    var identifier: Identifier
    /// What is promised, in words.
    var expected: String
    /// Why it matters to a program.
    var why: String
    /// Where the promise is written.
    var location: String?

    /// The promise was kept.
    func passed(_ observed: String, remarks: [String] = []) -> CheckResult {
        CheckResult(
            identifier, .passed, expected: expected, observed: observed, reason: why, location: location,
            remarks: remarks)
    }

    /// The promise was broken.
    func failed(_ observed: String, remarks: [String] = []) -> CheckResult {
        CheckResult(
            identifier, .failed, expected: expected, observed: observed, reason: why, location: location,
            remarks: remarks)
    }

    /// There was nothing to ask.
    func skipped(_ reason: String) -> CheckResult {
        CheckResult(
            identifier, .skipped, expected: expected, observed: "not judged", reason: reason, location: location)
    }

    /// The question could not be asked.
    func error(_ reason: String, observed: String = "not judged") -> CheckResult {
        CheckResult(identifier, .error, expected: expected, observed: observed, reason: reason, location: location)
    }

    /// Kept or broken.
    func judge(_ isKept: Bool, _ observed: String, remarks: [String] = []) -> CheckResult {
        isKept ? passed(observed, remarks: remarks) : failed(observed, remarks: remarks)
    }

    /// The result of missing evidence.
    func nothing(_ outcome: CheckResult.Outcome, observed: String, reason: String) -> CheckResult {
        CheckResult(identifier, outcome, expected: expected, observed: observed, reason: reason, location: location)
    }

    /// Judges evidence, or explains why there is none.
    func answer<Value>(_ evidence: Evidence<Value>, _ judge: (Value) -> CheckResult) -> CheckResult {
        switch evidence {
        case .seen(let value): judge(value)
        case .nothing(let outcome, let observed, let reason): nothing(outcome, observed: observed, reason: reason)
        }
    }
}
