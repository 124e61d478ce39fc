import Foundation
import Results
import Testing

@testable import Reporting

@Suite("History") struct RunHistoryTests {
    @Test func readsWhatRunsStoredAndSaysWhatItCannot() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vdso-history-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for time in [1_700_000_100.0, 1_700_000_000] {
            var target = Samples.target([Samples.result(.passed)])
            target.startedAt = time
            let report = Samples.report(target)
            try JSONReport(report).document().write(to: folder.appending(path: RunHistory.fileName(of: report)))
        }
        try Data("{}".utf8).write(to: folder.appending(path: "broken.json"))
        try Data("x".utf8).write(to: folder.appending(path: "notes.txt"))
        try FileManager.default.createDirectory(
            at: folder.appending(path: "folder.json"), withIntermediateDirectories: true)
        let history = RunHistory(folder: folder.path)
        #expect(history.runs.map(\.startedAt) == [1_700_000_000, 1_700_000_100])
        #expect(history.problems.map { $0.prefix { $0 != ":" } } == ["broken.json", "folder.json"])
    }

    @Test func aFolderThatIsNotThereHoldsNoRuns() {
        let history = RunHistory(folder: "/nonexistent")
        #expect(history.runs.isEmpty && history.problems.isEmpty)
        #expect(HTMLHistory(Samples.report(Samples.target([])), history) == nil)
    }

    @Test func namesSortByTime() {
        var target = Samples.target([])
        target.startedAt = 1_767_323_045.75
        #expect(RunHistory.fileName(of: Samples.report(target)) == "2026-01-02T03-04-05Z.json")
    }

    @Test func changesAreThoseSinceTheRunBefore() throws {
        func run(_ time: Double, _ results: CheckResult...) -> Report {
            var target = Samples.target(results)
            target.startedAt = time
            return Samples.report(target)
        }
        var history = RunHistory()
        history.runs = [
            run(100, Samples.result(.failed, "a")),
            run(200, Samples.result(.passed, "a"), Samples.result(.passed, "b"), Samples.result(.skipped, "gone")),
        ]
        let now = run(300, Samples.result(.passed, "a"), Samples.result(.failed, "b"), Samples.result(.passed, "new"))
        let target = try #require(HTMLHistory(now, history)?.labels.first)
        #expect(
            target.changedResults.map { "\($0.identifier) \($0.from?.word ?? "-") \($0.to?.word ?? "-")" } == [
                "x86_64/agreement/b.ordered passed failed", "x86_64/agreement/gone.ordered skipped -",
                "x86_64/agreement/new.ordered - passed",
            ])
        #expect(target.runs.map(\.isPresent) == [true, false, false])
    }
}
