import Results
import Testing

@Suite("Outcome counts") struct OutcomeCountsTests {
    @Test func everyOutcomeIsCountedOnce() {
        let results = CheckResult.Outcome.allCases.map {
            CheckResult(
                Identifier(architecture: "a", area: .image, subject: "s", property: "p"), $0, expected: "", observed: ""
            )
        }
        let counts = OutcomeCounts(results)
        for outcome in CheckResult.Outcome.allCases { #expect(counts[outcome] == 1) }
        #expect(counts.total == 5)
        #expect(counts.judged == 3, "skipped and error results are no verdicts")
    }

    @Test func noResultsCountNothing() {
        #expect(OutcomeCounts().total == 0)
    }
}
