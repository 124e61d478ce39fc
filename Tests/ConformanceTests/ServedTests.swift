import Results
import Testing

@Suite("System calls of fallbacks") struct ServedTests {
    private func result(_ more: String, trapped: Int = 64) throws -> CheckResult? {
        try CallSamples.result(
            of: "clock_gettime.PROCESS_CPUTIME_ID.fallback-arguments",
            """
            {"kind":"served","function":"clock_gettime","clock":2,"calls":64,"trapped":\(trapped),"number":228,\
            "expectedNumber":228\(more),"result":0}
            """)
    }

    @Test func otherArgumentsFail() throws {
        #expect(try result(#","altered":0"#)?.outcome == .passed)
        let wrong = try #require(try result(#","altered":3"#))
        #expect(wrong.outcome == .failed)
        #expect(wrong.observed == "other arguments in 3 of 64 system calls")
    }

    @Test func whereNobodyLookedNothingIsJudged() throws { #expect(try result("") == nil) }
}
