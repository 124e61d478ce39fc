import Foundation
import Results
import Targets

/// What runs of parts of a matrix have stored, as one report.
struct MatrixMerge {
    var plan: MatrixPlan
    var stores: [MatrixStore]

    /// The newest verdict on each cell. A cell that is stored nowhere, or was another one then, is a failure.
    var report: Report {
        var report = Report(targets: [], suiteVersion: SuiteVersion.current)
        for cell in plan.cells {
            let entries = stores.compactMap { $0.entry(of: cell) }
            let fitting = entries.filter {
                $0.conditions.cell.isSameWork(as: cell) && $0.conditions.suiteVersion == SuiteVersion.current
            }
            let newest = fitting.max { Self.rank($0.report) < Self.rank($1.report) }
            var target = newest?.report ?? missing(cell, wasAnother: !entries.isEmpty)
            target.place(row: cell.row, column: cell.machine)
            report.targets.append(target)
        }
        return report
    }

    /// A verdict counts more than none, and then the later one.
    private static func rank(_ report: TargetReport) -> (Int, Double) { (report.hasVerdict ? 1 : 0, report.startedAt) }

    private func missing(_ cell: MatrixCell, wasAnother: Bool) -> TargetReport {
        TargetReport(
            label: cell.label, target: cell.target,
            architecture: GuestMachine.architecture(of: cell.machine) ?? "unknown", isRequired: true,
            unavailable: wasAnother
                ? "what is stored of it is of another matrix or another version of this suite"
                : "no folder has a verdict on it",
            startedAt: 0)
    }
}

extension MatrixCell {
    /// Whether a cell that was judged elsewhere, where files may lie in another place, is this one.
    fileprivate func isSameWork(as other: MatrixCell) -> Bool {
        (label, arguments, processors) == (other.label, other.arguments, other.processors)
    }
}
