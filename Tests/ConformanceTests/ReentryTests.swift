import Results
import Testing

private typealias Samples = SteppingSamples

@Suite("Re-entry") struct ReentryTests {
    private func outcome(_ lines: String) throws -> CheckResult.Outcome? {
        try Samples.result(.callingConvention, "reentrant", lines)?.outcome
    }

    private static func reentry(
        _ more: String = "", entered: Int = 61, returned: Bool = true, instructions: Int = 61
    ) -> String {
        """
        {"kind":"reentry","function":"clock_gettime","path":"MONOTONIC","instructions":\(instructions),"entered":\(entered),\
        "returned":\(returned)\(more)}
        """
    }

    @Test func healthy() throws { #expect(try outcome(Self.reentry()) == .passed) }

    @Test(arguments: ["notReturned", "wrongResult", "wrongValue", "wrongInner", "wrongRegister"])
    func troublesTellTheirPlace(field: String) throws {
        let lines = Self.reentry(#","\#(field)":2815"#)
        let result = try #require(try Samples.result(.callingConvention, "reentrant", lines))
        #expect(result.outcome == .failed)
        #expect(result.observed.contains("offset 0xaff"))
    }

    @Test func callsWithoutReturnFail() throws {
        #expect(try outcome(Self.reentry(#","notReturned":2815,"signal":11"#)) == .failed)
        #expect(try outcome(Self.reentry(returned: false)) == .failed)
    }

    @Test("a machine that steps so slowly that each turn meets a tick is no failure") func slowSteps() throws {
        #expect(try outcome(Self.reentry(returned: false, instructions: 4096)) == .skipped)
        #expect(try outcome(Self.reentry(#","wrongValue":2815"#, returned: false, instructions: 4096)) == .failed)
    }

    @Test func whatDidNotHappenNeverPasses() throws {
        #expect(try outcome(Self.reentry(entered: 0)) == .error)
        #expect(try outcome("") == .error)
        let refusal = Samples.refusal.replacing(".steps", with: ".reentry")
        #expect(try outcome(refusal) == .skipped)
    }
}
