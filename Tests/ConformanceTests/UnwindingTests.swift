import ImageFixtures
import Results
import Testing
import VDSOImage

@testable import Conformance
@testable import Expectations
@testable import Observations

@Suite("Unwinding at every instruction") struct UnwindingTests {
    static let properties = ["unwind-covered", "unwind-helpers", "unwind-caller", "unwind-registers"]
    /// x86_64: the stack pointer, the return address, rbx, rbp.
    private static let columns = [7, 16, 3, 6]
    /// A function's first instruction: rsp, nothing, rbx, rbp, and the return address on top of the stack.
    private static let entry: [Int64] = [-9, 0, 3, 4, 2]

    /// What a property says of `clock_gettime.MONOTONIC` with a row, whose place is the function's beginning.
    private func result(
        _ property: String, _ row: [Int64] = entry, at place: UInt64? = nil, lost: Int = 0,
        promise: [String] = ["exports", "text"], damage: (inout ImageFixture) throws -> Void = { _ in }
    ) async throws -> CheckResult {
        var fixture = try await ImageFixture(.x64)
        fixture.unpromise("frame-descriptions")
        fixture.expectations.image.append(.fixture("frame-descriptions", promise))
        try damage(&fixture)
        let image = try fixture.editor.image()
        let start = try #require(image.exports.first { $0.name == "__vdso_clock_gettime" }?.value)
        let frames = Frames(
            function: "clock_gettime", path: "MONOTONIC", lost: UInt64(lost), registers: Self.columns,
            rows: [[Int64(clamping: place ?? start)] + row])
        return try #require(Self.results(fixture, image, frames, property))
    }

    private static func results(
        _ fixture: ImageFixture, _ image: VDSOImage, _ frames: Frames, _ property: String
    ) -> CheckResult? {
        let context = Context(
            expectations: fixture.expectations, situation: fixture.situation, image: image,
            observations: ObservationSet([
                .auxv(AuxiliaryValue(type: 33, value: 4096)),
                .function(Function(function: "clock_gettime", symbol: "__vdso_clock_gettime")), .frames(frames),
            ]))
        return unwindingChecks.filter { $0.property == property }.flatMap { $0.judge(context) }
            .first { $0.identifier.subject == "clock_gettime.MONOTONIC" }
    }

    @Test(arguments: ["unwind-covered", "unwind-caller", "unwind-registers"])
    func healthy(property: String) async throws {
        #expect(try await result(property).outcome == .passed)
    }

    @Test func framesElsewhereFail() async throws {
        let off = try await result("unwind-caller", [-17, 0, 3, 4, 2, 2])
        #expect(off.outcome == .failed)
        #expect(off.observed.contains("-8 bytes off"))
        #expect(try await result("unwind-caller", [0, 0, 3, 4, 2]).outcome == .failed)
        // Another value lies where the return address should.
        #expect(try await result("unwind-caller", [-9, 0, 3, 4, 3]).outcome == .failed)
        #expect(try await result("unwind-caller", [-9, 0, 3, 4]).outcome == .failed)
    }

    @Test func helpersLeadThroughTheirCaller() async throws {
        let image = try VDSOImage(bytes: try await Fixtures.image(.x64))
        let exports = Set(image.exports.map(\.value))
        let helper = try #require(image.frames?.frames.first { !exports.contains($0.start) })
        // The last instruction of the exported function, as if it had called from there with its own stack empty.
        let start = try #require(image.exports.first { $0.name == "__vdso_clock_gettime" }?.value)
        let back = Int64(100 + start + 1)
        let row: [Int64] = [-17, 0, 3, 4, 2, back]
        #expect(try await result("unwind-caller", row, at: helper.start).outcome == .passed)
        #expect(try await result("unwind-registers", row, at: helper.start).outcome == .passed)
        // Its caller's frame is not where the helper's returned to.
        let off = try await result("unwind-caller", [-25, 0, 3, 4, 2, 0, back], at: helper.start)
        #expect(off.outcome == .failed)
    }

    @Test func lostRegistersFail() async throws {
        let lost = try await result("unwind-registers", [-9, 0, 0, 4, 2])
        #expect(lost.outcome == .failed)
        #expect(lost.observed.hasPrefix("register 3 is not where"))
        #expect(try await result("unwind-registers", [-9, 0, 3, 3, 2]).outcome == .failed)
    }

    @Test func holesFailWhereNoneIsPromised() async throws {
        // A description of no bytes; behind it nothing else covers the instruction.
        func damage(_ fixture: inout ImageFixture) throws {
            let image = try fixture.editor.image()
            let start = image.exports.first { $0.name == "__vdso_clock_gettime" }?.value
            let frame = try #require(image.frames?.frames.first { $0.start == start })
            fixture.editor.write(0, at: Int(frame.address) + 12, size: 4)
        }
        let hole = try await result("unwind-covered", damage: damage)
        #expect(hole.outcome == .failed)
        #expect(hole.observed.contains("clock_gettime"))
        #expect(try await result("unwind-covered", promise: ["some"], damage: damage).outcome == .skipped)
        #expect(try await result("unwind-caller", damage: damage).outcome != .passed)
    }

    @Test func helpersAreJudgedApart() async throws {
        // No export lies at the image's beginning.
        let hole = try await result("unwind-helpers", at: 8)
        #expect(hole.outcome == .failed)
        #expect(hole.observed.contains("0x8 (no export)"))
        #expect(try await result("unwind-helpers", at: 8, promise: ["exports"]).outcome == .skipped)
        #expect(try await result("unwind-helpers").outcome == .skipped)
    }

    @Test(arguments: properties) func damagedTablesNeverPass(property: String) async throws {
        let damaged = try await result(property) { $0.editor.bytes[$0.editor.content(".eh_frame") + 8] = 9 }
        #expect(damaged.outcome != .passed || property == "unwind-covered")
    }

    @Test(arguments: properties) func reportsThatWereCutAreErrors(property: String) async throws {
        #expect(try await result(property, lost: 3).outcome == .error)
    }

    @Test(arguments: properties) func whatCannotBeSteppedIsSkippedAndWhatIsMissingAnError(property: String) throws {
        #expect(
            try SteppingSamples.result(.callingConvention, property, SteppingSamples.refusal)?.outcome == .skipped)
        #expect(try SteppingSamples.result(.callingConvention, property, "")?.outcome == .error)
    }

    @Test(arguments: properties) func absentTablesAreSkippedWhereAllowed(property: String) async throws {
        let image = try VDSOImage(bytes: try await Fixtures.image(.arm))
        try #require(image.frames == nil)
        var fixture = try await ImageFixture(.x64)
        fixture.promise("eh-frame-header", "absent")
        let frames = Frames(
            function: "clock_gettime", path: "MONOTONIC", lost: 0, registers: [7, 16], rows: [[16, -9, 0, 2]])
        #expect(Self.results(fixture, image, frames, property)?.outcome == .skipped)
    }
}
