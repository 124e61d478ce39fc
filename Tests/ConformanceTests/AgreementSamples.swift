import Conformance
import Foundation
import Observations
import Results

@testable import Expectations

/// Observations of clocks as a healthy machine gives them, to be doctored.
enum AgreementSamples {
    static let clocks: [ClockExpectation] = [
        clock("REALTIME", 0, .fine), clock("MONOTONIC", 1, .fine), clock("MONOTONIC_RAW", 4, .fine),
        clock("MONOTONIC_COARSE", 6, .coarse), clock("BOOTTIME", 7, .fine), clock("TAI", 11, .fine),
    ]

    private static let place = SourceLocation(file: "Expectations/test.yaml", line: 1, column: 1)

    private static func clock(_ name: String, _ id: Int32, _ kind: ClockExpectation.Kind) -> ClockExpectation {
        ClockExpectation(
            clock: name, id: id, kind: kind, presence: .required, tolerance: 0, conditions: Conditions(),
            location: place)
    }

    private static let expectations = ExpectationSet(
        architecture: "x86_64", flavour: .linux, machine: 62, elfClass: 64, isLittleEndian: true,
        exports: [
            ExportExpectation(
                function: "clock_gettime", symbol: "__vdso_clock_gettime", version: "LINUX_2.6", binding: "GLOBAL",
                types: ["FUNC"], aliasOf: nil, presence: .required, conditions: Conditions(), location: place)
        ],
        failsOnUnlistedExports: false, image: [], mapping: [], callingConvention: [], clocks: clocks, served: [],
        performance: [],
        knownIssues: [], location: place)

    private static let head = """
        {"kind":"auxv","type":33,"value":4096}
        {"kind":"function","function":"clock_gettime","symbol":"__vdso_clock_gettime"}

        """

    /// The results of one property.
    ///
    /// - Parameters:
    ///   - property: which checks to run.
    ///   - lines: the observations, JSON Lines.
    /// - Returns: a result for each subject.
    /// - Throws: for a line that is no observation.
    static func results(of property: String, _ lines: String...) throws -> [CheckResult] {
        let text = head + lines.joined(separator: "\n") + "\n{\"kind\":\"end\",\"lines\":9}\n"
        let context = Context(
            expectations: expectations, situation: Situation(), image: nil,
            observations: try ObservationSet(jsonLines: Data(text.utf8)))
        return Catalogue.checks.filter { $0.area == .agreement && $0.property == property }.flatMap {
            $0.judge(context)
        }
    }

    /// The one result for a subject.
    static func result(of property: String, _ subject: String, _ lines: String...) throws -> CheckResult? {
        try results(of: property, lines.joined(separator: "\n")).first { $0.identifier.subject == subject }
    }

    static func disturbed(
        _ disturbance: String, early: UInt64 = 0, late: UInt64 = 0, control: UInt64 = 0, failures: UInt64 = 0,
        events: UInt64 = 7
    ) -> String {
        """
        {"kind":"disturbed","disturbance":"\(disturbance)","function":"clock_gettime","clock":1,"events":\(events),\
        "samples":500,"repeated":0,"failures":\(failures),"early":\(early > 0 ? 3 : 0),"late":\(late > 0 ? 2 : 0),\
        "worstEarly":\(early),"worstLate":\(late),"controls":500,"controlsBack":\(control > 0 ? 1 : 0),\
        "worstControl":\(control)}
        """
    }

    static func stream(
        threads: Int, back: UInt64 = 0, across: UInt64 = 0, control: UInt64 = 0, failures: UInt64 = 0,
        readings: UInt64 = 300_000
    ) -> String {
        """
        {"kind":"stream","function":"clock_gettime","clock":1,"threads":\(threads),"repeated":0,"readings":\(readings),\
        "failures":\(failures),"back":\(back > 0 ? 1 : 0),"worstBack":\(back),"across":\(across > 0 ? 4 : 0),\
        "worstAcross":\(across),"spacing":31,"controlReadings":20000,"controlBack":0,"controlWorstBack":\(control),\
        "controlAcross":0,"controlWorstAcross":0,"controlSpacing":250}
        """
    }

    static func difference(
        _ clock: Int32, _ vdso: ClosedRange<Int64>, system: ClosedRange<Int64>, kernel: Int64? = nil,
        seconds: Int64 = 1_795_000_000
    ) -> String {
        line(
            clock, least: vdso.lowerBound, most: vdso.upperBound, system.lowerBound, system.upperBound, kernel, seconds)
    }

    /// The same with bounds that contradict each other.
    static func line(
        _ clock: Int32, least: Int64, most: Int64, _ systemLeast: Int64, _ systemMost: Int64, _ kernel: Int64? = nil,
        _ seconds: Int64 = 1_795_000_000
    ) -> String {
        """
        {"kind":"difference","clock":\(clock),"base":0,"samples":900,"repeated":0,"failures":0,"vdsoLeast":\(least),\
        "vdsoMost":\(most),"systemLeast":\(systemLeast),"systemMost":\(systemMost),\
        \(kernel.map { "\"kernelOffset\":\($0)," } ?? "")"example":{"seconds":\(seconds),"nanoseconds":5}}
        """
    }

    static func rate(_ clock: Int32, _ elapsed: Int64) -> String {
        """
        {"kind":"rate","clock":\(clock),"repeated":0,"failures":0,"elapsed":\(elapsed),"monotonicLeast":50000000,\
        "monotonicMost":50000600}
        """
    }

    static func coarse(ahead: UInt64, control: UInt64 = 0) -> String {
        """
        {"kind":"coarse","function":"clock_gettime","clock":6,"fine":1,"samples":800,"repeated":0,"failures":0,\
        "ahead":\(ahead > 0 ? 800 : 0),"worst":\(ahead),"controls":100,"controlsAhead":\(control > 0 ? 100 : 0),\
        "worstControl":\(control)}
        """
    }

    static func offset(_ clock: Int32, _ asymmetries: [Int64], on processors: [Int]? = nil) -> String {
        """
        {"kind":"offset","clock":\(clock),"samples":101,"asymmetries":\(asymmetries),\
        \(processors.map { "\"processors\":\($0)," } ?? "")"widths":\(asymmetries.map { _ in 300 })}
        """
    }

    static func sandwich(_ clock: Int32, advanced: Int = 9000, grain: String) -> String {
        """
        {"kind":"sandwich","function":"clock_gettime","clock":\(clock),"systemResult":0,"vdsoResult":0,"samples":10000,\
        "repeated":0,"resultMismatches":0,"unnormalised":0,"early":0,"late":0,"backward":0,"systemBackward":0,\
        "worstEarly":0,"worstLate":0,"worstBackward":0,"narrowest":200,"median":300,"widest":9000,\
        "advanced":\(advanced),"systemAdvanced":9000\(grain)}
        """
    }

    static let noSuchClock = """
        {"kind":"sandwich","function":"clock_gettime","clock":1,"systemResult":-22,"vdsoResult":-22,"samples":100,\
        "repeated":0,"resultMismatches":0,"unnormalised":0,"early":0,"late":0,"backward":0,"systemBackward":0,\
        "worstEarly":0,"worstLate":0,"worstBackward":0,"narrowest":0,"median":0,"widest":0,"advanced":0,\
        "systemAdvanced":0}
        """
}
