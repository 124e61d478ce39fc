public import Results

/// A run with its report files: what both front ends do around `Session`.
public struct Recording: Sendable {
    /// The verdicts.
    public var report: Report
    /// The signal that interrupted the run. Whoever gets it says what it has to say, and then calls
    /// `Interruption.end(by:)`.
    public var signal: Int32?
    /// Which files could not be written and why; those are not there.
    public var failures: [String]

    /// Removes the old files, validates the settings, does the work, and writes the new files, also after an
    /// interruption.
    ///
    /// - Parameters:
    ///   - settings: what the user asked for, with the places of the files.
    ///   - work: judges.
    /// - Throws: `UsageError` if settings or expectations are invalid, or if a file could never be written there; then
    ///   nothing was run.
    public init(settings: Settings, _ work: @escaping @Sendable (Session) async throws -> Report) async throws {
        let files = ReportFiles(settings: settings)
        do { try files.prepare() } catch { throw UsageError(error) }
        let outcome = await Interruption.guarding { try await work(Session(settings: settings)) }
        report = try outcome.result.get()
        signal = outcome.signal
        failures = files.write(report)
    }
}
