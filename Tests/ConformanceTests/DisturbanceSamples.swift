import Conformance
import Foundation
import Results

@testable import Expectations
@testable import Observations

/// Observations of one change to the clocks as a healthy machine gives them, to be doctored.
struct DisturbanceSamples {
    var name = "set-forward"
    var clocksource: String?
    var change = ClockChange(
        change: "", clocksource: nil, step: 100_000_000_000_000, changes: 81, monotonicOffset: nil, boottimeOffset: nil,
        readers: 2, resultCalls: 108, resultMismatches: 0, firstClock: nil, firstResult: nil, firstSystemResult: nil,
        zoneCalls: 2, zoneMismatches: 0, processorCalls: 7000, processorMismatches: 0)
    var realtime = clock(0, isTouched: true, moved: 99_999_999_999_000)
    var monotonic = clock(1)
    var coarse = clock(6, moved: 4_225_730)
    var crossings: [Crossing] = []
    var isRestored = true
    /// Lines behind all others.
    var rest: [Observation] = []
    var isAskedFor = true

    private static func clock(_ id: Int32, isTouched: Bool = false, moved: Int64 = 0) -> ChangedClock {
        ChangedClock(
            change: "", function: "clock_gettime", clock: id, isTouched: isTouched, samples: 7839, failures: 0,
            early: 0,
            late: 0, worstEarly: 0, worstLate: 0, across: isTouched ? 5 : 0, unclear: 0, readings: 39195, back: 0,
            worstBack: 0, steps: isTouched ? 80 : 0, controls: 15678, controlsBack: 0, worstControl: 0,
            controlSteps: isTouched ? 80 : 0, calls: 64, trapped: 0, movedLeast: moved - 700, movedMost: moved + 700,
            systemMovedLeast: moved - 1300, systemMovedMost: moved + 1300)
    }

    private static let place = SourceLocation(file: "Expectations/test.yaml", line: 1, column: 1)

    private static func export(_ function: String) -> ExportExpectation {
        ExportExpectation(
            function: function, symbol: "__vdso_\(function)", version: "LINUX_2.6", binding: "GLOBAL", types: ["FUNC"],
            aliasOf: nil, presence: .required, conditions: Conditions(), location: place)
    }

    private static func served(_ clocks: [String], _ presence: Presence, _ sources: [String]) -> ServedExpectation {
        ServedExpectation(
            function: "clock_gettime", clocks: clocks, presence: presence,
            conditions: Conditions(clocksources: sources), location: place)
    }

    private static let expectations = ExpectationSet(
        architecture: "x86_64", flavour: .linux, machine: 62, elfClass: 64, isLittleEndian: true,
        exports: [export("clock_gettime"), export("gettimeofday"), export("getcpu")],
        failsOnUnlistedExports: false, image: [], mapping: [], callingConvention: [], clocks: AgreementSamples.clocks,
        served: [
            served(["REALTIME", "MONOTONIC"], .required, ["tsc"]),
            served(["REALTIME", "MONOTONIC"], .forbidden, ["hpet"]), served(["MONOTONIC_COARSE"], .required, []),
        ], performance: [], knownIssues: [], location: place)

    /// The lines, as a probe writes them.
    private var observations: ObservationSet {
        var change = change
        change.change = name
        change.clocksource = clocksource
        var lines: [Observation] = [
            .auxv(AuxiliaryValue(type: 33, value: 4096)),
            .clocksource(Clocksource(current: "tsc", available: ["tsc", "hpet"])),
        ]
        for function in ["clock_gettime", "gettimeofday", "getcpu"] {
            lines.append(.function(Function(function: function, symbol: "__vdso_\(function)")))
        }
        if isAskedFor { lines.append(.environment(Environment(name: "disturbance", value: "asked for"))) }
        lines.append(.change(change))
        for var clock in [realtime, monotonic, coarse] {
            clock.change = name
            lines.append(.changedClock(clock))
        }
        for var crossing in crossings {
            crossing.change = name
            lines.append(.crossing(crossing))
        }
        lines.append(.restored(Restored(change: name, isComplete: isRestored)))
        return ObservationSet(lines + rest + [.end(End(lines: UInt64(lines.count + rest.count)))])
    }

    /// All results of the area.
    var results: [CheckResult] {
        var situation = Situation()
        situation.clocksource = "tsc"
        let context = Context(
            expectations: Self.expectations, situation: situation, image: nil, observations: observations)
        return Catalogue.checks.filter { $0.area == .disturbance }.flatMap { $0.judge(context) }
    }

    /// The result of one property of the change.
    func result(_ property: String) -> CheckResult? {
        results.first { $0.identifier.subject == name && $0.identifier.property == property }
    }

    func outcome(_ property: String) -> CheckResult.Outcome? { result(property)?.outcome }

    /// A copy with something changed.
    func with(_ edit: (inout DisturbanceSamples) -> Void) -> DisturbanceSamples {
        var copy = self
        edit(&copy)
        return copy
    }
}
