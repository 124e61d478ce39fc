import Expectations
import ImageFixtures
import Results
import Testing
import VDSOImage

@testable import Conformance
@testable import Observations

@Suite("Signal trampolines and landing pads") struct TrampolineTests {
    /// A fixture whose `__vdso_getcpu` stands for a trampoline.
    private func fixture() async throws -> ImageFixture {
        var fixture = try await ImageFixture(.x64)
        let image = try fixture.editor.image()
        let symbol = try #require(image.exports.first { $0.name == "__vdso_getcpu" })
        let code = try #require(image.code(of: symbol, count: 8))
        fixture.change("__vdso_getcpu") {
            $0.code = code
            $0.frame = .signal
        }
        return fixture
    }

    private func outcome(_ fixture: ImageFixture, _ property: String) throws -> CheckResult.Outcome? {
        try fixture.judge(trampolineChecks).first { $0.identifier.name == "__vdso_getcpu.\(property)" }?.outcome
    }

    @Test func exactBytes() async throws {
        var fixture = try await fixture()
        #expect(try outcome(fixture, "code") == .passed)
        let symbol = fixture.editor.symbol("__vdso_getcpu")
        let place = Int(fixture.editor[.symbolValue, symbol])
        fixture.editor.bytes[place + 7] ^= 1
        #expect(try outcome(fixture, "code") == .failed)
        fixture.editor.bytes[place + 7] ^= 1
        fixture.editor[.symbolValue, symbol] += 1
        #expect(try outcome(fixture, "code") == .failed)
        fixture.editor[.symbolValue, symbol] = 0xffff_ffff_ffff_fff0
        #expect(try outcome(fixture, "code") == .failed)
        fixture.change("__vdso_getcpu") { $0.code = nil }
        #expect(try outcome(fixture, "code") == nil)
    }

    @Test func frames() async throws {
        var fixture = try await fixture()
        #expect(try outcome(fixture, "frame") == .failed)
        fixture.change("__vdso_getcpu") { $0.frame = .plain }
        #expect(try outcome(fixture, "frame") == .passed)
        fixture.change("__vdso_getcpu") { $0.frame = ExportExpectation.Frame.none }
        #expect(try outcome(fixture, "frame") == .failed)
        fixture.editor[.symbolValue, fixture.editor.symbol("__vdso_getcpu")] = 8
        #expect(try outcome(fixture, "frame") == .passed)
    }

    @Test func theByteBefore() async throws {
        var fixture = try await fixture()
        let symbol = fixture.editor.symbol("__vdso_getcpu")
        let image = try fixture.editor.image()
        let others = try #require(image.frames?.frames.filter { $0.start < fixture.editor[.symbolValue, symbol] })
        let before = try #require(others.max { $0.start < $1.start })
        #expect(try outcome(fixture, "byte-before") == .passed)
        let reach = fixture.editor[.symbolValue, symbol] - before.start
        fixture.editor.write(reach, at: Int(before.address) + 12, size: 4)
        #expect(try outcome(fixture, "byte-before") == .failed)
        fixture.editor[.symbolValue, symbol] = 0
        #expect(try outcome(fixture, "byte-before") == .passed)
    }

    @Test func landingPads() async throws {
        var fixture = try await fixture()
        func outcome() throws -> CheckResult.Outcome? { try fixture.judge(landingPadChecks).first?.outcome }
        #expect(try outcome() == nil)
        fixture.promise("landing-pads", "f30f1efa")
        #expect(try outcome() == .skipped)
        func mark(_ name: String, _ bytes: [UInt8]) throws {
            let place = Int(fixture.editor[.symbolValue, fixture.editor.symbol(name)])
            fixture.editor.bytes.replaceSubrange(place..<place + bytes.count, with: bytes)
        }
        try mark("__vdso_getcpu", [0xf3, 0x0f, 0x1e, 0xfa])
        #expect(try outcome() == .failed)
        fixture.promise("landing-pads.exempt", "__vdso_clock_gettime", "clock_gettime")
        #expect(try outcome() == .passed)
        fixture.unpromise("landing-pads.exempt")
        try mark("__vdso_clock_gettime", [0x3f, 0x23, 0x03, 0xd5])
        #expect(try outcome() == .failed)
        fixture.promise("landing-pads.accepted", "3f2303d5")
        #expect(try outcome() == .passed)
    }

    @Test func theWayBack() async throws {
        var fixture = try await ImageFixture(.x64)
        fixture.expectations.exports = fixture.expectations.exports.filter { $0.symbol == "__vdso_getcpu" }
        func outcome(_ facts: Observation...) throws -> CheckResult.Outcome? {
            fixture.observations = ObservationSet([.auxv(AuxiliaryValue(type: 33, value: 4096))] + facts)
            return try fixture.judge(trampolineChecks).first { $0.identifier.name == "signal-return.in-place" }?.outcome
        }
        func seen(_ place: UInt64?, handled: Bool = true, _ changed: String...) -> Observation {
            .trampoline(Trampoline(symbol: 1456, handled: handled, returnAddress: place, changed: changed))
        }
        #expect(try outcome(seen(1456)) == nil)
        fixture.expectations.exports[0].function = "rt_sigreturn"
        fixture.expectations.exports[0].code = [0x50]
        #expect(try outcome(seen(1456)) == .passed)
        #expect(try outcome(seen(1460)) == .failed)
        #expect(try outcome(seen(nil)) == .failed)
        #expect(try outcome(seen(1456, handled: true, "s11")) == .failed)
        #expect(try outcome(seen(1456, handled: false)) == .error)
        #expect(try outcome() == .error)
        #expect(try outcome(.ended(Ended(experiment: "mapping/trampoline", signal: 11, status: nil))) == .failed)
    }
}
