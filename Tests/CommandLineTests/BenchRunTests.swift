import Foundation
import Testing

/// Stored rows compared with each other: nothing is measured.
@Suite("Command line: bench of stored rows") struct BenchRunTests {
    private static func row(instructions: Int, clocksource: String = "tsc") -> String {
        """
        [{"place":{"target":"native-x86_64","architecture":"x86_64","processor":"Example","clocksource":"\(clocksource)",\
        "kernel":"6.12"},"function":"clock_gettime","clock":"MONOTONIC","served":true,"instructions":\(instructions),\
        "steps":null,"hardware":null,"vdso_ns":20.7,"syscall_ns":150,"ratio":0.138,"spread":0.001,"visible_change":0.06,\
        "empty_ns":10.7,"tail":null,"million_calls_per_second":[],"round_steps":[20.7,20.7,20.8,20.7,20.7,20.7],\
        "rounds_left_out":0,"turns_made_anew":0}]
        """
    }

    private func compare(_ now: String, _ then: String, _ more: String = "") throws -> CommandLine {
        try CommandLine.run(
            "bench", "--rows", "now.json", "--compare", "then.json",
            shell: "printf %s '\(now)' > now.json; printf %s '\(then)' > then.json; \"$@\" \(more)")
    }

    @Test func whatIsWorseIsNamedAndEndsWith1() throws {
        let run = try compare(Self.row(instructions: 66), Self.row(instructions: 61))
        #expect(run.status == 1)
        #expect(run.output.contains("slower  clock_gettime.MONOTONIC: 5 instructions more"))
        #expect(run.output.contains("a slowdown by +6.0 % would show"))
    }

    @Test func whatIsTheSameEndsWith0() throws {
        let run = try compare(Self.row(instructions: 61), Self.row(instructions: 61))
        #expect(run.status == 0)
        #expect(run.output.contains("1 of 1 rows show no change"))
    }

    @Test func rowsForProgramsStayAlone() throws {
        let run = try compare(Self.row(instructions: 66), Self.row(instructions: 61), "--json")
        #expect(run.status == 1)
        let rows = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]]
        #expect(rows?.first?["instructions"] as? Int == 66)
        #expect(run.errors.contains("5 instructions more"))
    }

    @Test func whatCannotBeComparedIsRefused() throws {
        let run = try compare(Self.row(instructions: 61), Self.row(instructions: 61, clocksource: "hpet"))
        #expect(run.status == 2)
        #expect(run.errors.contains("clocksources differ: hpet then, tsc now"))
    }
}
