import Results
import Testing

@testable import Observations

@Suite("Disturbance") struct DisturbancesTests {
    private let healthy = DisturbanceSamples()
    static let properties = [
        "ordered", "monotonic", "moved", "same-as-syscall", "served", "time-zone", "processor", "restored",
    ]

    @Test(arguments: properties) func healthyChangesPass(property: String) {
        #expect(healthy.outcome(property) == .passed)
    }

    @Test func withoutBeingAskedForThereIsNothingToJudge() {
        #expect(healthy.with { $0.isAskedFor = false }.results.isEmpty)
    }

    @Test(arguments: properties) func otherChangesThatAreMissingAreErrors(property: String) {
        let missing = healthy.results.filter {
            $0.identifier.property == property && $0.identifier.subject == "set-back"
        }
        #expect(missing.map(\.outcome) == [.error])
    }

    @Test func whatTheGuardRefusesIsSkippedWithItsReason() {
        let refused = healthy.with {
            $0.rest = [.unobservable(Unobservable(experiment: "disturbance", reason: "refused: no virtual machine"))]
        }
        let others = refused.results.filter { $0.identifier.subject == "leap-insert" }
        #expect(!others.isEmpty)
        #expect(others.allSatisfy { $0.outcome == .skipped && $0.reason.contains("no virtual machine") })
    }

    @Test func whatTheKernelRefusesIsSkippedWithItsReason() {
        let refused = healthy.with {
            $0.rest = [
                .unobservable(Unobservable(experiment: "disturbance/tick", reason: "the kernel refuses it (errno 22)"))
            ]
        }
        let tick = refused.results.filter { $0.identifier.subject == "tick" }
        #expect(!tick.isEmpty)
        #expect(tick.allSatisfy { $0.outcome == .skipped && $0.reason.contains("errno 22") })
    }

    @Test func aCrashFails() {
        let crashed = healthy.with {
            $0.rest = [
                .ended(Ended(experiment: "disturbance/tick", signal: 11, status: nil))
            ]
        }
        let tick = crashed.results.filter { $0.identifier.subject == "tick" }
        #expect(!tick.isEmpty)
        #expect(tick.allSatisfy { $0.outcome == .failed })
    }

    // MARK: Order

    @Test func aTornReadingFails() {
        let early = healthy.with {
            $0.realtime.early = 1
            $0.realtime.worstEarly = 100_000_000_000_000
        }
        #expect(early.outcome("ordered") == .failed)
        let late = healthy.with {
            $0.monotonic.late = 1
            $0.monotonic.worstLate = 1
        }
        #expect(late.outcome("ordered") == .failed)
    }

    @Test(arguments: ["ordered", "monotonic"]) func nothingReadIsAnError(property: String) {
        #expect(healthy.with { $0.monotonic.samples = 3 }.outcome(property) == .error)
        #expect(healthy.with { $0.change.changes = 0 }.outcome(property) == .error)
        #expect(healthy.with { $0.coarse.failures = 2 }.outcome(property) == .failed)
    }

    @Test func aStepBackFails() {
        let back = healthy.with {
            $0.coarse.back = 3
            $0.coarse.worstBack = 738_564
        }
        #expect(back.outcome("monotonic") == .failed)
        let observed = back.result("monotonic")?.observed
        #expect(observed?.contains("clock_gettime.MONOTONIC_COARSE steps back 3 times") == true)
    }

    @Test func theKernelsOwnStepBackIsSaidAndIsNotTheVDSOs() throws {
        let back = healthy.with {
            $0.coarse.back = 3
            $0.coarse.worstBack = 738_564
            $0.coarse.controlsBack = 3
            $0.coarse.worstControl = 738_564
        }
        let result = try #require(back.result("monotonic"))
        #expect(result.outcome == .passed)
        #expect(result.remarks.contains { $0.contains("MONOTONIC_COARSE") && $0.contains("738564 ns") })
        let larger = back.with { $0.coarse.worstBack = 80_000_000 }
        #expect(larger.outcome("monotonic") == .failed)
    }

    @Test func moreStepsThanChangesFail() {
        #expect(healthy.with { $0.realtime.steps = 82 }.outcome("monotonic") == .failed)
        #expect(healthy.with { $0.monotonic.steps = 1 }.outcome("monotonic") == .failed)
    }

    // MARK: The step

    @Test func aClockThatFollowsAnothersStepFails() {
        let follows = healthy.with {
            $0.monotonic.movedLeast = 99_999_999_999_000
            $0.monotonic.movedMost = 100_000_000_000_000
        }
        #expect(follows.outcome("moved") == .failed)
    }

    @Test func aClockThatDoesNotStepFails() {
        let stays = healthy.with {
            $0.realtime.movedLeast = -700
            $0.realtime.movedMost = 700
        }
        #expect(stays.outcome("moved") == .failed)
    }

    @Test func aStepThatTheSystemCallDoesNotShowIsNotTheVDSOs() {
        let none = healthy.with {
            $0.realtime.movedLeast = -700
            $0.realtime.movedMost = 700
            $0.realtime.systemMovedLeast = -700
            $0.realtime.systemMovedMost = 700
        }
        #expect(none.outcome("moved") == .skipped)
        #expect(healthy.with { $0.realtime.movedMost = nil }.outcome("moved") == .error)
    }

    // MARK: Answers

    @Test func otherResultsFail() throws {
        let other = healthy.with {
            $0.change.resultMismatches = 1
            $0.change.firstClock = 4
            $0.change.firstResult = -38
            $0.change.firstSystemResult = 0
        }
        let result = try #require(other.result("same-as-syscall"))
        #expect(result.outcome == .failed)
        #expect(result.observed.contains("for clock 4, returned -38"))
        #expect(healthy.with { $0.change.resultCalls = 0 }.outcome("same-as-syscall") == .error)
    }

    @Test func anOldTimeZoneFails() {
        #expect(healthy.with { $0.change.zoneMismatches = 1 }.outcome("time-zone") == .failed)
        #expect(healthy.with { $0.change.zoneCalls = 0 }.outcome("time-zone") == .error)
    }

    @Test func anotherProcessorFails() {
        #expect(healthy.with { $0.change.processorMismatches = 1 }.outcome("processor") == .failed)
        #expect(healthy.with { $0.change.processorCalls = 0 }.outcome("processor") == .error)
    }

    @Test func whatIsNotPutRightIsAnError() {
        #expect(healthy.with { $0.isRestored = false }.outcome("restored") == .error)
    }

    // MARK: Clocksources

    private var switched: DisturbanceSamples {
        healthy.with {
            $0.name = "clocksource.hpet"
            $0.clocksource = "hpet"
            $0.change.step = 0
            $0.realtime.trapped = 64
            $0.monotonic.trapped = 64
        }
    }

    @Test func servingFollowsTheClocksource() {
        #expect(switched.outcome("served") == .passed)
        #expect(switched.with { $0.monotonic.trapped = 0 }.outcome("served") == .failed)
        #expect(switched.with { $0.coarse.trapped = 64 }.outcome("served") == .failed)
        #expect(healthy.with { $0.monotonic.trapped = 64 }.outcome("served") == .failed)
    }

    @Test func withoutAFilterServingIsSkipped() {
        let unfiltered = healthy.with {
            $0.realtime.calls = 0
            $0.monotonic.calls = 0
            $0.coarse.calls = 0
        }
        #expect(unfiltered.outcome("served") == .skipped)
    }

    // MARK: Namespaces

    private func namespace(vdso: Int64, system: Int64 = 97, result: Int64 = 0) -> DisturbanceSamples {
        func reading(_ seconds: Int64) -> Reading { Reading(seconds: seconds, nanoseconds: 0) }
        return healthy.with {
            $0.name = "namespace-behind-ahead"
            $0.change.monotonicOffset = -3_000_000_000
            $0.change.boottimeOffset = 3_000_000_000
            // REALTIME has no offset; the coarse clock has MONOTONIC's.
            $0.crossings = [(0, 100, 100, 0), (6, 97, 97, 0), (1, system, vdso, result)].map {
                Crossing(
                    change: nil, clock: $0, before: reading(99), system: reading($1), vdso: reading($2),
                    vdsoResult: $3, after: reading(101))
            }
        }
    }

    @Test func offsetsOfEachSignAreHeldAgainstOutside() {
        #expect(namespace(vdso: 97).outcome("offset") == .passed)
        #expect(namespace(vdso: 100).outcome("offset") == .failed)
        #expect(namespace(vdso: 103).outcome("offset") == .failed)
        #expect(namespace(vdso: 97, result: -22).outcome("offset") == .failed)
        #expect(namespace(vdso: 97, system: 100).outcome("offset") == .error)
    }

    @Test func anOffsetThatWasNotReadIsAnError() {
        #expect(namespace(vdso: 97).with { $0.crossings = [] }.outcome("offset") == .error)
        #expect(namespace(vdso: 97).with { $0.crossings.removeLast() }.outcome("offset") == .error)
        #expect(namespace(vdso: 97).with { $0.change.boottimeOffset = nil }.outcome("offset") == .error)
    }
}
