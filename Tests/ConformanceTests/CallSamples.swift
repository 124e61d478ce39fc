import Conformance
import Foundation
import Observations
import Results

@testable import Expectations

/// Observations of functions that are no clocks, to be doctored.
enum CallSamples {
    private static let functions = [
        "clock_gettime", "gettimeofday", "time", "clock_getres", "getcpu", "riscv_hwprobe", "flush_icache",
        "futex_robust_list64_try_unlock",
    ]
    private static let place = SourceLocation(file: "Expectations/test.yaml", line: 1, column: 1)

    private static let expectations = ExpectationSet(
        architecture: "riscv64", flavour: .linux, machine: 243, elfClass: 64, isLittleEndian: true,
        exports: functions.map {
            ExportExpectation(
                function: $0, symbol: "__vdso_\($0)", version: "LINUX_4.15", binding: "GLOBAL", types: ["FUNC"],
                aliasOf: nil, presence: .required, conditions: Conditions(), location: place)
        },
        failsOnUnlistedExports: false, image: [], mapping: [], callingConvention: [], clocks: [], served: [],
        performance: [], knownIssues: [], location: place)

    /// The result with an identifier's end, for instance `getcpu.node-as-listed`.
    ///
    /// - Parameters:
    ///   - name: `SUBJECT.PROPERTY`.
    ///   - chosen: whether the image was chosen with `--image`.
    ///   - lines: the observations, JSON Lines.
    /// - Returns: nil if no check has such a result.
    /// - Throws: for a line that is no observation.
    static func result(of name: String, chosen: Bool = false, _ lines: String...) throws -> CheckResult? {
        let start = """
            {"kind":"probe","schema":1,"architecture":"riscv64","pageSize":4096,"chosenImage":\(chosen)}
            {"kind":"auxv","type":33,"value":4096}
            """
        let found = functions.map { "{\"kind\":\"function\",\"function\":\"\($0)\",\"symbol\":\"__vdso_\($0)\"}" }
        let end = "{\"kind\":\"end\",\"lines\":9}\n"
        let text = ([start] + found + lines + [end]).joined(separator: "\n")
        let context = Context(
            expectations: expectations, situation: Situation(), image: nil,
            observations: try ObservationSet(jsonLines: Data(text.utf8)))
        return Catalogue.checks.filter { name.hasSuffix(".\($0.property)") && $0.area != .namespaces }.lazy.flatMap {
            $0.judge(context)
        }.first { "\($0.identifier.subject).\($0.identifier.property)" == name }
    }

    static func calls(
        _ function: String, _ group: String, calls: UInt64 = 64, mismatches: UInt64 = 0, overruns: UInt64 = 0
    ) -> String {
        """
        {"kind":"calls","function":"\(function)","group":"\(group)","calls":\(calls),"mismatches":\(mismatches),\
        "overruns":\(overruns)\(mismatches + overruns > 0 ? ",\"first\":7,\"firstResult\":-22,\"firstExpected\":0" : "")}
        """
    }

    static func moves(
        _ mover: String, moves: UInt64 = 90, mismatches: UInt64 = 0, nodes: UInt64 = 0, failures: UInt64 = 0
    ) -> String {
        """
        {"kind":"processor-moves","mover":"\(mover)","reference":"rseq","moves":\(moves),"samples":5000,"crossed":80,\
        "undecided":3,"mismatches":\(mismatches),"nodeMismatches":\(nodes),"failures":\(failures),"first":[0,7,1]}
        """
    }

    static func pinned(_ cpu: Int, node: Int) -> String {
        """
        {"kind":"getcpu","pinned":\(cpu),"cpuPointer":true,"nodePointer":true,"vdsoResult":0,"systemResult":0,\
        "calls":100,"mismatches":0,"vdsoCPU":\(cpu),"systemCPU":\(cpu),"vdsoNode":\(node),"systemNode":\(node)}
        """
    }

    static func sleeps(_ function: String, least: UInt64) -> String {
        "{\"kind\":\"sleeps\",\"function\":\"\(function)\",\"calls\":1024,\"runs\":5,\"least\":\(least)}"
    }
}
