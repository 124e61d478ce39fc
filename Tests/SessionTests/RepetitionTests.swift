import Foundation
import Results
import Targets
import Testing

@testable import Session

@Suite("Repetition") struct RepetitionTests {
    private func report(_ results: CheckResult...) -> TargetReport {
        TargetReport(label: "native-x86_64", target: "native", architecture: "x86_64", results: results, startedAt: 0)
    }

    private func repeated(_ first: TargetReport, _ second: TargetReport) -> [String: CheckResult.Outcome] {
        var repetition = Repetition(of: first)
        repetition.take(second)
        return Dictionary(uniqueKeysWithValues: repetition.report.results.map { ($0.identifier.subject, $0.outcome) })
    }

    @Test func onlyTheAreasOfErrorsAreAskedForAgain() {
        let repetition = Repetition(
            of: report(
                Samples.result(.error, "a", area: .performance), Samples.result(.failed, "b", area: .mapping),
                Samples.result(.error, "c", area: .agreement)))
        #expect(repetition.isNeeded)
        #expect(repetition.arguments == ["--area", "agreement", "--area", "performance"])
        #expect(!Repetition(of: report(Samples.result(.failed), Samples.result(.skipped))).isNeeded)
    }

    @Test("where the run itself went wrong, all is observed again", arguments: [Area.run, .image, .disturbance])
    func everything(area: Area) {
        let repetition = Repetition(of: report(Samples.result(.error, "a", area: area)))
        #expect(repetition.areas == nil)
        #expect(repetition.arguments.isEmpty)
    }

    @Test func anErrorBecomesWhatTheRepetitionSays() {
        var repetition = Repetition(of: report(Samples.result(.error, "a"), Samples.result(.error, "b")))
        repetition.take(report(Samples.result(.passed, "a"), Samples.result(.error, "b")))
        #expect(repetition.report.results.map(\.outcome) == [.passed, .error])
        #expect(repetition.report.results[0].remarks == ["could not be made at first: reason"])
        #expect(repetition.isNeeded, "and b may be made once more")
    }

    @Test func nothingThatWasJudgedIsJudgedMoreMildly() {
        let first = report(Samples.result(.failed, "a"), Samples.result(.error, "b"), Samples.result(.knownIssue, "c"))
        let second = report(Samples.result(.passed, "a"), Samples.result(.passed, "b"), Samples.result(.failed, "c"))
        #expect(repeated(first, second) == ["a": .failed, "b": .passed, "c": .knownIssue])
    }

    @Test func aFailureThatOnlyTheRepetitionSeesIsOne() {
        let first = report(Samples.result(.passed, "a"), Samples.result(.error, "b"))
        let second = report(Samples.result(.failed, "a"), Samples.result(.passed, "b"), Samples.result(.failed, "new"))
        #expect(repeated(first, second) == ["a": .failed, "b": .passed, "new": .failed])
    }

    @Test("what lay behind a cut is taken over, what was not asked for is not") func cut() {
        let cut = report(Samples.result(.passed, "a"), Samples.result(.error, "probe", "complete", area: .run))
        let whole = report(
            Samples.result(.passed, "a"), Samples.result(.passed, "b"),
            Samples.result(.passed, "probe", "complete", area: .run))
        #expect(repeated(cut, whole) == ["a": .passed, "b": .passed, "probe": .passed])
        let unasked = report(Samples.result(.passed, "a"), Samples.result(.error, "other"))
        #expect(repeated(report(Samples.result(.error, "a")), unasked) == ["a": .passed])
    }
}
