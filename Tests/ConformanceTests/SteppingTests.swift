import Results
import Testing

private typealias Samples = SteppingSamples

@Suite("Every single instruction") struct SteppingTests {
    static let cases = [
        ("thread-pointer-throughout", #","threadPointer":2815"#), ("reserved-throughout", #","reserved":2815"#),
        ("flags-throughout", #","flags":2815"#), ("stack-throughout", #","stackAbove":2815"#),
        ("stack-throughout", #","stackMisaligned":2815"#),
    ]

    @Test(arguments: cases) func healthy(property: String, violation: String) throws {
        #expect(try Samples.result(.callingConvention, property, Samples.steps())?.outcome == .passed)
    }

    @Test(arguments: cases) func violationsTellTheirPlace(property: String, violation: String) throws {
        let result = try #require(try Samples.result(.callingConvention, property, Samples.steps(violation)))
        #expect(result.outcome == .failed)
        #expect(result.observed.contains("offset 0xaff"))
    }

    @Test(arguments: cases) func callsThatDoNotReturnFail(property: String, violation: String) throws {
        func outcome(_ more: String, returned: Bool, greatest: Int = 89) throws -> CheckResult.Outcome? {
            try Samples.result(
                .callingConvention, property, Samples.steps(more, returned: returned, greatest: greatest))?.outcome
        }
        #expect(try outcome("", returned: false) == .failed)
        // Too slow a machine: the bound on steps, and nothing wrong on the way there.
        #expect(try outcome("", returned: false, greatest: 4096) == .skipped)
        #expect(try outcome(#","signal":11"#, returned: false, greatest: 4096) == .failed)
        #expect(try outcome(#","signal":11"#, returned: false) == .failed)
        #expect(try outcome(#","strayed":4096"#, returned: true) == .failed)
    }

    @Test(arguments: cases) func whatCannotBeSteppedIsSkippedAndWhatIsMissingAnError(
        property: String, violation: String
    ) throws {
        #expect(try Samples.result(.callingConvention, property, Samples.refusal)?.outcome == .skipped)
        #expect(try Samples.result(.callingConvention, property, "")?.outcome == .error)
    }

    @Test func tooManyInstructionsFail() throws {
        func outcome(_ lines: String) throws -> CheckResult.Outcome? {
            try Samples.result(.performance, "instructions", lines)?.outcome
        }
        #expect(try outcome(Samples.steps(least: 70)) == .passed)
        #expect(try outcome(Samples.steps(least: 71)) == .failed)
        #expect(try outcome(Samples.steps(returned: false)) == .failed)
        #expect(try outcome(Samples.refusal) == .skipped)
        #expect(try outcome("") == .error)
    }

    @Test func callsThatNeverReadAgainFail() throws {
        func outcome(_ more: String, trapped: Int = 0) throws -> CheckResult.Outcome? {
            let served = """
                {"kind":"served","function":"clock_gettime","clock":1,"calls":64,"trapped":\(trapped),"number":228,\
                "result":0}

                """
            return try Samples.result(.callingConvention, "reads-again", served + Samples.steps(more))?.outcome
        }
        #expect(try outcome(#","pauses":1,"begunAgain":true"#) == .passed)
        #expect(try outcome(#","pauses":60,"begunAgain":false"#) == .failed)
        // A machine that stepped no further; a system call; an earlier probe.
        #expect(try outcome(#","pauses":9,"begunAgain":false"#) == .skipped)
        #expect(try outcome(#","pauses":60,"begunAgain":false"#, trapped: 64) == .skipped)
        #expect(try outcome("") == nil)
    }

    /// A clock's call begins again at each tick; one for bytes does not.
    @Test func callsForBytesCountAlsoWhereTheyDoNotReturn() throws {
        func outcome(_ least: Int, returned: Bool = true) throws -> CheckResult.Outcome? {
            let query = Samples.steps(of: "getrandom", path: "query", least: 71)
            let fill = Samples.steps(of: "getrandom", path: "fill", returned: returned, least: least, greatest: least)
            return try Samples.result(.performance, "instructions", query + "\n" + fill, of: "getrandom")?.outcome
        }
        #expect(try outcome(70) == .passed)
        #expect(try outcome(71) == .failed)
        #expect(try outcome(4096, returned: false) == .failed)
        let clock = Samples.steps(returned: false, least: 4096, greatest: 4096)
        #expect(try Samples.result(.performance, "instructions", clock)?.outcome == .skipped)
    }

    /// What lies beside the kernel's image forwards to it; what has its place does not.
    @Test(arguments: [(4096, CheckResult.Outcome.failed), (8192, .passed)])
    func imagesBesideTheKernelsMayTakeTwiceAsMany(address: Int, expected: CheckResult.Outcome) throws {
        let chosen = """
            {"kind":"probe","schema":1,"architecture":"x86_64","pageSize":4096,"chosenImage":true}
            {"kind":"image","address":\(address),"size":1,"offset":0,"hex":"00"}

            """
        let result = try Samples.result(.performance, "instructions", chosen + Samples.steps(least: 140))
        #expect(result?.outcome == expected)
    }

    /// A machine whose time is the number of instructions: 61 of the call, which follows 2 of an empty one.
    @Test(arguments: [(9, CheckResult.Outcome.passed), (10, .failed)])
    func whereNothingCanBeSteppedTheMachineCounts(more: Int, expected: CheckResult.Outcome) throws {
        let counted = """
            {"kind":"environment","name":"acceleration","value":"icount"}
            {"kind":"performance","function":"clock_gettime","clock":1,"calls":1000,"systemCalls":200,\
            "vdso":[\(100_000 + 1000 * more),900000],"system":[400000,400000],"counter":[],"empty":[41004,41000],\
            "emptyInstructions":2,"pace":[4000,4000],"preempted":0}
            """
        let result = try Samples.result(.performance, "instructions", counted + "\n" + Samples.refusal)
        #expect(result?.outcome == expected)
        #expect(result?.observed.hasPrefix("\(61 + more), counted by the machine") == true)
        let timed = counted.replacingOccurrences(of: "icount", with: "KVM")
        let other = try Samples.result(.performance, "instructions", timed + "\n" + Samples.refusal)
        #expect(other?.outcome == .skipped, "nanoseconds are no instructions elsewhere")
    }
}
