import Foundation
public import Reporting
public import Results

/// A run with its report file: what both front ends do around `Session`.
public struct Recording: Sendable {
    /// The verdicts.
    public var report: Report
    /// The signal that interrupted the run. Whoever gets it says what it has to say, and then calls
    /// `Interruption.end(by:)`.
    public var signal: Int32?
    /// Why the JUnit file could not be written; then there is none.
    public var failure: ReportFile.Failure?

    /// Removes the old JUnit file, validates the settings, does the work, and writes the new file, also after an
    /// interruption.
    ///
    /// - Parameters:
    ///   - settings: what the user asked for, with the place of the JUnit file.
    ///   - work: judges.
    /// - Throws: `UsageError` if settings or expectations are invalid, or if the file could never be written there; then
    ///   nothing was run.
    public init(settings: Settings, _ work: @escaping @Sendable (Session) async throws -> Report) async throws {
        let file = settings.junit.map { ReportFile(path: $0) }
        do { try file?.prepare() } catch { throw UsageError(error) }
        let outcome = await Interruption.guarding { try await work(Session(settings: settings)) }
        report = try outcome.result.get()
        signal = outcome.signal
        do {
            try file?.write(Data(JUnitReport(report).document.utf8))
        } catch let error as ReportFile.Failure {
            failure = error
        }
    }
}
