import Observations
import Results
import Testing

@testable import Conformance
@testable import Expectations

@Suite("System calls of fallbacks") struct FallbackTests {
    private func result(_ clock: String, _ line: String) throws -> CheckResult? {
        let context = try MappingSamples.context(line)
        return performanceChecks.flatMap { $0.judge(context) }
            .first { $0.identifier.name == "clock_gettime.\(clock).fallback-number" }
    }

    private func counted(trapped: Int, number: Int) -> String {
        #"{"kind":"served","function":"clock_gettime","clock":2,"calls":64,"trapped":\#(trapped),"#
            + #""number":\#(number),"expectedNumber":228,"result":0}"#
    }

    @Test func theNumberIsTheFunctionsOwn() throws {
        #expect(try result("PROCESS_CPUTIME_ID", counted(trapped: 64, number: 228))?.outcome == .passed)
        #expect(try result("PROCESS_CPUTIME_ID", counted(trapped: 64, number: 265))?.outcome == .failed)
        #expect(try result("PROCESS_CPUTIME_ID", counted(trapped: 128, number: 228))?.outcome == .failed)
    }

    @Test("where system calls cannot be counted, the check is skipped, and not lost") func uncounted() throws {
        func line(_ clock: String) -> String {
            #"{"kind":"unobservable","experiment":"performance/clock_gettime.\#(clock).served","#
                + #""reason":"seccomp filters are refused (errno 1)"}"#
        }
        let skipped = try result("PROCESS_CPUTIME_ID", line("PROCESS_CPUTIME_ID"))
        #expect(skipped?.outcome == .skipped)
        #expect(skipped?.reason == "not observable here: seccomp filters are refused (errno 1)")
        // A call that must be served has no fallback.
        #expect(try result("MONOTONIC", line("MONOTONIC")) == nil)
    }
}
