import Results
import Testing

private typealias Samples = AgreementSamples

@Suite("Clocks against each other") struct ClockRelationsTests {
    private func outcome(_ property: String, _ clock: String, _ lines: String) throws -> CheckResult.Outcome? {
        try Samples.result(of: property, "clock_gettime.\(clock)", lines)?.outcome
    }

    @Test func coarseClocksAreBehind() throws {
        #expect(try outcome("not-ahead", "MONOTONIC_COARSE", Samples.coarse(ahead: 0)) == .passed)
        #expect(try outcome("not-ahead", "MONOTONIC_COARSE", Samples.coarse(ahead: 4_000_000)) == .failed)
        let both = Samples.coarse(ahead: 4_000_000, control: 4_000_000)
        #expect(try outcome("not-ahead", "MONOTONIC_COARSE", both) == .skipped)
        #expect(try outcome("not-ahead", "MONOTONIC_COARSE", "") == .error)
    }

    @Test func differencesAreTheSystemCalls() throws {
        #expect(try outcome("in-step", "BOOTTIME", Samples.difference(7, 80...120, system: -50...300)) == .passed)
        #expect(try outcome("in-step", "BOOTTIME", Samples.difference(7, 480...520, system: -50...300)) == .failed)
        #expect(try outcome("in-step", "BOOTTIME", "") == .error)
    }

    @Test func differencesDoNotChange() throws {
        #expect(try outcome("in-step", "TAI", Samples.line(11, least: 90, most: 80, -50, 300)) == .failed)
        #expect(try outcome("in-step", "TAI", Samples.line(11, least: 90, most: 80, 300, 200)) == .skipped)
    }

    @Test func anEpochLongAgoIsARemark() throws {
        let line = Samples.difference(0, 0...40, system: 0...300, seconds: 12)
        let seen = try #require(try Samples.result(of: "in-step", "clock_gettime.REALTIME", line))
        #expect(seen.outcome == .passed)
        #expect(seen.remarks.contains { $0.contains("not plausible") })
        let usual = Samples.difference(0, 0...40, system: 0...300)
        #expect(try Samples.result(of: "in-step", "clock_gettime.REALTIME", usual)?.remarks == [])
    }

    @Test func taiHasTheKernelsOffset() throws {
        let range: ClosedRange<Int64> = 36_999_999_980...37_000_000_020
        #expect(try outcome("tai-offset", "TAI", Samples.difference(11, range, system: range, kernel: 37)) == .passed)
        #expect(try outcome("tai-offset", "TAI", Samples.difference(11, range, system: range, kernel: 36)) == .failed)
        #expect(try outcome("tai-offset", "TAI", Samples.difference(11, range, system: range)) == .skipped)
        #expect(try outcome("tai-offset", "TAI", "") == .error)
    }

    @Test func ratesAreMonotonics() throws {
        #expect(try outcome("rate", "BOOTTIME", Samples.rate(7, 50_000_300)) == .passed)
        #expect(try outcome("rate", "BOOTTIME", Samples.rate(7, 50_050_000)) == .failed)
        #expect(try outcome("rate", "BOOTTIME", Samples.rate(7, 0)) == .failed)
        #expect(try outcome("rate", "BOOTTIME", "") == .error)
    }

    @Test func rawMayDifferByWhatAdjtimexAllows() throws {
        #expect(try outcome("rate", "MONOTONIC_RAW", Samples.rate(4, 54_000_000)) == .passed)
        #expect(try outcome("rate", "MONOTONIC_RAW", Samples.rate(4, 56_000_000)) == .failed)
        #expect(try outcome("rate", "MONOTONIC_RAW", Samples.rate(4, 44_000_000)) == .failed)
    }
}

@Suite("Constant offsets") struct ConstantOffsetTests {
    private let usual = [Int64](repeating: 40, count: 8)

    private func outcome(_ boottime: [Int64], _ more: String = "") throws -> CheckResult.Outcome? {
        let others = [0, 1, 4, 11].map { Samples.offset($0, usual) }.joined(separator: "\n")
        return try Samples.result(
            of: "constant-offset", "clock_gettime.BOOTTIME", others + "\n" + Samples.offset(7, boottime), more)?.outcome
    }

    @Test func allAlikePass() throws { #expect(try outcome(usual) == .passed) }

    @Test(arguments: [240, -160]) func oneClockOffByAHundredFails(asymmetry: Int64) throws {
        #expect(try outcome([Int64](repeating: asymmetry, count: 8)) == .failed)
    }

    @Test(arguments: [(1, CheckResult.Outcome.failed), (2, .failed), (3, .passed)])
    func aQuarterOfTheBlocksMayBeSpoiled(spoiled: Int, expected: CheckResult.Outcome) throws {
        let blocks = [Int64](repeating: 240, count: 8 - spoiled) + [Int64](repeating: 60, count: spoiled)
        #expect(try outcome(blocks) == expected)
    }

    @Test func oneProcessorOffFails() throws {
        let turns = (0..<16).map { $0 % 2 }
        let others = [0, 1, 4, 11].map { Samples.offset($0, usual + usual, on: turns) }.joined(separator: "\n")
        func outcome(_ boottime: [Int64], _ processors: [Int]) throws -> CheckResult.Outcome? {
            let offset = Samples.offset(7, boottime, on: processors)
            return try Samples.result(
                of: "constant-offset", "clock_gettime.BOOTTIME", others + "\n" + offset)?.outcome
        }
        let onOne = turns.map { Int64($0 == 1 ? 240 : 40) }
        #expect(try outcome(onOne, turns) == .failed)
        #expect(try outcome(usual + usual, turns) == .passed)
        // Where too few blocks are a processor's, all are judged together.
        #expect(try outcome([Int64](repeating: 240, count: 16), Array(0..<16)) == .failed)
        #expect(try outcome([Int64](repeating: 240, count: 16), []) == .failed)
    }

    @Test func fewBlocksAreNoEvidence() throws { #expect(try outcome([240, 240, 240]) == .skipped) }

    @Test func fallbacksAreNotCompared() throws {
        let trapped = """
            {"kind":"served","function":"clock_gettime","clock":7,"calls":64,"trapped":64,"number":228,"result":0}
            """
        #expect(try outcome([Int64](repeating: 240, count: 8), trapped) == .skipped)
    }

    @Test func anEmulatedProcessorIsNotJudged() throws {
        let emulated = #"{"kind":"environment","name":"hypervisor","value":"TCGTCGTCGTCG"}"#
        #expect(try outcome([Int64](repeating: 240, count: 8), emulated) == .skipped)
    }

    @Test func nothingObservedIsAnError() throws {
        #expect(try Samples.result(of: "constant-offset", "clock_gettime.BOOTTIME")?.outcome == .error)
    }
}
