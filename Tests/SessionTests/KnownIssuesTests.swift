import Expectations
import Results
import Testing

@testable import Session

@Suite("Known issues") struct KnownIssuesTests {
    private func apply(
        _ issue: KnownIssue, to results: [CheckResult], isStrict: Bool = false,
        kernel: KernelVersion? = KernelVersion(6, 18)
    ) -> KnownIssues.Outcome {
        KnownIssues(issues: [issue], situation: Situation(kernel: kernel), isStrict: isStrict)
            .apply(to: results, architecture: "x86_64")
    }

    @Test func aBreachThatIsListedIsKnown() throws {
        let outcome = apply(Samples.issue("*/agreement/clock_gettime.*"), to: [Samples.result(.failed)])
        let result = try #require(outcome.results.first)
        #expect(result.outcome == .knownIssue)
        #expect(result.reason == "L1: broken for long")
        #expect(result.reference == "https://example.org; listed at Expectations/linux/test.yaml:7")
        #expect(result.remarks.isEmpty)
        #expect(outcome.remarks.isEmpty)
    }

    @Test func otherBreachesFail() {
        let outcome = apply(Samples.issue("aarch64/*"), to: [Samples.result(.failed)])
        #expect(outcome.results == [Samples.result(.failed)])
    }

    @Test(
        "another breach of the same promise is not excused", arguments: [("0 .*", true), ("0", false), ("1.*", false)])
    func observedOtherwise(pattern: String, isKnown: Bool) throws {
        var issue = Samples.issue("*")
        issue.observed = pattern
        var failed = Samples.result(.failed)
        failed.observed = "0 instead of -22"
        let outcome = apply(issue, to: [failed], isStrict: true)
        #expect(outcome.results.map(\.outcome) == [isKnown ? .knownIssue : .failed])
    }

    @Test("what could not be judged is not excused") func errors() {
        let outcome = apply(Samples.issue("*"), to: [Samples.result(.error), Samples.result(.skipped)])
        #expect(outcome.results.map(\.outcome) == [.error, .skipped])
    }

    @Test func anIssueOfAnotherKernelExcusesNothing() {
        for conditions in [Conditions(since: KernelVersion(7, 0)), Conditions(until: KernelVersion(6, 1))] {
            let outcome = apply(Samples.issue("*", conditions: conditions), to: [Samples.result(.failed)])
            #expect(outcome.results.map(\.outcome) == [.failed])
        }
    }

    @Test(
        "coarse clocks of old kernels may step back while they are slewed, and no other",
        arguments: [
            ("MONOTONIC_COARSE", "2989", true), ("MONOTONIC", "2989", false), ("REALTIME_COARSE", "40000000", false),
        ])
    func slewed(clock: String, nanoseconds: String, isKnown: Bool) throws {
        let issues = try Samples.shippedExpectations().knownIssues.filter { $0.id == "E01" }
        try #require(issues.count == 1)
        var failed = Samples.result(.failed, "frequency", "monotonic", area: .disturbance)
        failed.observed =
            "clock_gettime.\(clock) steps back 1 times by up to \(nanoseconds) ns; 66915 readings by 1 threads during 7 changes"
        for (kernel, isOld) in [(KernelVersion(6, 1), true), (KernelVersion(6, 15), false)] {
            let outcome = apply(issues[0], to: [failed], kernel: kernel)
            #expect(outcome.results.map(\.outcome) == [isKnown && isOld ? .knownIssue : .failed])
        }
    }

    @Test func oneThatShowsByChanceIsNotMissed() {
        var issue = Samples.issue("*")
        issue.shows = .sometimes
        let quiet = apply(issue, to: [Samples.result(.passed)], isStrict: true)
        #expect(quiet.results == [Samples.result(.passed)])
        #expect(quiet.remarks.isEmpty)
        #expect(apply(issue, to: [Samples.result(.failed)]).results.map(\.outcome) == [.knownIssue])
    }

    @Test func oneThatNoLongerShowsIsReported() {
        let outcome = apply(Samples.issue("*"), to: [Samples.result(.passed)])
        #expect(outcome.results == [Samples.result(.passed)])
        #expect(outcome.remarks.count == 1)
        #expect(outcome.remarks.first?.contains("L1 no longer shows") == true)
    }

    @Test func oneThatNoLongerShowsFailsWhenStrict() throws {
        let outcome = apply(Samples.issue("*"), to: [Samples.result(.passed)], isStrict: true)
        let result = try #require(outcome.results.last)
        #expect(result.outcome == .failed)
        #expect("\(result.identifier)" == "x86_64/run/known-issue.L1.current")
        #expect(result.location == "Expectations/linux/test.yaml:7")
    }

    @Test("one that shows in one place of several still shows") func partly() {
        let results = [Samples.result(.passed, "a"), Samples.result(.failed, "b")]
        let outcome = apply(Samples.issue("*"), to: results, isStrict: true)
        #expect(outcome.results.map(\.outcome) == [.passed, .knownIssue])
    }

    @Test("nothing judged says nothing about an issue") func nothingJudged() {
        for results in [[], [Samples.result(.skipped)], [Samples.result(.error)]] {
            let outcome = apply(Samples.issue("*"), to: results, isStrict: true)
            #expect(outcome.results == results)
            #expect(outcome.remarks.isEmpty)
        }
    }

    @Test("an undecided condition neither fails nor reports") func undecided() {
        let issue = Samples.issue("*", conditions: Conditions(since: KernelVersion(6, 0)))
        let failed = apply(issue, to: [Samples.result(.failed)], isStrict: true, kernel: nil)
        #expect(failed.results.map(\.outcome) == [.knownIssue])
        #expect(failed.results.first?.remarks.last?.contains("undecided") == true)
        let passed = apply(issue, to: [Samples.result(.passed)], isStrict: true, kernel: nil)
        #expect(passed.results == [Samples.result(.passed)])
        #expect(passed.remarks.isEmpty)
    }

    @Test func theFirstOfTwoIssuesGivesTheReason() {
        let issues = [Samples.issue("*", id: "L1"), Samples.issue("*", id: "L2")]
        let outcome = KnownIssues(issues: issues, situation: Situation(), isStrict: true)
            .apply(to: [Samples.result(.failed)], architecture: "x86_64")
        #expect(outcome.results.map(\.reason) == ["L1: broken for long"])
    }
}
