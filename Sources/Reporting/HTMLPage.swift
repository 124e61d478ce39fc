import Results

/// What the page's template shows, in the template's own words.
struct HTMLPage {
    /// Beyond so many results the passed ones are not listed one by one.
    static let mostResults = 20_000

    let style = HTMLTemplates.style
    let script = HTMLTemplates.script
    var nonce: String
    var verdict: String
    var verdictKind: String
    var meaning: String
    var exitStatus: Int32
    var interruption: String?
    var counts: [HTMLCount]
    var began: String
    var duration: String
    var suiteVersion: String
    var matrix: HTMLMatrix
    var failures: [HTMLFailure]
    var hasFailures: Bool
    var targets: [HTMLTarget]
    var changes: HTMLHistory?
    var results: [HTMLRow]
    var outcomes: [HTMLOutcome]
    var leavesOutPassed: Bool

    init(_ report: Report, history: RunHistory, nonce: String) {
        self.nonce = nonce
        let status = ExitStatus(of: report)
        (verdict, verdictKind) = Self.verdict(status)
        meaning = status.meaning
        exitStatus = status.rawValue
        interruption = report.interruption
        let all = report.targets.flatMap(\.presentedResults)
        counts = HTMLCount.list(OutcomeCounts(all))
        began = HTMLPage.date(report.startedAt)
        duration = JUnitReport.seconds(report.targets.reduce(0) { $0 + $1.seconds })
        suiteVersion = report.suiteVersion
        matrix = HTMLMatrix(report.targets)
        failures = report.targets.enumerated().flatMap { index, target in
            target.presentedResults.filter { $0.outcome == .failed || $0.outcome == .error }
                .map { HTMLFailure($0, on: target, index: index) }
        }
        hasFailures = !failures.isEmpty
        targets = report.targets.enumerated().map { HTMLTarget($1, index: $0) }
        changes = HTMLHistory(report, history)
        leavesOutPassed = all.count > Self.mostResults
        let leavesOutPassed = leavesOutPassed
        results = report.targets.enumerated().flatMap { index, target in
            target.presentedResults.filter { !leavesOutPassed || $0.outcome != .passed }
                .map { HTMLRow($0, on: target, index: index) }
        }
        outcomes = CheckResult.Outcome.allCases.map { HTMLOutcome($0) }
    }

    private static func verdict(_ status: ExitStatus) -> (String, String) {
        switch status {
        case .conformant: ("Conformant", "passed")
        case .notConformant: ("Not conformant", "failed")
        case .wrongUse, .notJudged: ("Not judged", "error")
        }
    }

    /// A point in time as people read it.
    static func date(_ secondsSince1970: Double) -> String {
        secondsSince1970 > 0 ? JUnitReport.timestamp(secondsSince1970).replacing("T", with: " ") + " UTC" : "unknown"
    }
}

/// An outcome in words, with a sign for those who do not see colours.
struct HTMLOutcome {
    /// The class of the style sheet, and the value that filters compare.
    var kind: String
    var word: String
    var sign: String

    init(_ outcome: CheckResult.Outcome) {
        kind = outcome.rawValue
        (word, sign) =
            switch outcome {
            case .passed: ("passed", "✓")
            case .failed: ("failed", "✗")
            case .knownIssue: ("known issue", "≈")
            case .skipped: ("skipped", "–")
            case .error: ("error", "!")
            }
    }
}

/// How many results of one outcome there are.
struct HTMLCount {
    var number: Int
    var outcome: HTMLOutcome

    /// The outcomes that there are, in the order in which a person wants them.
    static func list(_ counts: OutcomeCounts) -> [HTMLCount] {
        [CheckResult.Outcome.failed, .error, .knownIssue, .skipped, .passed].filter { counts[$0] > 0 }
            .map { outcome in
                var words = HTMLOutcome(outcome)
                if counts[outcome] > 1, outcome == .knownIssue || outcome == .error { words.word += "s" }
                return HTMLCount(number: counts[outcome], outcome: words)
            }
    }
}

/// A failed or an error result with everything that explains it.
struct HTMLFailure {
    var identifier: String
    var outcome: HTMLOutcome
    var label: String
    var place: String
    var parts: [Part]
    var again: String?

    struct Part { var heading, text: String }

    init(_ result: CheckResult, on target: TargetReport, index: Int) {
        identifier = result.identifier.description
        outcome = HTMLOutcome(result.outcome)
        label = target.label
        place = "target\(index)"
        parts = result.explanationParts.map {
            Part(heading: $0.heading, text: PlainText.limited($0.text, to: 10_000))
        }
        again = target.command(for: result)
    }
}

/// A result as a row of the list of all.
struct HTMLRow {
    var identifier: String
    var outcome: HTMLOutcome
    var label: String
    var place: String
    var words: String

    init(_ result: CheckResult, on target: TargetReport, index: Int) {
        identifier = result.identifier.description
        outcome = HTMLOutcome(result.outcome)
        label = target.label
        place = "target\(index)"
        let saying =
            switch result.outcome {
            case .passed, .failed: result.observed
            case .knownIssue, .skipped, .error: result.headline
            }
        words = PlainText.oneLine(saying, limit: 300)
    }
}
