/// How a run ends, as scripts read it.
public enum ExitStatus: Int32, Sendable, CaseIterable, Hashable {
    /// Every promise that could be asked for was kept, or its breach is known.
    case conformant = 0
    /// There is a failed or an error result, or the run was interrupted.
    case notConformant = 1
    /// Wrong use of the command line, or invalid expectations. Nothing was run.
    case wrongUse = 2
    /// A required target could not be run, or nothing was judged.
    case notJudged = 3

    /// The status of a whole run: a failure outweighs a missing target.
    public init(of report: Report) {
        let counts = report.counts
        if counts.failed > 0 || counts.errors > 0 || report.interruption != nil {
            self = .notConformant
        } else if report.targets.contains(where: { $0.isRequired && $0.unavailable != nil }) || !report.judgedSomething
        {
            self = .notJudged
        } else {
            self = .conformant
        }
    }

    /// What it means, in one line.
    public var meaning: String {
        switch self {
        case .conformant: "conformant: every promise that was asked for is kept, or its breach is a known issue"
        case .notConformant: "not conformant: there is a failed or an error result"
        case .wrongUse: "wrong use, or invalid expectations: nothing was run"
        case .notJudged: "not judged: a required target could not be run, or nothing was judged"
        }
    }
}

extension Report {
    /// Whether there is a verdict on at least one promise of a vDSO. Results about the run itself are none.
    public var judgedSomething: Bool {
        OutcomeCounts(targets.lazy.flatMap(\.results).filter { $0.identifier.area != .run }).judged > 0
    }
}
