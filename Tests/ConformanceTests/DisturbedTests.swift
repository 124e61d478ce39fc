import Results
import Testing

private typealias Samples = AgreementSamples

@Suite("Order under disturbance") struct DisturbedTests {
    static let cases = [
        ("ordered-when-busy", ["busy"]), ("ordered-across-cpus", ["migration"]),
        ("ordered-under-signals", ["signals", "handler"]), ("ordered-at-tick", ["tick"]),
    ]
    private let subject = "clock_gettime.MONOTONIC"

    private func outcome(
        _ property: String, _ kinds: [String], _ make: (String) -> String
    ) throws -> CheckResult.Outcome? {
        try Samples.result(of: property, subject, kinds.map(make).joined(separator: "\n"))?.outcome
    }

    @Test(arguments: cases) func healthy(property: String, kinds: [String]) throws {
        #expect(try outcome(property, kinds) { Samples.disturbed($0) } == .passed)
    }

    @Test(arguments: cases) func outOfOrder(property: String, kinds: [String]) throws {
        #expect(try outcome(property, kinds) { Samples.disturbed($0, early: 50) } == .failed)
        #expect(try outcome(property, kinds) { Samples.disturbed($0, late: 1) } == .failed)
        #expect(try outcome(property, kinds) { Samples.disturbed($0, failures: 1) } == .failed)
    }

    @Test(arguments: cases) func whatTheControlShowsIsTheClocksources(property: String, kinds: [String]) throws {
        #expect(try outcome(property, kinds) { Samples.disturbed($0, early: 900, control: 700) } == .skipped)
        #expect(try outcome(property, kinds) { Samples.disturbed($0, early: 20_000_000, control: 700) } == .failed)
    }

    @Test(arguments: cases) func nothingSeenIsAnError(property: String, kinds: [String]) throws {
        #expect(try Samples.result(of: property, subject)?.outcome == .error)
        #expect(try outcome(property, kinds) { Samples.disturbed($0, events: 0) } == .error)
    }

    @Test func theHandlerCountsAsWell() throws {
        let bad = Samples.disturbed("signals") + "\n" + Samples.disturbed("handler", early: 50_000)
        #expect(try Samples.result(of: "ordered-under-signals", subject, bad)?.outcome == .failed)
        #expect(
            try Samples.result(of: "ordered-under-signals", subject, Samples.disturbed("signals"))?.outcome == .error)
    }

    @Test func aClockThatTheKernelLacksIsSkipped() throws {
        #expect(try Samples.result(of: "ordered-at-tick", subject, Samples.noSuchClock)?.outcome == .skipped)
    }

    @Test func oneProcessorIsSkipped() throws {
        let refused = #"{"kind":"unobservable","experiment":"agreement/migration","reason":"one processor"}"#
        #expect(try Samples.result(of: "ordered-across-cpus", subject, refused)?.outcome == .skipped)
    }
}

@Suite("Rows of readings") struct ReadingStreamTests {
    private let subject = "clock_gettime.MONOTONIC"
    static let cases = [("monotonic-sustained", 1), ("monotonic-across-cpus", 2)]

    private func result(_ property: String, _ line: String) throws -> CheckResult {
        try #require(try Samples.result(of: property, subject, line))
    }

    @Test(arguments: cases) func healthyRunsTellTheirLimit(property: String, threads: Int) throws {
        let seen = try result(property, Samples.stream(threads: threads))
        #expect(seen.outcome == .passed)
        #expect(seen.observed.contains("one call of 100000 would have been missed with a probability of 5 %"))
        #expect(seen.observed.contains("below 31 ns between two readings cannot be seen"))
    }

    @Test(arguments: cases) func stepsBackFail(property: String, threads: Int) throws {
        #expect(try result(property, Samples.stream(threads: threads, back: 1)).outcome == .failed)
        #expect(try result(property, Samples.stream(threads: threads, across: 70)).outcome == .failed)
        #expect(try result(property, Samples.stream(threads: threads, failures: 1)).outcome == .failed)
    }

    @Test(arguments: cases) func theClocksourcesStepsAreNotJudged(property: String, threads: Int) throws {
        #expect(try result(property, Samples.stream(threads: threads, back: 800, control: 90)).outcome == .skipped)
        #expect(try result(property, Samples.stream(threads: threads, back: 80_000, control: 90)).outcome == .failed)
    }

    @Test(arguments: cases) func tooFewReadingsAreAnError(property: String, threads: Int) throws {
        #expect(try result(property, Samples.stream(threads: threads, readings: 999)).outcome == .error)
        // The other experiment is not this one.
        #expect(try result(property, Samples.stream(threads: threads == 1 ? 2 : 1)).outcome == .error)
    }
}
