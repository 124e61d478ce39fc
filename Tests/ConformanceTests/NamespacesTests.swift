import Observations
import Results
import Testing

@testable import Conformance
@testable import Expectations

@Suite struct NamespacesTests {
    private static let namespace =
        #"{"kind":"namespace","monotonic":{"seconds":100,"nanoseconds":500000000},"#
        + #""boottime":{"seconds":300,"nanoseconds":250000000}}"#

    private func crossing(_ clock: Int, seconds: Int, nanoseconds: Int, system: (Int, Int)? = nil) -> String {
        let inside = system ?? (seconds, nanoseconds)
        return #"{"kind":"crossing","clock":\#(clock),"before":{"seconds":10,"nanoseconds":0},"#
            + #""system":{"seconds":\#(inside.0),"nanoseconds":\#(inside.1)},"#
            + #""vdso":{"seconds":\#(seconds),"nanoseconds":\#(nanoseconds)},"vdsoResult":0,"#
            + #""after":{"seconds":10,"nanoseconds":1000000}}"#
    }

    private func offset(_ clock: String, _ lines: String...) throws -> CheckResult.Outcome {
        let context = try MappingSamples.context(([Self.namespace] + lines).joined(separator: "\n"))
        return try MappingSamples.result("clock_gettime.\(clock).offset", context, in: namespaceChecks).outcome
    }

    @Test func offsetsAreSeenFromOutside() throws {
        #expect(try offset("MONOTONIC", crossing(1, seconds: 110, nanoseconds: 500_500_000)) == .passed)
        #expect(try offset("BOOTTIME", crossing(7, seconds: 310, nanoseconds: 250_500_000)) == .passed)
        #expect(try offset("REALTIME", crossing(0, seconds: 10, nanoseconds: 500_000)) == .passed)
    }

    @Test func aClockWithoutItsOffsetFails() throws {
        let right = (110, 500_500_000)
        let fraction = crossing(1, seconds: 110, nanoseconds: 500_000, system: right)
        #expect(try offset("MONOTONIC", fraction) == .failed)
        #expect(try offset("MONOTONIC", crossing(1, seconds: 10, nanoseconds: 500_000, system: right)) == .failed)
        let other = crossing(7, seconds: 110, nanoseconds: 500_500_000, system: (310, 250_500_000))
        #expect(try offset("BOOTTIME", other) == .failed)
    }

    /// In the second namespace BOOTTIME's fraction is another.
    @Test(arguments: [(900_500_000, CheckResult.Outcome.passed), (250_500_000, .failed)])
    func everyNamespaceCounts(nanoseconds: Int, expected: CheckResult.Outcome) throws {
        let second =
            #"{"kind":"namespace","monotonic":{"seconds":100,"nanoseconds":500000000},"#
            + #""boottime":{"seconds":300,"nanoseconds":900000000}}"#
        let first = crossing(7, seconds: 310, nanoseconds: 250_500_000)
        let other = crossing(7, seconds: 310, nanoseconds: nanoseconds, system: (310, 900_500_000))
        #expect(try offset("BOOTTIME", first, second, other) == expected)
    }

    @Test func aSystemCallWithoutTheOffsetIsNoVerdict() throws {
        #expect(try offset("MONOTONIC", crossing(1, seconds: 10, nanoseconds: 500_000)) == .error)
    }

    @Test func aMissingCrossingIsAnError() throws {
        #expect(try offset("MONOTONIC") == .error)
    }

    private func sandwich(late: Int, inside: Bool) -> String {
        #"{"kind":"sandwich",\#(inside ? #""namespace":true,"# : "")"function":"clock_gettime","clock":1,"#
            + #""systemResult":0,"vdsoResult":0,"samples":1000,"repeated":0,"resultMismatches":0,"unnormalised":0,"#
            + #""early":0,"late":\#(late),"backward":0,"systemBackward":0,"worstEarly":0,"worstLate":\#(late),"#
            + #""worstBackward":0,"narrowest":1,"median":2,"widest":3,"advanced":9,"systemAdvanced":9}"#
    }

    /// The same question inside and outside, each with its own answer.
    @Test(arguments: [(0, 5), (5, 0)])
    func insideAndOutsideAreToldApart(outside: Int, inside: Int) throws {
        let lines = [
            Self.namespace, sandwich(late: outside, inside: false), sandwich(late: inside, inside: true),
        ].joined(separator: "\n")
        let context = try MappingSamples.context(lines)
        let name = "clock_gettime.MONOTONIC.ordered"
        let first = try MappingSamples.result(name, context, in: agreementChecks)
        let second = try MappingSamples.result(name, context, in: namespaceChecks)
        #expect(first.identifier.description == "x86_64/agreement/\(name)")
        #expect(second.identifier.description == "x86_64/namespaces/\(name)")
        #expect(first.outcome == (outside == 0 ? .passed : .failed))
        #expect(second.outcome == (inside == 0 ? .passed : .failed))
    }

    /// The carry into a new second is other code inside.
    @Test(arguments: [(0, 5), (5, 0)])
    func newSecondsInsideAreToldApart(outside: Int, inside: Int) throws {
        func calls(_ mismatches: Int, inside: Bool) -> String {
            #"{"kind":"calls",\#(inside ? #""namespace":true,"# : "")"function":"clock_gettime","#
                + #""group":"new-second","calls":64,"mismatches":\#(mismatches),"overruns":0}"#
        }
        let context = try MappingSamples.context(
            [Self.namespace, calls(outside, inside: false), calls(inside, inside: true)].joined(separator: "\n"))
        let name = "clock_gettime.new-second.as-promised"
        let first = try MappingSamples.result(name, context, in: comparedCallChecks)
        let second = try MappingSamples.result(name, context, in: namespaceChecks)
        #expect(first.outcome == (outside == 0 ? .passed : .failed))
        #expect(second.outcome == (inside == 0 ? .passed : .failed))
        #expect(second.identifier.description == "x86_64/namespaces/\(name)")
    }

    @Test func aRefusalSkipsEverything() throws {
        let line =
            #"{"kind":"unobservable","experiment":"namespaces","reason":"unshare is refused (errno 1)"}"# + "\n"
            + #"{"kind":"environment","name":"capabilities.effective","value":"0000000000000000"}"#
        let results = try namespaceChecks.flatMap { $0.judge(try MappingSamples.context(line)) }
        #expect(results.count > 50)
        #expect(results.allSatisfy { $0.outcome == .skipped && $0.reason.contains("cap_sys_admin") })
    }

    @Test func nothingObservedIsAnError() throws {
        let results = try namespaceChecks.flatMap { $0.judge(try MappingSamples.context("")) }
        #expect(results.count > 50)
        #expect(results.allSatisfy { $0.outcome == .error })
    }

    @Test func identifiersAreUnique() throws {
        let results = try Catalogue.checks.filter { $0.needs == .observations }
            .flatMap { $0.judge(try MappingSamples.context("")) }
        #expect(Set(results.map(\.identifier)).count == results.count)
    }
}
