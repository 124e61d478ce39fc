import Foundation
import Observations
import Results
import Testing

@testable import Conformance
@testable import Expectations

/// A healthy machine's report, which tests of mappings and namespaces doctor.
enum MappingSamples {
    static let file = SourceLocation(file: "Expectations/linux/test.yaml", line: 3, column: 1)

    static func property(_ name: String, _ values: String..., if configuration: ConfigurationExpression? = nil)
        -> PropertyExpectation
    {
        PropertyExpectation(
            property: name, values: values, conditions: Conditions(configuration: configuration), note: "",
            location: file)
    }

    static let clocks: [(String, Int32, ClockExpectation.Kind)] = [
        ("REALTIME", 0, .fine), ("MONOTONIC", 1, .fine), ("MONOTONIC_COARSE", 6, .coarse), ("BOOTTIME", 7, .fine),
    ]

    static func expectations(_ mapping: [PropertyExpectation] = [property("strict", "works")]) -> ExpectationSet {
        let exports = ["clock_gettime", "clock_getres", "gettimeofday", "time", "getcpu"].map {
            ExportExpectation(
                function: $0, symbol: "__vdso_\($0)", version: "LINUX_2.6", binding: "GLOBAL", types: ["FUNC"],
                aliasOf: nil, presence: .required, conditions: Conditions(), location: file)
        }
        return ExpectationSet(
            architecture: "x86_64", flavour: .linux, machine: 62, elfClass: 64, isLittleEndian: true,
            exports: exports, failsOnUnlistedExports: false, image: [], mapping: mapping, callingConvention: [],
            clocks: clocks.map {
                ClockExpectation(
                    clock: $0.0, id: $0.1, kind: $0.2, presence: .required, tolerance: 0, conditions: Conditions(),
                    location: file)
            },
            served: [
                ServedExpectation(
                    function: "clock_gettime", clocks: ["MONOTONIC"], presence: .required, conditions: Conditions(),
                    location: file)
            ], performance: [], knownIssues: [], location: file)
    }

    static let machine = """
        {"kind":"probe","schema":1,"architecture":"x86_64","pageSize":4096,"chosenImage":false}
        {"kind":"auxv","type":33,"value":8192}
        {"kind":"mapping","start":4096,"end":8192,"permissions":"r--p","name":"[vvar]"}
        {"kind":"mapping","start":8192,"end":12288,"permissions":"r-xp","name":"[vdso]"}
        {"kind":"function","function":"clock_gettime","symbol":"__vdso_clock_gettime"}
        {"kind":"function","function":"clock_getres","symbol":"__vdso_clock_getres"}
        {"kind":"function","function":"gettimeofday","symbol":"__vdso_gettimeofday"}
        {"kind":"function","function":"time","symbol":"__vdso_time"}
        {"kind":"function","function":"getcpu","symbol":"__vdso_getcpu"}
        {"kind":"end","lines":9}
        """

    static func context(
        _ lines: String, _ mapping: [PropertyExpectation] = [property("strict", "works")], machine: String = machine,
        configuration: KernelConfiguration? = nil
    ) throws -> Context {
        Context(
            expectations: expectations(mapping), situation: Situation(configuration: configuration), image: nil,
            observations: try ObservationSet(jsonLines: Data("\(machine)\n\(lines)\n".utf8)))
    }

    /// Every call of a circumstance, answered well.
    static func circumstance(_ name: String) -> String {
        var rows: [String] = []
        func row(_ function: String, _ clock: Int? = nil) {
            let id = clock.map { #""clock":\#($0),"# } ?? ""
            rows.append(
                #"{"kind":"circumstance","circumstance":"\#(name)","function":"\#(function)",\#(id)"called":true,"#
                    + #""returned":true,"result":0,"systemResult":0,"ordered":true}"#)
        }
        for clock in [0, 1, 4, 5, 6, 7, 11, 3] { row("clock_gettime", clock) }
        row("gettimeofday")
        row("time")
        row("clock_getres", 1)
        row("getcpu")
        return rows.joined(separator: "\n")
    }

    /// What the checks of a property say of one subject.
    static func result(_ name: String, _ context: Context, in checks: [Check]) throws -> CheckResult {
        try #require(checks.flatMap { $0.judge(context) }.first { $0.identifier.name == name })
    }
}

extension String {
    /// The same text with one word changed in the lines that hold another.
    func changing(_ old: String, _ new: String, inLinesWith word: String) -> String {
        split(separator: "\n").map {
            $0.contains(word) ? $0.replacingOccurrences(of: old, with: new) : String($0)
        }.joined(separator: "\n")
    }
}
