import Reporting
import Results
import Session
import Testing

/// The product: every promise on every target is one test case. All verdicts come from one run; a case presents one of
/// them.
///
/// The settings of the command line have the same words in the environment: `VDSO_TARGETS`, `VDSO_REQUIRE`,
/// `VDSO_EXPECTATIONS`, `VDSO_OVERLAY`, `VDSO_STRICT`, `VDSO_ONLY`, `VDSO_JUNIT_XML`, `VDSO_LOAD_FACTOR`.
@Suite("vDSO conformance") struct ConformanceSuite {
    @Test("promise", arguments: try await SharedRun.cases())
    func promise(verdict: Verdict) throws {
        let result = verdict.result
        switch result.outcome {
        case .passed:
            #expect(verdict.isKept)
        case .failed, .error:
            Issue.record(Comment(rawValue: verdict.words))
        case .knownIssue:
            withKnownIssue(Comment(rawValue: verdict.words)) { #expect(verdict.isKept) }
        case .skipped:
            // Swift Testing prints nothing for a cancelled case; the run's summary lists every skip with its reason.
            #if compiler(>=6.3)
                try Test.cancel(Comment(rawValue: verdict.words))
            #endif
        }
    }

    @Test("every required target was run, and something was judged")
    func somethingWasJudged() async throws {
        let report = try await SharedRun.report()
        let status = ExitStatus(of: report)
        #expect(status != .notJudged, "\(status.meaning)")
        #expect(report.interruption == nil)
    }

    @Test("`list` explains each result, by one check") func everyResultIsListed() async throws {
        for identifier in Set(try await SharedRun.cases().map { "\($0.result.identifier)" }) {
            let checks = try CheckDescription.matching(identifier)
            #expect(checks.count == 1, "\(identifier): \(checks.map(\.name))")
        }
    }

    @Test("every report file was written") func reportIsWritten() async throws {
        let failures = try await SharedRun.recording().failures
        #expect(failures.isEmpty)
    }
}
