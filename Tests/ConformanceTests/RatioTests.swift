import Foundation
import Observations
import Testing

@testable import Conformance

@Suite struct RatioTests {
    private func seen(vdso: [UInt64], system: UInt64 = 230_000, counter: UInt64 = 18_000) throws -> Performance {
        let line =
            #"{"function":"clock_gettime","clock":1,"calls":2000,"systemCalls":300,"vdso":\#(vdso),"#
            + #""system":\#(vdso.map { _ in system }),"counter":\#(vdso.map { _ in counter }),"#
            + #""empty":\#(vdso.map { _ in 3000 }),"preempted":0}"#
        return try JSONDecoder().decode(Performance.self, from: Data(line.utf8))
    }

    @Test func aHealthyCallIsWithinItsBound() throws {
        let ratio = try #require(Ratio(try seen(vdso: [22_000, 22_100, 23_000]), readsCounter: true))
        #expect(ratio.least < 0.03 && !ratio.exceeds(0.5))
    }

    @Test func aCallAsSlowAsTheSystemCallIsBeyond() throws {
        let ratio = try #require(Ratio(try seen(vdso: Array(repeating: 231_000, count: 31)), readsCounter: true))
        #expect(ratio.exceeds(0.5))
    }

    /// A hypervisor that traps the counter makes a healthy vDSO slow: what it must save is the system call.
    @Test func aTrappingCounterIsNotTheVDSOs() throws {
        let trapping = try seen(vdso: Array(repeating: 1_510_000, count: 31), system: 1_700_000, counter: 1_500_000)
        #expect(try !#require(Ratio(trapping, readsCounter: true)).exceeds(0.5))
        #expect(try #require(Ratio(trapping, readsCounter: false)).exceeds(0.5))
    }

    @Test func oneUndisturbedBatchIsEnough() throws {
        let ratio = try #require(
            Ratio(try seen(vdso: [22_000] + Array(repeating: 300_000, count: 30)), readsCounter: true))
        #expect(!ratio.exceeds(0.5))
    }

    @Test func tooFewBatchesAllowNoVerdict() throws {
        #expect(try Ratio(seen(vdso: [22_000, 22_000]), readsCounter: true) == nil)
    }
}
