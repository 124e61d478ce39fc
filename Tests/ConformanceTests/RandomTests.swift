import Observations
import Results
import Testing

@testable import Conformance
@testable import Expectations

@Suite struct RandomTests {
    private static let machine =
        MappingSamples.machine + "\n" + #"{"kind":"function","function":"getrandom","symbol":"__vdso_getrandom"}"#

    func outcome(_ property: String, _ line: String) throws -> CheckResult.Outcome {
        let sample = try MappingSamples.context(line, machine: Self.machine)
        var expectations = sample.expectations
        expectations.exports.append(
            ExportExpectation(
                function: "getrandom", symbol: "__vdso_getrandom", version: "LINUX_2.6", binding: "GLOBAL",
                types: ["FUNC"], aliasOf: nil, presence: .required, conditions: Conditions(),
                location: MappingSamples.file))
        expectations.served.append(
            ServedExpectation(
                function: "getrandom", clocks: [], presence: .required, conditions: Conditions(),
                location: MappingSamples.file))
        let context = Context(
            expectations: expectations, situation: sample.situation, image: sample.image,
            observations: sample.observations)
        return try MappingSamples.result("getrandom.\(property)", context, in: randomChecks).outcome
    }

    @Test(arguments: [
        (0, 144, 3, 0, false, 0, CheckResult.Outcome.passed), (-38, 144, 3, 0, false, 0, .failed),
        (0, 8, 3, 0, false, 0, .failed), (0, 8192, 3, 0, false, 0, .failed), (0, 144, 1, 0, false, 0, .failed),
        (0, 144, 3, 7, false, 0, .failed), (0, 144, 3, 0, true, 0, .failed), (0, 144, 3, 0, false, -22, .failed),
    ])
    func parameters(
        result: Int, size: Int, protection: Int, reserved: Int, overrun: Bool, map: Int, expected: CheckResult.Outcome
    ) throws {
        let line =
            #"{"kind":"random-parameters","result":\#(result),"stateSize":\#(size),"protection":\#(protection),"#
            + #""flags":40,"reserved":\#(reserved),"overrun":\#(overrun),"mapResult":\#(map)}"#
        #expect(try outcome("parameters", line) == expected)
    }

    @Test(arguments: [
        (0, 0, 0, CheckResult.Outcome.passed, CheckResult.Outcome.passed), (1, 0, 0, .failed, .passed),
        (0, 3, 0, .failed, .passed), (0, 0, 2, .passed, .failed),
    ])
    func buffers(
        failures: Int, unwritten: Int, beside: Int, fills: CheckResult.Outcome, within: CheckResult.Outcome
    ) throws {
        let line =
            #"{"kind":"random-fill","calls":2552,"failures":\#(failures),"unwritten":\#(unwritten),"beside":\#(beside),"#
            + #""firstLength":0}"#
        #expect(try outcome("fills", line) == fills)
        #expect(try outcome("stays-within", line) == within)
    }

    @Test(arguments: [
        "known-flags", "unknown-flags", "excluding-flags", "lengths", "wrong-size", "fitting-state", "straddling-state",
        "huge-length",
    ])
    func callsThatDifferFail(group: String) throws {
        func line(_ mismatches: Int, _ buffer: Int, _ state: Int) -> String {
            #"{"kind":"random-calls","group":"\#(group)","calls":9,"mismatches":\#(mismatches),"wroteBuffer":\#(buffer),"#
                + #""wroteState":\#(state)}"#
        }
        #expect(try outcome(group, line(0, 0, 0)) == .passed)
        for bad in [line(1, 0, 0), line(0, 1, 0), line(0, 0, 1)] { #expect(try outcome(group, bad) == .failed) }
        #expect(try outcome(group, "") == .error)
    }

    @Test(arguments: ["calls", "blocks", "wiped", "stale", "fork", "threads", "signals", "wiped-meanwhile", "refused"])
    func repeatedPiecesFail(experiment: String) throws {
        func line(_ pieces: Int, _ repeats: Int, _ failures: Int) -> String {
            #"{"kind":"random-pieces","experiment":"\#(experiment)","pieces":\#(pieces),"repeats":\#(repeats),"#
                + #""failures":\#(failures)}"#
        }
        #expect(try outcome("distinct-\(experiment)", line(512, 0, 0)) == .passed)
        #expect(try outcome("distinct-\(experiment)", line(512, 1, 0)) == .failed)
        #expect(try outcome("distinct-\(experiment)", line(512, 0, 1)) == .failed)
        #expect(try outcome("distinct-\(experiment)", line(2, 0, 0)) == .error)
        let refused = #"{"kind":"unobservable","experiment":"random/getrandom.\#(experiment)","reason":"not ready"}"#
        #expect(try outcome("distinct-\(experiment)", refused) == .skipped)
    }

    @Test(arguments: [(0, CheckResult.Outcome.passed), (1, .failed)])
    func tracesFail(traces: Int, expected: CheckResult.Outcome) throws {
        let line = #"{"kind":"random-traces","calls":144,"failures":0,"traces":\#(traces)}"#
        #expect(try outcome("forgets", line) == expected)
    }

    @Test(arguments: [
        (0, 0, 0, CheckResult.Outcome.passed), (0, 1, 0, .passed), (0, 16, 0, .skipped), (1, 0, 0, .failed),
        (0, 0, 1, .failed), (1, 16, 0, .failed),
    ])
    func statesThatGiveOtherBytesFail(
        mismatches: Int, reseeded: Int, failures: Int, expected: CheckResult.Outcome
    ) throws {
        let line =
            #"{"kind":"random-repeats","calls":8192,"failures":\#(failures),"mismatches":\#(mismatches),"#
            + #""reseeded":\#(reseeded),"firstLength":0}"#
        #expect(try outcome("repeatable", line) == expected)
    }

    @Test(arguments: [
        (262_144, 256, 256, CheckResult.Outcome.passed), (262_144 - 3000, 256, 256, .failed),
        (262_144, 400, 256, .failed), (262_144, 256, 0, .failed),
    ])
    func biasFails(ones: Int, neighbours: Int, first: Int, expected: CheckResult.Outcome) throws {
        // Counts that scatter as chance would have it, but for the first.
        let histogram = [first] + (1..<256).map { 256 + ($0 % 2 == 0 ? 16 : -16) }
        let line =
            #"{"kind":"random-statistics","bytes":65536,"failures":0,"ones":\#(ones),"equalNeighbours":\#(neighbours),"#
            + #""histogram":\#(histogram)}"#
        #expect(try outcome("unbiased", line) == expected)
    }

    @Test(arguments: [
        ([0, 0, 1, 0], 1, 318, CheckResult.Outcome.passed), ([64, 64, 64, 64], 1, 318, .failed),
        ([2, 3, 0, 2], 1, 318, .failed), ([0, 0, 0, 9], 1, 318, .passed), ([0, 0, 1, 0], 1, 0, .failed),
        ([0, 0, 0, 0], 5, 318, .failed), ([0], 1, 318, .error),
    ])
    func enteringTheKernelFails(runs: [Int], filling: Int, number: Int, expected: CheckResult.Outcome) throws {
        let line =
            #"{"kind":"random-served","calls":64,"filling":\#(filling),"runs":\#(runs),"number":\#(number),"#
            + #""expectedNumber":318,"result":16}"#
        #expect(try outcome("served", line) == expected)
    }
}
