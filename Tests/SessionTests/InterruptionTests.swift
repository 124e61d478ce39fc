import Glibc
import Session
import Testing

@Suite("Interruption") struct InterruptionTests {
    @Test("the first signal cancels the work, which still gives what it has", arguments: [SIGINT, SIGTERM])
    func cancels(number: Int32) async {
        await #expect(processExitsWith: .signal(number)) { [number = number as Int32] in
            let outcome = await Interruption.guarding {
                kill(getpid(), number)
                while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
                return 42
            }
            // Anything wrong ends with a status and not by the signal.
            guard case .success(42) = outcome.result, outcome.signal == number else { exit(1) }
            Interruption.end(by: number)
        }
    }

    @Test func aSecondSignalEndsAtOnce() async {
        await #expect(processExitsWith: .signal(SIGINT)) {
            _ = await Interruption.guarding {
                kill(getpid(), SIGINT)
                while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
                kill(getpid(), SIGINT)
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
            exit(1)
        }
    }
}
