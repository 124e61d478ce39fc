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

    /// Removes the old JUnit file, does the work, and writes the new file, also after an interruption.
    ///
    /// - Parameters:
    ///   - junit: the file; nil for none.
    ///   - work: judges.
    /// - Throws: what the work throws, and `UsageError` if a file could never be written there; then nothing was run.
    public init(junit: String?, _ work: @escaping @Sendable () async throws -> Report) async throws {
        let file = junit.map { ReportFile(path: $0) }
        do { try file?.prepare() } catch { throw UsageError(error) }
        let outcome = await Interruption.guarding(work)
        report = try outcome.result.get()
        signal = outcome.signal
        do {
            try file?.write(Data(JUnitReport(report).document.utf8))
        } catch let error as ReportFile.Failure {
            failure = error
        }
    }
}
