import ArgumentParser
import Foundation
import Reporting
import Results
import Session

/// One run from its settings to its exit: files, output, status. What `check`, `image` and `judge` have in common.
struct Run {
    var session: Session
    var output: OutputOptions
    /// How much the summary tells where nothing else was asked for.
    var detail = Summary.Detail.full

    init(settings: Settings, output: OutputOptions) throws {
        session = try Session(settings: settings)
        self.output = output
    }

    /// Does the work, writes what it gives, and ends the command with the right status.
    ///
    /// - Throws: `ExitCode` for every status but 0, `UsageError`, `ReportFile.Failure`
    func callAsFunction(_ work: @escaping @Sendable (Session, ProgressLine) async throws -> Report) async throws {
        let file = session.settings.junit.map { ReportFile(path: $0) }
        do { try file?.prepare() } catch { throw UsageError("\(error)") }
        let progress = ProgressLine(isWanted: !output.quiet)
        let outcome = await Interruption.guarding { [session] in try await work(session, progress) }
        progress.clear()
        let report = try outcome.result.get()
        // The file comes first: it must be there even if nobody reads the output to its end.
        let written = Result { try file?.write(Data(JUnitReport(report).document.utf8)) }
        try Console.write(text(of: report))
        if let signal = outcome.signal { Interruption.end(by: signal) }
        try written.get()
        let status = ExitStatus(of: report)
        if status != .conformant { throw ExitCode(status.rawValue) }
    }

    private func text(of report: Report) throws -> Data {
        if output.json { return try JSONReport(report).document() }
        if output.ktap { return Data(KTAPReport(report).document.utf8) }
        let summary = Summary(report, detail: output.quiet ? .failures : detail, style: Console.style)
        return Data(summary.text.utf8)
    }
}
