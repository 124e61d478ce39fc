import Results
import Targets
import Testing

@testable import Session

@Suite("Interrupted reports") struct ReportInterruptionTests {
    private let native = Target(name: .native, label: "native-x86_64", architecture: "x86_64")
    private let emulated = Target(
        name: .qemuUser(architecture: "aarch64"), label: "qemu-user-aarch64", architecture: "aarch64")

    private func report(_ results: [CheckResult]) -> Report {
        Report(
            targets: [
                TargetReport(
                    label: "native-x86_64", target: "native", architecture: "x86_64", results: results, startedAt: 0)
            ], suiteVersion: "1")
    }

    @Test func oneErrorSaysWhatIsMissing() {
        var report = report([Samples.result(.passed)])
        report.interrupt(at: native, rest: [emulated])
        #expect(report.interruption == "while native-x86_64 was observed; not judged: qemu-user-aarch64")
        #expect(report.targets.flatMap(\.results).filter { $0.outcome == .error }.count == 1)
    }

    @Test("a probe that was cut off has said so already") func noSecondError() {
        var report = report([Samples.result(.error, "probe", "complete", area: .run)])
        report.interrupt(at: native, rest: [])
        #expect(report.targets.flatMap(\.results).count == 1)
        #expect(report.interruption == "while native-x86_64 was observed")
    }

    @Test func beforeTheFirstTargetThereIsAResultToo() {
        var report = Report(targets: [], suiteVersion: "1")
        report.interrupt(at: native, rest: [emulated])
        #expect(report.targets.map(\.label) == ["native-x86_64"])
        #expect(report.counts.errors == 1)
        #expect(ExitStatus(of: report) == .notConformant)
    }
}
