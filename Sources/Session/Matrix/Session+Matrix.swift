import Expectations
import Foundation
import Reporting
public import Results
import Targets

extension Session {
    /// How a matrix is run.
    public struct MatrixOptions: Sendable, Hashable {
        /// The folder for what was judged.
        public var store: String
        /// Whether every cell is run again.
        public var isFresh = false
        /// The part to run; nil for all of it.
        public var shard: MatrixShard?

        /// Options that nobody changed.
        public init(store: String) { self.store = store }
    }

    /// Boots and judges the cells of a matrix, as far as no verdict is stored.
    ///
    /// - Parameters:
    ///   - plan: the cells.
    ///   - options: where verdicts are stored, and which cells are run.
    ///   - progress: called as the run goes on, from any thread.
    ///   - onCell: called with each cell as it is known, from any thread.
    /// - Returns: the verdicts of all cells; a cell that its distribution has no kernel for is no failure.
    /// - Throws: `UsageError` for settings that no cell can have, before anything is run.
    public func run(
        _ plan: MatrixPlan, options: MatrixOptions, progress: @escaping @Sendable (Progress) -> Void = { _ in },
        onCell: @escaping @Sendable (MatrixCell, TargetReport) -> Void = { _, _ in }
    ) async throws -> Report {
        let cells = options.shard?.cells(of: plan) ?? plan.cells
        guard !cells.isEmpty else {
            throw UsageError("that part of the matrix has no cell: there are \(plan.cells.count) in all")
        }
        var sessions: [String: Session] = [:]
        for cell in cells { sessions[cell.label] = try session(for: [cell], store: options.store) }
        let processors = cells.map { $0.processors ?? settings.processors }.max() ?? 1
        let run = MatrixRun(
            cells: cells, store: MatrixStore(folder: options.store),
            width: SideBySide(targets: [], processors: processors).width, isResuming: !options.isFresh,
            settings: Invocation(settings: settings).words(target: "qemu-system:") + settings.only,
            worker: worker(sessions, store: options.store, progress))
        return try await run.report(onCell: onCell)
    }

    /// Puts together what runs of parts of a matrix have stored. Nothing is run.
    ///
    /// - Parameters:
    ///   - plan: the cells.
    ///   - stores: the folders.
    /// - Returns: the verdicts; a cell that is in no folder is a failure, since nobody judged it.
    public func merge(_ plan: MatrixPlan, stores: [String]) -> Report {
        MatrixMerge(plan: plan, stores: stores.map { MatrixStore(folder: $0) }).report
    }

    /// A session for cells that share a boot.
    private func session(for cells: [MatrixCell], store: String) throws(UsageError) -> Session {
        var own = settings
        let cell = cells[0]
        own.targets = []
        own.required = cells.map(\.target)
        own.labels = Dictionary(cells.map { ($0.target, $0.label) }) { first, _ in first }
        own.kernel = cell.kernel
        own.configuration = cell.configuration ?? settings.configuration
        own.kernelArguments = [settings.kernelArguments, cell.arguments].filter { !$0.isEmpty }.joined(separator: " ")
        own.processors = cell.processors ?? settings.processors
        own.observationsFolder = store
        return try Session(settings: own, promises: promises)
    }

    private func worker(
        _ sessions: [String: Session], store: String, _ progress: @escaping @Sendable (Progress) -> Void
    ) -> MatrixWorker {
        MatrixWorker(
            look: { cell in
                guard let session = sessions[cell.label], let target = await session.targetOfCell() else {
                    return .missing("there is no target \(cell.target)")
                }
                if let reason = target.unavailable { return target.lacksKernel ? .nowhere(reason) : .missing(reason) }
                return .here(session.inputs(of: target))
            },
            judge: { cells, number, count in
                let label = cells.map(\.label).joined(separator: ", ")
                progress(.beginning(label: label, done: number, of: count))
                let report = try await session(for: cells, store: store).run { event in
                    // A session of one boot would count to one.
                    if case .beginning = event { return }
                    progress(event)
                }
                guard !report.targets.isEmpty else { throw CancellationError() }
                return report.targets
            },
            architecture: { GuestMachine.architecture(of: $0.machine) ?? "unknown" })
    }

    private func targetOfCell() async -> Target? {
        guard let text = settings.required.first, let name = try? TargetName(text),
            let guests = try? settings.guestOptions()
        else { return nil }
        return await Targets.look(at: name, guests: guests)
    }

    /// The files that verdicts on the target depend on.
    private func inputs(of target: Target) -> [String: String] {
        let files =
            [
                target.probe, target.guest?.kernel, settings.configuration, target.emulator?.path,
                settings.expectations ?? ExpectationLoader.defaultDirectory(),
            ].compactMap(\.self) + settings.overlays
        return Dictionary(files.map { ($0, FileIdentity.of($0)) }) { first, _ in first }
    }
}
