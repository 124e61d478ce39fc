import ArgumentParser
import Foundation
import Reporting
import Results
import Session

/// One run from its settings to its exit: files, output, status. What `check`, `image` and `judge` have in common.
struct Run {
    var settings: Settings
    var output: OutputOptions
    /// How much the summary tells where nothing else was asked for.
    var detail = Summary.Detail.full
    /// Whether the summary ends with the verdicts as a table.
    var hasTable = false

    /// Does the work, writes what it gives, and ends the command with the right status.
    ///
    /// - Throws: `ExitCode` for every status but 0, `UsageError`, `ReportFile.Failure` for standard output
    func callAsFunction(_ work: @escaping @Sendable (Session, ProgressLine) async throws -> Report) async throws {
        let progress = ProgressLine(isWanted: !output.quiet)
        let settings = try output.applied(to: settings)
        let recording = try await Recording(settings: settings) { session in
            defer { progress.clear() }
            return try await work(session, progress)
        }
        try Console.write(text(of: recording.report))
        for failure in recording.failures { Console.complain(failure) }
        if let signal = recording.signal { Interruption.end(by: signal) }
        // A report that cannot be written must not look like a green run.
        if !recording.failures.isEmpty { throw ExitCode(ExitStatus.notConformant.rawValue) }
        let status = ExitStatus(of: recording.report)
        if status != .conformant { throw ExitCode(status.rawValue) }
    }

    private func text(of report: Report) throws -> Data {
        if output.json { return try JSONReport(report).document() }
        if output.lava { return Data(LAVAReport(report).document.utf8) }
        if output.ktap { return Data(KTAPReport(report).document.utf8) }
        let summary = Summary(report, detail: output.quiet ? .failures : detail, style: Console.style)
        let table = hasTable ? "\n" + MatrixTable(report, style: Console.style).text : ""
        return Data((summary.text + table).utf8)
    }
}
