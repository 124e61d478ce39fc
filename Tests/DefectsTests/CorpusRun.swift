import Defects
import Foundation
import Session

/// One run of the corpus on every target that can run here, for all cases. It begins when the first of them asks.
enum CorpusRun {
    private static let task = Task {
        var settings = try Settings(environment: ProcessInfo.processInfo.environment)
        settings.effort = .quick
        settings.overlays = []
        return try await Selftest(settings: settings).run()
    }

    /// What each target showed.
    static func outcomes() async throws -> [Selftest.Outcome] { try await task.value }

    /// Every defect on every target.
    static func rows() async throws -> [Selftest.Row] { try await outcomes().flatMap(\.rows) }
}
