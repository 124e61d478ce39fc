import Results

/// The checks of one target that could not be made, and what becomes of them when they are made again (`--retry`).
///
/// Only errors are repeated. A failure stays one, and a failure that only the repetition sees is one as well: what was
/// seen once is not unseen.
struct Repetition {
    /// The verdicts so far.
    private(set) var report: TargetReport

    /// Looks at the verdicts on a target.
    init(of report: TargetReport) { self.report = report }

    private var errors: [CheckResult] { report.results.filter { $0.outcome == .error } }

    /// Whether there is something to make again.
    var isNeeded: Bool { !errors.isEmpty }

    /// The areas that the probe is asked for; nil for all of them, where the run itself went wrong or the probe knows no
    /// such area.
    var areas: [Area]? {
        let areas = Set(errors.map(\.identifier.area))
        guard areas.isSubset(of: Self.areasOfProbe) else { return nil }
        return Area.allCases.filter(areas.contains)
    }

    /// What the probe's option `--area` knows.
    private static let areasOfProbe: Set<Area> = [
        .mapping, .agreement, .errors, .callingConvention, .random, .performance, .namespaces,
    ]

    /// The probe's arguments.
    var arguments: [String] { (areas ?? []).flatMap { ["--area", $0.rawValue] } }

    /// Takes over what a further look has shown.
    mutating func take(_ again: TargetReport) {
        let first = Dictionary(report.results.map { ($0.identifier, $0) }, uniquingKeysWith: { first, _ in first })
        let second = Dictionary(again.results.map { ($0.identifier, $0) }, uniquingKeysWith: { first, _ in first })
        // Where the first look was cut off, it has no result at all for what lay behind the cut.
        let wasCutOff = errors.contains { $0.identifier.area == .run }
        let kept = report.results.map { result in
            guard let other = second[result.identifier] else { return result }
            if result.outcome == .error { return other.remarked("could not be made at first: \(result.reason)") }
            return other.outcome == .failed && result.outcome != .knownIssue
                ? other.remarked("\(result.outcome.rawValue) at first, failed when other checks were repeated") : result
        }
        let added = again.results.filter { first[$0.identifier] == nil && (wasCutOff || $0.outcome == .failed) }
        report.results = Judgement.sorted(kept + added)
        report.seconds += again.seconds
        for (area, seconds) in again.secondsByArea { report.secondsByArea[area, default: 0] += seconds }
    }
}

extension CheckResult {
    /// The same with a remark.
    fileprivate func remarked(_ remark: String) -> CheckResult {
        var result = self
        result.remarks.append(remark)
        return result
    }
}
