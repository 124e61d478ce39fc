/// How many results of each outcome there are.
public struct OutcomeCounts: Sendable, Hashable, Codable {
    /// Promises that were kept.
    public var passed = 0
    /// Promises that were broken.
    public var failed = 0
    /// Promises broken in a way that is known.
    public var knownIssues = 0
    /// Promises that could not be asked for here.
    public var skipped = 0
    /// Checks that could not be made.
    public var errors = 0

    /// Counts results.
    public init(_ results: some Sequence<CheckResult> = []) {
        for result in results { self[result.outcome] += 1 }
    }

    /// The number of results of one outcome.
    public subscript(outcome: CheckResult.Outcome) -> Int {
        get { self[keyPath: Self.path(of: outcome)] }
        set { self[keyPath: Self.path(of: outcome)] = newValue }
    }

    /// All results together.
    public var total: Int { passed + failed + knownIssues + skipped + errors }

    /// Promises on which there is a verdict.
    public var judged: Int { passed + failed + knownIssues }

    private static func path(of outcome: CheckResult.Outcome) -> WritableKeyPath<Self, Int> {
        switch outcome {
        case .passed: \.passed
        case .failed: \.failed
        case .knownIssue: \.knownIssues
        case .skipped: \.skipped
        case .error: \.errors
        }
    }
}

extension Report {
    /// The outcomes of all targets. Targets that could not be run have no results and count nothing.
    public var counts: OutcomeCounts { OutcomeCounts(targets.lazy.flatMap(\.results)) }
}
