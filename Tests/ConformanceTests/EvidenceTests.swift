import Foundation
import Observations
import Results
import Testing

@testable import Conformance

@Suite("Evidence that is missing") struct EvidenceTests {
    private func outcome(signal: Int?, status: Int? = nil) -> CheckResult.Outcome {
        Ended(experiment: "agreement/time", signal: signal, status: status).outcome
    }

    @Test(
        "a fault is the vDSO's, and so is a call that takes CPU time without end",
        arguments: [4, 5, 6, 7, 8, 11, 27, 31])
    func faults(signal: Int) { #expect(outcome(signal: signal) == .failed) }

    @Test(
        "a signal that somebody sends is nobody's fault", arguments: [1, 2, 3, 9, 10, 13, 14, 15, 19, 24, 25, 30, 64])
    func sent(signal: Int) {
        #expect(outcome(signal: signal) == .error)
        #expect(!Ended(experiment: "a", signal: signal, status: nil).meaning.contains("a program"))
    }

    @Test func anExperimentThatGivesUpIsAnError() { #expect(outcome(signal: nil, status: 71) == .error) }
}
