import Foundation
import Reporting
import Results
import Session

/// The one run of this process. It begins when the first test of the suite asks for it, so that a run that is filtered
/// to other tests neither starts a probe nor touches the report.
enum SharedRun {
    private static let task = Task {
        var settings = try Settings(environment: ProcessInfo.processInfo.environment)
        if settings.junit == Settings.defaultJUnitPath {
            settings.junit = package.appending(path: Settings.defaultJUnitPath).path
        }
        let recording = try await Recording(settings: settings) { try await $0.run() }
        print(Summary(recording.report).text)
        if let signal = recording.signal { Interruption.end(by: signal) }
        return recording
    }

    /// What came of it.
    static func recording() async throws -> Recording { try await task.value }

    /// The verdicts.
    static func report() async throws -> Report { try await recording().report }

    /// Every result of every target.
    static func cases() async throws -> [Verdict] {
        try await report().targets.flatMap { target in
            target.presentedResults.map { Verdict(label: target.label, result: $0) }
        }
    }

    /// The package's folder, wherever `swift test` was called.
    private static var package: URL {
        // Tests/ConformanceSuite/SharedRun.swift
        (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    }
}
