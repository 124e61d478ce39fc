import ImageFixtures
import Results
import Testing

@testable import Conformance
@testable import Expectations

@Suite("Functions of 32-bit and of 64-bit time") struct TimeFunctionsTests {
    /// A fixture in which existing exports stand for functions of time.
    private func fixture() async throws -> ImageFixture {
        var fixture = try await ImageFixture(.x64)
        fixture.expectations.exports = [
            .fixture("clock_gettime", "__vdso_clock_gettime"), .fixture("clock_gettime64", "__vdso_getcpu"),
        ]
        return fixture
    }

    private func result(_ fixture: ImageFixture) throws -> CheckResult? { try fixture.judge(timeFunctionChecks).first }

    @Test func allOrNone() async throws {
        var fixture = try await fixture()
        #expect(try result(fixture)?.outcome == .passed)
        fixture.expectations.exports[1].symbol = "__vdso_clock_gettime64"
        let broken = try result(fixture)
        #expect(broken?.outcome == .failed)
        #expect(broken?.observed == "there is no __vdso_clock_gettime64")
        fixture.expectations.exports[0].symbol = "__vdso_clock_gettime32"
        #expect(try result(fixture)?.observed == "none is there")
        #expect(try result(fixture)?.outcome == .passed)
    }

    @Test func whatIsNotPromisedDoesNotCount() async throws {
        var fixture = try await fixture()
        fixture.expectations.exports.append(.fixture("clock_getres_time64", "__vdso_clock_getres_time64"))
        #expect(try result(fixture)?.outcome == .failed)
        fixture.expectations.exports[2].conditions.since = KernelVersion(7, 0)
        #expect(try result(fixture)?.outcome == .passed)
        fixture.expectations.exports.removeAll { $0.function == "clock_gettime64" }
        #expect(try result(fixture) == nil)
    }
}
