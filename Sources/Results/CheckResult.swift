/// The verdict on one promise.
public struct CheckResult: Sendable, Codable, Hashable {
    /// How a promise fared.
    public enum Outcome: String, Sendable, Codable, CaseIterable, Hashable {
        /// The promise was kept.
        case passed
        /// The promise was broken.
        case failed
        /// The promise was broken in a way that is listed among the known issues.
        case knownIssue = "known-issue"
        /// The promise could not be asked for here, for a legitimate reason.
        case skipped
        /// The check itself could not be made.
        case error
    }

    /// The promise that was judged.
    public var identifier: Identifier
    /// The verdict.
    public var outcome: Outcome
    /// What was promised, in words, for instance "REALTIME lies between two system calls".
    public var expected: String
    /// What was seen, with values.
    public var observed: String
    /// Why it matters to a program, or, for a skipped or erroneous result, why it could not be judged.
    public var reason: String
    /// Where the promise is written: `FILE:LINE`.
    public var location: String?
    /// A link or citation, for instance of the known issue that matched.
    public var reference: String?
    /// Something a person should know that changes no verdict, for instance "earlier than expected".
    public var remarks: [String]

    /// Makes a result.
    public init(
        _ identifier: Identifier, _ outcome: Outcome, expected: String, observed: String, reason: String = "",
        location: String? = nil, reference: String? = nil, remarks: [String] = []
    ) {
        self.identifier = identifier
        self.outcome = outcome
        self.expected = expected
        self.observed = observed
        self.reason = reason
        self.location = location
        self.reference = reference
        self.remarks = remarks
    }
}
