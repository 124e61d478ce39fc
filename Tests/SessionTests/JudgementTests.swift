import Conformance
import Expectations
import Results
import Testing

@testable import Session

@Suite("Judgement") struct JudgementTests {
    private func report(
        _ checks: [Check], lines: [String] = [Samples.start, Samples.kernel, Samples.end], problem: String? = nil,
        only: [String] = [], knownIssues: [KnownIssue] = []
    ) throws -> TargetReport {
        var subject = Samples.subject(try Samples.observations(lines.joined(separator: "\n")))
        subject.problem = problem
        return Judgement(
            subject: subject, expectations: try Samples.expectations(knownIssues: knownIssues),
            only: only.compactMap { IdentifierPattern($0) }, checks: checks
        ).report
    }

    @Test func resultsAreSortedByAreaAndName() throws {
        let names = ["getcpu.10", "getcpu.2", "clock_gettime.TAI"]
        let results = names.map { Samples.result(.passed, $0) } + [Samples.result(.passed, "z", area: .image)]
        let sorted = Judgement.sorted(results.shuffled()).map(\.identifier.name)
        #expect(sorted == ["z.ordered", "clock_gettime.TAI.ordered", "getcpu.2.ordered", "getcpu.10.ordered"])
    }

    @Test func theRunItselfIsJudged() throws {
        let report = try report([Samples.check(Samples.result(.passed))])
        let outcomes = report.results.map { "\($0.identifier) \($0.outcome)" }
        #expect(outcomes == ["x86_64/agreement/clock_gettime.TAI.ordered passed", "x86_64/run/probe.complete passed"])
    }

    @Test("a dead probe is one error that names what is missing") func cutOff() throws {
        let check = Samples.check(
            Samples.result(.passed, "a"), Samples.result(.error, "b"), Samples.result(.error, "c"))
        let report = try report(
            [check], lines: [Samples.start, Samples.address, Samples.experiment],
            problem: "the probe was ended by signal 9")
        let errors = report.results.filter { $0.outcome == .error }
        #expect(errors.map(\.identifier.description) == ["x86_64/run/probe.complete"])
        #expect(errors.first?.observed == "the probe was ended by signal 9")
        #expect(errors.first?.reason == "2 promises could not be judged")
        #expect(errors.first?.remarks.first?.contains("x86_64/agreement/b.ordered, x86_64/agreement/c.ordered") == true)
        #expect(report.results.contains { $0.outcome == .passed })
    }

    @Test(
        "a report that ends within the facts says nothing on a vDSO",
        arguments: [[Samples.start], [Samples.start, Samples.address]])
    func blank(lines: [String]) throws {
        let check = Samples.check(Samples.result(.passed, "a"), Samples.result(.failed, "b"))
        let report = try report([check], lines: lines, problem: "gone")
        #expect(report.results.map(\.identifier.description) == ["x86_64/run/probe.complete"])
        #expect(report.results.first?.reason == "2 promises could not be judged")
    }

    @Test("errors of a whole report stay") func wholeReport() throws {
        let report = try report([Samples.check(Samples.result(.error))])
        #expect(report.results.map(\.outcome) == [.error, .passed])
    }

    @Test func aFileHasNoBehaviour() throws {
        var subject = Samples.subject(nil)
        subject.architecture = nil
        let judgement = Judgement(
            subject: subject, expectations: try Samples.expectations(), checks: [Samples.check(Samples.result(.passed))]
        )
        #expect(judgement.report.results.isEmpty)
    }

    @Test func onlyWhatIsAskedForIsReported() throws {
        let check = Samples.check(Samples.result(.passed, "a"), Samples.result(.failed, "b"))
        let report = try report([check], only: ["*/a.*"])
        #expect(report.results.map(\.identifier.subject) == ["a"])
    }

    @Test("an error of the run is never filtered away") func runErrors() throws {
        let report = try report(
            [Samples.check(Samples.result(.passed, "a"))],
            lines: [Samples.start, Samples.address, Samples.experiment], problem: "gone", only: ["*/a.*"])
        #expect(report.results.map(\.outcome) == [.passed, .error])
    }

    @Test("a known issue is told before results are filtered") func knownIssueAndFilter() throws {
        let check = Samples.check(Samples.result(.passed, "a"), Samples.result(.failed, "b"))
        let report = try report([check], only: ["*/a.*"], knownIssues: [Samples.issue("*/agreement/*")])
        #expect(report.remarks.isEmpty, "the issue still shows at b, though b is not asked for")
    }

    @Test func twoResultsOfOneNameAreAnError() throws {
        let report = try report([Samples.check(Samples.result(.passed), Samples.result(.passed))])
        let error = try #require(report.results.first { $0.outcome == .error })
        #expect("\(error.identifier)" == "x86_64/run/identifiers.unique")
        #expect(error.observed == "x86_64/agreement/clock_gettime.TAI.ordered")
    }

    @Test func anImageThatCannotBeReadIsAResult() throws {
        var subject = Samples.subject(try Samples.observations(Samples.start, Samples.kernel, Samples.end))
        subject.image = .unreadable("not an ELF file")
        func outcome() -> CheckResult.Outcome? {
            RunChecks(subject: subject, architecture: "x86_64").completed([])
                .first { $0.identifier.name == "image.readable" }?.outcome
        }
        #expect(outcome() == .failed)
        subject.problem = "cut off"
        #expect(outcome() == .error, "then it is the report's fault")
    }

    @Test func theEnvironmentIsTold() throws {
        let report = try report([])
        #expect(report.environment.contains(.init("kernel.release", "6.18.44-test")))
        #expect(report.environment.contains(.init("flavour", "linux")))
    }
}
