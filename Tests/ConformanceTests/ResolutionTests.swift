import Results
import Testing

private typealias Samples = AgreementSamples

@Suite("How finely clocks step") struct ResolutionTests {
    private func result(_ lines: String...) throws -> CheckResult? {
        try Samples.result(of: "resolution", "clock_gettime.MONOTONIC", lines.joined(separator: "\n"))
    }

    private static func grains(_ own: Int, _ before: Int, _ after: Int) -> String {
        #","grain":\#(own),"beforeGrain":\#(before),"afterGrain":\#(after)"#
    }

    @Test func readingsThatAreCutFail() throws {
        #expect(try result(Samples.sandwich(1, grain: Self.grains(1, 1, 1)))?.outcome == .passed)
        let cut = try #require(try result(Samples.sandwich(1, grain: Self.grains(8, 1, 1))))
        #expect(cut.outcome == .failed)
        #expect(cut.observed == "multiples of 8 ns, the system call's of 1 ns")
        // A counter of 10 MHz; a tick's rounding that one row of system calls alone has seen.
        #expect(try result(Samples.sandwich(1, grain: Self.grains(100, 100, 100)))?.outcome == .passed)
        #expect(try result(Samples.sandwich(1, grain: Self.grains(100, 1, 100)))?.outcome == .passed)
        #expect(try result(Samples.sandwich(1, grain: Self.grains(100, 100, 1)))?.outcome == .passed)
    }

    @Test func whatProvesNothingIsSkipped() throws {
        #expect(try result(Samples.sandwich(1, advanced: 999, grain: Self.grains(8, 1, 1)))?.outcome == .skipped)
        let emulated = #"{"kind":"environment","name":"acceleration","value":"TCG"}"#
        #expect(try result(emulated, Samples.sandwich(1, grain: Self.grains(8, 1, 1)))?.outcome == .skipped)
        #expect(try result(Samples.sandwich(1, grain: "")) == nil)
        #expect(try result(Samples.noSuchClock) == nil)
    }

    @Test func coarseClocksStepByTicks() throws {
        let ticks = Samples.sandwich(6, grain: Self.grains(4_000_000, 1, 1))
        #expect(try Samples.result(of: "resolution", "clock_gettime.MONOTONIC_COARSE", ticks) == nil)
    }
}
