import Foundation
import Observations
import Results
import VDSOImage

@testable import Conformance
@testable import Expectations

/// Calls that were stepped through, to be doctored.
enum SteppingSamples {
    private static let place = SourceLocation(file: "Expectations/test.yaml", line: 1, column: 1)

    static let expectations = ExpectationSet(
        architecture: "x86_64", flavour: .linux, machine: 62, elfClass: 64, isLittleEndian: true,
        exports: ["clock_gettime", "getrandom"].map {
            ExportExpectation(
                function: $0, symbol: "__vdso_\($0)", version: "LINUX_2.6", binding: "GLOBAL",
                types: ["FUNC"], aliasOf: nil, presence: .required, conditions: Conditions(), location: place)
        },
        failsOnUnlistedExports: false,
        image: [
            PropertyExpectation(
                property: "frame-descriptions", values: ["exports"], conditions: Conditions(), note: "", location: place
            )
        ], mapping: [], callingConvention: [], clocks: [], served: [],
        performance: [
            PerformanceExpectation(
                function: "clock_gettime", clocks: ["MONOTONIC"], maximumRatio: nil, maximumInstructions: 70,
                conditions: Conditions(), location: place),
            PerformanceExpectation(
                function: "getrandom", clocks: [], maximumRatio: nil, maximumInstructions: 70,
                conditions: Conditions(), location: place),
        ], knownIssues: [], location: place)

    /// The result of a property of `clock_gettime.MONOTONIC`, or of another subject.
    static func result(
        _ area: Area, _ property: String, _ lines: String, image: VDSOImage? = nil,
        of subject: String = "clock_gettime.MONOTONIC"
    ) throws -> CheckResult? {
        let head = """
            {"kind":"auxv","type":33,"value":4096}
            {"kind":"function","function":"clock_gettime","symbol":"__vdso_clock_gettime"}
            {"kind":"function","function":"getrandom","symbol":"__vdso_getrandom"}

            """
        let context = Context(
            expectations: expectations, situation: Situation(), image: image,
            observations: try ObservationSet(
                jsonLines: Data((head + lines + "\n{\"kind\":\"end\",\"lines\":3}\n").utf8)))
        return Catalogue.checks.filter { $0.area == area && $0.property == property }.flatMap { $0.judge(context) }
            .first { $0.identifier.subject == subject }
    }

    static func steps(
        _ more: String = "", of function: String = "clock_gettime", path: String = "MONOTONIC", returned: Bool = true,
        least: Int = 61, greatest: Int = 89
    ) -> String {
        """
        {"kind":"steps","function":"\(function)","path":"\(path)","passes":5,"returned":\(returned),"result":0,\
        "least":\(least),"median":\(least),"greatest":\(greatest),"deepest":48\(more)}
        """
    }

    static let refusal = """
        {"kind":"unobservable","experiment":"calling-convention/clock_gettime.MONOTONIC.steps",\
        "reason":"no process can be traced (errno 38)"}
        """
}
