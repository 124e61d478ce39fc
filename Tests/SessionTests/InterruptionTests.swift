import Glibc
import Session
import Testing

@Suite("Interruption") struct InterruptionTests {
    // Two tests, because exit tests can capture the number only from Swift 6.3 on.
    @Test("the first interrupt cancels the work, which still gives what it has") func interrupts() async {
        await #expect(processExitsWith: .signal(SIGINT)) { await InterruptionTests.interruptThis(SIGINT) }
    }

    @Test("the first request to end cancels the work, which still gives what it has") func terminates() async {
        await #expect(processExitsWith: .signal(SIGTERM)) { await InterruptionTests.interruptThis(SIGTERM) }
    }

    /// Ends by the signal if all went well, else with a status.
    private static func interruptThis(_ number: Int32) async {
        let outcome = await Interruption.guarding {
            kill(getpid(), number)
            while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
            return 42
        }
        guard case .success(42) = outcome.result, outcome.signal == number else { exit(1) }
        Interruption.end(by: number)
    }

    /// A signal that any thread of the process takes ends `sleep` early.
    private static func pause() {
        let end = ContinuousClock.now + .seconds(3)
        while ContinuousClock.now < end { sleep(1) }
    }

    @Test func aLaterSignalEndsAtOnce() async {
        await #expect(processExitsWith: .signal(SIGINT)) {
            _ = await Interruption.guarding {
                kill(getpid(), SIGINT)
                while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
                // One that follows at once is the same wish.
                kill(getpid(), SIGINT)
                InterruptionTests.pause()
                kill(getpid(), SIGINT)
                // Another thread may take it, a moment later.
                InterruptionTests.pause()
                exit(1)
            }
        }
    }

    @Test func undisturbedWorkJustEnds() async {
        await #expect(processExitsWith: .exitCode(7)) {
            let outcome = await Interruption.guarding { 7 as Int32 }
            guard case .success(let value) = outcome.result, outcome.signal == nil else { exit(1) }
            exit(value)
        }
    }

    @Test("signals have their usual meaning again afterwards") func restores() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            _ = await Interruption.guarding { 7 }
            kill(getpid(), SIGTERM)
            InterruptionTests.pause()
            exit(1)
        }
    }
}
