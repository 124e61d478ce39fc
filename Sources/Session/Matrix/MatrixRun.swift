import Foundation
import Reporting
import Results

/// Judges the cells of a matrix, several at a time, and keeps what it has in a store.
///
/// What runs a cell is given to it, so that tests need no kernel.
struct MatrixRun: Sendable {
    var cells: [MatrixCell]
    var store: MatrixStore
    /// Boots at a time.
    var width: Int
    /// Whether stored verdicts count.
    var isResuming = true
    /// The settings that decide verdicts, as words of a command.
    var settings: [String] = []
    var worker: MatrixWorker

    /// What happened to a cell.
    enum Fate: Sendable {
        case judged(TargetReport)
        case stored(TargetReport)
        /// It cannot be run here; `isFailure` unless the distribution has no such kernel.
        case unavailable(reason: String, isFailure: Bool)
    }

    /// Runs what is not stored yet. If the task is cancelled, the report holds what was judged until then.
    ///
    /// - Parameter onCell: called with each cell as it is known, from any thread.
    /// - Returns: an entry for each cell.
    /// - Throws: what the worker throws, or `UsageError` for a store that cannot be written to.
    func report(onCell: @escaping @Sendable (MatrixCell, TargetReport) -> Void = { _, _ in }) async throws -> Report {
        try store.prepare()
        let kernels = await looked()
        let boots = self.boots
        let done = try await SideBySide.run(Array(boots.indices), width: width) { number in
            let fates = try await self.fates(of: boots[number], kernels)
            for (index, fate) in zip(boots[number], fates) where !Task.isCancelled {
                // A cell that was cut off is told of in the report.
                onCell(cells[index], shown(fate, cells[index]))
            }
            return fates
        }
        let fates = done.reduce(into: [Int: Fate]()) { fates, boot in
            for (index, fate) in zip(boots[boot.key], boot.value) { fates[index] = fate }
        }
        var report = Report(targets: [], suiteVersion: SuiteVersion.current)
        for (index, cell) in cells.enumerated() {
            let fate =
                fates[index] ?? .unavailable(reason: "the run was interrupted before this cell", isFailure: true)
            report.targets.append(shown(fate, cell))
        }
        if Task.isCancelled {
            let missing = cells.indices.filter { !(fates[$0]?.isFinished ?? false) }.map { cells[$0].label }
            if !missing.isEmpty {
                report.interruption =
                    "not judged to the end: \(missing.joined(separator: ", ")); the same command goes on there"
            }
        }
        return report
    }

    // MARK: Kernels

    private struct Place: Hashable {
        var kernel: String
        var machine: String
        var configuration: String?
        init(_ cell: MatrixCell) {
            (kernel, machine, configuration) = (cell.kernel, cell.machine, cell.configuration)
        }
    }

    /// Looks for each kernel once, one after the other: those that fetch them share package lists.
    private func looked() async -> [Place: MatrixWorker.Kernel] {
        var kernels: [Place: MatrixWorker.Kernel] = [:]
        for cell in cells where kernels[Place(cell)] == nil && !Task.isCancelled {
            kernels[Place(cell)] = await worker.look(cell)
        }
        return kernels
    }

    // MARK: Cells

    /// The cells that share a boot together, in the order of the first of each.
    private var boots: [[Int]] {
        cells.indices.reduce(into: []) { boots, index in
            if let boot = boots.firstIndex(where: { cells[$0[0]].sharesBoot(with: cells[index]) }) {
                boots[boot].append(index)
            } else {
                boots.append([index])
            }
        }
    }

    /// What becomes of cells that share a boot. Those that need one are judged together.
    private func fates(of indices: [Int], _ kernels: [Place: MatrixWorker.Kernel]) async throws -> [Fate] {
        let known = try indices.map { try knownFate(of: cells[$0], kernels[Place(cells[$0])]) }
        let open = zip(indices, known).filter { $0.1 == nil }.map(\.0)
        guard let first = open.first else { return known.compactMap(\.self) }
        let reports = try await worker.judge(open.map { cells[$0] }, first, cells.count)
        for (index, report) in zip(open, reports) where !Task.isCancelled {
            guard case .here(let inputs)? = kernels[Place(cells[index])] else { continue }
            try store.keep(
                .init(conditions: conditions(of: cells[index], inputs), report: report), of: cells[index])
        }
        let judged = Dictionary(zip(open, reports)) { first, _ in first }
        return zip(indices, known).map { index, fate in
            fate ?? judged[index].map { .judged($0) }
                ?? .unavailable(reason: "the run was interrupted before this cell", isFailure: true)
        }
    }

    /// What becomes of a cell without a boot; nil if it needs one.
    private func knownFate(of cell: MatrixCell, _ kernel: MatrixWorker.Kernel?) throws -> Fate? {
        switch kernel {
        case nil: return .unavailable(reason: "the run was interrupted before this cell", isFailure: true)
        case .nowhere(let reason)?:
            let fate = Fate.unavailable(reason: reason, isFailure: false)
            // Of no use to this run, which would ask again; those who put parts together cannot ask.
            try store.keep(.init(conditions: conditions(of: cell), report: shown(fate, cell)), of: cell)
            return fate
        case .missing(let reason)?: return .unavailable(reason: reason, isFailure: true)
        case .here(let inputs)?:
            guard isResuming, let entry = store.entry(of: cell), entry.report.hasVerdict,
                entry.conditions == conditions(of: cell, inputs)
            else { return nil }
            return .stored(entry.report)
        }
    }

    private func conditions(of cell: MatrixCell, _ inputs: [String: String] = [:]) -> MatrixConditions {
        MatrixConditions(cell: cell, suiteVersion: SuiteVersion.current, inputs: inputs, settings: settings)
    }

    /// The fate as a report's entry, with the cell's place in tables.
    private func shown(_ fate: Fate, _ cell: MatrixCell) -> TargetReport {
        var report: TargetReport
        switch fate {
        case .judged(let judged): report = judged
        case .stored(let stored):
            report = stored
            report.remarks.append("judged by an earlier run and stored in \(store.folder)")
        case .unavailable(let reason, let isFailure):
            report = TargetReport(
                label: cell.label, target: cell.target, architecture: worker.architecture(cell),
                isRequired: isFailure, unavailable: reason, startedAt: Date().timeIntervalSince1970)
        }
        report.place(row: cell.row, column: cell.machine)
        return report
    }
}

extension MatrixRun.Fate {
    /// Whether nothing is left to do for the cell.
    fileprivate var isFinished: Bool {
        switch self {
        case .judged(let report): report.hasVerdict
        case .stored: true
        case .unavailable(_, let isFailure): !isFailure
        }
    }
}

/// What a matrix needs of the world.
struct MatrixWorker: Sendable {
    /// What was found of a cell's kernel.
    enum Kernel: Sendable {
        /// It can be booted; the files that verdicts on it depend on, with what tells their states apart.
        case here([String: String])
        /// Its distribution has none; in words.
        case nowhere(String)
        /// It, or what it takes to boot it, could not be got; in words.
        case missing(String)
    }

    /// Looks for the kernel of a cell, and fetches it.
    var look: @Sendable (MatrixCell) async -> Kernel
    /// Judges cells that share a boot, the first of which has this number of so many; a report for each.
    var judge: @Sendable (_ cells: [MatrixCell], _ number: Int, _ of: Int) async throws -> [TargetReport]
    /// The architecture of a cell's vDSO.
    var architecture: @Sendable (MatrixCell) -> String
}
