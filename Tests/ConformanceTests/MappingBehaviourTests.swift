import Observations
import Results
import Testing

@testable import Conformance
@testable import Expectations

@Suite struct MappingBehaviourTests {
    private func outcome(
        _ name: String, _ lines: String,
        _ mapping: [PropertyExpectation] = [MappingSamples.property("strict", "works")]
    ) throws -> CheckResult.Outcome {
        let context = try MappingSamples.context(lines, mapping)
        return try MappingSamples.result(name, context, in: mappingBehaviourChecks).outcome
    }

    @Test(arguments: [(-13, CheckResult.Outcome.passed), (0, .failed)])
    func dataMustNotBecomeWritable(result: Int, expected: CheckResult.Outcome) throws {
        let line = #"{"kind":"protection","name":"[vvar]","writableResult":\#(result)}"#
        #expect(try outcome("data.protected", line) == expected)
    }

    @Test func missingProtectionIsAnError() throws {
        #expect(try outcome("data.protected", "") == .error)
        #expect(try outcome("code.private", "") == .error)
    }

    @Test(arguments: [
        (-1, false, false, CheckResult.Outcome.passed), (0, true, false, .passed), (0, true, true, .failed),
    ])
    func changedCodeMustBePrivate(result: Int, written: Bool, seen: Bool, expected: CheckResult.Outcome) throws {
        let line =
            #"{"kind":"protection","name":"[vdso]","writableResult":\#(result),"written":\#(written),"#
            + #""seenByParent":\#(seen)}"#
        #expect(try outcome("code.private", line) == expected)
    }

    @Test(arguments: [(0, CheckResult.Outcome.passed), (-1, .passed), (-22, .failed)])
    func movingIsAllowedOrSealed(result: Int, expected: CheckResult.Outcome) throws {
        #expect(try outcome("image.relocation", #"{"kind":"relocation","result":\#(result)}"#) == expected)
    }

    @Test func missingRelocationIsAnError() throws {
        #expect(try outcome("image.relocation", "") == .error)
    }

    @Test(arguments: [
        (300, 0, 2, CheckResult.Outcome.passed), (300, 10, 2, .passed), (300, 11, 2, .failed), (64, 3, 2, .passed),
        (64, 4, 2, .failed), (64, 2016, 2, .failed), (64, 2016, 0, .skipped), (10, 0, 2, .error),
    ])
    func repeatedPlacesFail(runs: Int, repeats: Int, level: Int, expected: CheckResult.Outcome) throws {
        let line =
            #"{"kind":"placement","runs":\#(runs),"repeats":\#(repeats),"first":4096,"#
            + #""forbiddenByPersonality":false,"level":\#(level)}"#
        let bits = [MappingSamples.property("image.placement-bits", "12")]
        #expect(try outcome("image.placement", line, bits) == expected)
    }

    @Test func placementUnderAPersonalityIsSkipped() throws {
        let line =
            #"{"kind":"placement","runs":64,"repeats":2016,"first":4096,"forbiddenByPersonality":true,"level":2}"#
        let bits = [MappingSamples.property("image.placement-bits", "12")]
        #expect(try outcome("image.placement", line, bits) == .skipped)
        #expect(try outcome("image.placement", "", bits) == .error)
    }

    static let circumstances = ["fork", "vfork", "thread", "small-stack", "exec", "moved"]

    @Test(arguments: circumstances)
    func functionsWorkInEachCircumstance(circumstance: String) throws {
        let name = "functions.\(circumstance)"
        let healthy = MappingSamples.circumstance(circumstance)
        #expect(try outcome(name, healthy) == .passed)
        #expect(
            try outcome(name, healthy.changing("\"ordered\":true", "\"ordered\":false", inLinesWith: "time\","))
                == .failed)
        #expect(try outcome(name, healthy.changing("\"result\":0", "\"result\":-22", inLinesWith: "getcpu")) == .failed)
        #expect(try outcome(name, "") == .error)
        let refused = #"{"kind":"unobservable","experiment":"mapping/\#(name)","reason":"refused (errno 1)"}"#
        #expect(try outcome(name, refused) == .skipped)
    }

    @Test(arguments: [(11, CheckResult.Outcome.failed), (27, .failed), (9, .error)])
    func aSignalInACallCounts(signal: Int, expected: CheckResult.Outcome) throws {
        let died = MappingSamples.circumstance("thread")
            .changing("\"returned\":true", "\"returned\":false,\"signal\":\(signal)", inLinesWith: "\"clock\":7")
        #expect(try outcome("functions.thread", died) == expected)
    }

    @Test(arguments: [
        (#"{"kind":"signal-return","returned":true}"#, CheckResult.Outcome.passed),
        (#"{"kind":"signal-return","returned":false,"signal":11}"#, .failed),
        (#"{"kind":"relocation","result":-1}"#, .skipped), ("", .error),
    ])
    func handlersReturnFromMovedMappings(line: String, expected: CheckResult.Outcome) throws {
        #expect(try outcome("signal-return.moved", line) == expected)
    }

    @Test func aSignalBehindAllCallsCounts() throws {
        let died = MappingSamples.circumstance("moved")
            .changing("\"ordered\":true", "\"ordered\":true,\"signal\":11", inLinesWith: "{")
        #expect(try outcome("functions.moved", died) == .failed)
    }

    @Test(arguments: [
        (9, "works", "clock_gettime.MONOTONIC.strict", CheckResult.Outcome.failed),
        (9, "works", "clock_gettime.TAI.strict", .skipped), (11, "works", "clock_gettime.MONOTONIC.strict", .failed),
        (11, "counter-denied", "clock_gettime.MONOTONIC.strict", .passed),
        (11, "counter-denied", "clock_gettime.MONOTONIC_COARSE.strict", .failed),
    ])
    func strictModeEndsOnlyWhatItMust(
        signal: Int, promise: String, name: String, expected: CheckResult.Outcome
    ) throws {
        let killed = MappingSamples.circumstance("strict")
            .changing("\"returned\":true", "\"returned\":false,\"signal\":\(signal)", inLinesWith: "{")
        let mapping = [MappingSamples.property("strict", promise)]
        #expect(try outcome(name, killed, mapping) == expected)
        #expect(try outcome(name, MappingSamples.circumstance("strict"), mapping) == .passed)
    }

    @Test(arguments: [(11, CheckResult.Outcome.passed), (27, .failed)])
    func withoutTheCounterCallsMayEndButNotHang(signal: Int, expected: CheckResult.Outcome) throws {
        let ended = MappingSamples.circumstance("counter-denied")
            .changing("\"returned\":true", "\"returned\":false,\"signal\":\(signal)", inLinesWith: "{")
        #expect(try outcome("clock_gettime.BOOTTIME.counter-denied", ended) == expected)
    }

    @Test func withoutTheCounterWrongValuesFail() throws {
        let healthy = MappingSamples.circumstance("counter-denied")
        let wrong = healthy.changing("\"ordered\":true", "\"ordered\":false", inLinesWith: "{")
        #expect(try outcome("clock_gettime.BOOTTIME.counter-denied", healthy) == .passed)
        #expect(try outcome("clock_gettime.BOOTTIME.counter-denied", wrong) == .failed)
        #expect(try outcome("clock_gettime.BOOTTIME.counter-denied", "") == .error)
    }
}
