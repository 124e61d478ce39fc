import Expectations
import Foundation
import Results
import Testing

@testable import Conformance
@testable import Observations

@Suite("The way into the kernel of i386") struct KernelEntryTests {
    private func result(_ name: String, _ lines: String...) throws -> CheckResult? {
        var expectations = ExpectationSet.fixture(.x64)
        expectations.exports = [.fixture("vsyscall", "__kernel_vsyscall")]
        let head = [
            #"{"kind":"auxv","type":33,"value":4096}"#,
            #"{"kind":"function","function":"vsyscall","symbol":"__kernel_vsyscall"}"#,
        ]
        let text = (head + lines).joined(separator: "\n") + "\n"
        let context = Context(
            expectations: expectations, situation: Situation(), image: nil,
            observations: try ObservationSet(jsonLines: Data(text.utf8)))
        return kernelEntryChecks.flatMap { $0.judge(context) }.first { $0.identifier.name == "vsyscall.\(name)" }
    }

    private func entry(_ more: String = "", calls: Int = 256, mismatches: Int = 0, changed: String = "") -> String {
        """
        {"kind":"kernel-entry","symbol":1504,"calls":\(calls),"mismatches":\(mismatches),"changed":[\(changed)]\(more)}
        """
    }

    @Test func registers() throws {
        #expect(try result("keeps-registers", entry())?.outcome == .passed)
        let broken = try result("keeps-registers", entry(changed: #""ecx","edx""#))
        #expect(broken?.outcome == .failed)
        #expect(broken?.observed == "changed: ecx, edx")
    }

    @Test func results() throws {
        #expect(try result("same-as-int80", entry())?.outcome == .passed)
        #expect(try result("same-as-int80", entry(calls: 0))?.outcome == .error)
        let more = #","firstNumber":192,"firstResult":1,"firstExpected":42"#
        let broken = try result("same-as-int80", entry(more, mismatches: 64))
        #expect(broken?.outcome == .failed)
        #expect(
            broken?.observed == "different in 64 of 256 calls; the first, number 192 gave 1 in place of 42")
    }

    @Test func auxiliaryVector() throws {
        func sysinfo(_ value: Int) -> String { #"{"kind":"auxv","type":32,"value":\#(value)}"# }
        #expect(try result("at-sysinfo", entry(), sysinfo(4096 + 1504))?.outcome == .passed)
        #expect(try result("at-sysinfo", entry(), sysinfo(4096))?.outcome == .failed)
        #expect(try result("at-sysinfo", entry())?.outcome == .skipped)
    }

    @Test func aCrashIsTheImages() throws {
        let crash = #"{"kind":"ended","experiment":"calling-convention/vsyscall","signal":11,"offset":1504}"#
        #expect(try result("keeps-registers", crash)?.outcome == .failed)
        #expect(try result("keeps-registers")?.outcome == .error)
    }
}
