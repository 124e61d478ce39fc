import Results
import Testing

@Suite("Exit status") struct ExitStatusTests {
    @Test func aKeptPromiseIsConformant() {
        #expect(ExitStatus(of: report(.passed)) == .conformant)
        #expect(ExitStatus(of: report(.passed, .skipped, .knownIssue)) == .conformant)
    }

    @Test("a known issue alone is a verdict") func knownIssue() {
        #expect(ExitStatus(of: report(.knownIssue)) == .conformant)
    }

    @Test(arguments: [CheckResult.Outcome.failed, .error])
    func oneBrokenPromiseIsEnough(outcome: CheckResult.Outcome) {
        #expect(ExitStatus(of: report(.passed, outcome)) == .notConformant)
    }

    @Test func nothingJudgedIsNoPass() {
        #expect(ExitStatus(of: report()) == .notJudged)
        #expect(ExitStatus(of: report(.skipped)) == .notJudged)
        #expect(ExitStatus(of: Report(targets: [], suiteVersion: "1")) == .notJudged)
    }

    @Test("that the probe ran is no verdict on a vDSO") func runAreaAlone() {
        var report = report(.passed)
        report.targets[0].results[0].identifier.area = .run
        #expect(ExitStatus(of: report) == .notJudged)
    }

    @Test func aRequiredTargetMustRun() {
        var missing = TargetReport(
            label: "qemu-user-riscv64", target: "qemu-user:riscv64", architecture: "riscv64",
            unavailable: "no emulator", startedAt: 0)
        var report = report(.passed)
        report.targets.append(missing)
        #expect(ExitStatus(of: report) == .conformant)
        missing.isRequired = true
        report.targets[1] = missing
        #expect(ExitStatus(of: report) == .notJudged)
        report.targets[0].results[0].outcome = .failed
        #expect(ExitStatus(of: report) == .notConformant, "a failure outweighs a missing target")
    }

    @Test func anInterruptedRunIsNotConformant() {
        var report = report(.passed)
        report.interruption = "SIGINT"
        #expect(ExitStatus(of: report) == .notConformant)
    }

    @Test func numbersAreThoseOfTheManual() {
        #expect(ExitStatus.allCases.map(\.rawValue) == [0, 1, 2, 3])
    }

    private func report(_ outcomes: CheckResult.Outcome...) -> Report {
        let results = outcomes.enumerated().map { index, outcome in
            CheckResult(
                Identifier(architecture: "x86_64", area: .image, subject: "image", property: "p\(index)"), outcome,
                expected: "e", observed: "o")
        }
        return Report(
            targets: [
                TargetReport(label: "l", target: "native", architecture: "x86_64", results: results, startedAt: 0)
            ],
            suiteVersion: "1")
    }
}
