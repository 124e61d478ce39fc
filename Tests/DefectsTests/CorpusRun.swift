import Defects
import Foundation
import Session
import Targets

/// One run of the corpus for all cases, on every target that can run here. It begins when the first of them asks.
///
/// Where an emulator runs this very program (`scripts/test-on`), only on `native`, unless `VDSO_TARGETS` names others. The
/// emulators and probes of the other architectures are the same programs there as outside; what is new is the judge, and
/// one target's corpus tries all of it.
enum CorpusRun {
    private static let task = Task {
        var settings = try Settings(environment: ProcessInfo.processInfo.environment)
        settings.effort = .quick
        settings.overlays = []
        let isEmulated = await Targets.look(at: .native).surroundings != nil
        if settings.targets.isEmpty, isEmulated { settings.targets = ["native"] }
        return try await Selftest(settings: settings).run()
    }

    /// What each target showed.
    static func outcomes() async throws -> [Selftest.Outcome] { try await task.value }

    /// Every defect on every target.
    static func rows() async throws -> [Selftest.Row] { try await outcomes().flatMap(\.rows) }
}
