import Foundation
import Reporting
import Results

/// The files of one run: where they go, and what is in them.
struct ReportFiles {
    var settings: Settings

    /// Makes folders and removes the files of an earlier run, so that none is taken for this one's.
    ///
    /// - Throws: `ReportFile.Failure` for a place where nothing could ever be written.
    func prepare() throws {
        for path in [settings.junit, page, settings.kcidb].compactMap(\.self) {
            try ReportFile(path: path).prepare()
        }
        // The run's own name is not known yet.
        if let runs { try ReportFile(path: "\(runs)/this-run.partial").prepare() }
    }

    /// Writes every file; one that cannot be written keeps no other from being so.
    ///
    /// - Parameter report: what was judged.
    /// - Returns: what could not be written, in words.
    func write(_ report: Report) -> [String] {
        var failures: [String] = []
        func write(_ path: String?, _ content: () throws -> Data) {
            guard let path else { return }
            do { try ReportFile(path: path).write(try content()) } catch { failures.append("\(error)") }
        }
        write(settings.junit) { Data(JUnitReport(report).document.utf8) }
        write(settings.kcidb) {
            try KCIDBReport(report, origin: settings.kcidbOrigin, build: settings.kcidbBuild).document()
        }
        // The history is read before this run becomes a part of it.
        write(page) {
            let history = runs.map { RunHistory(folder: $0) } ?? RunHistory()
            return Data(try HTMLReport(report, history: history).document().utf8)
        }
        if isWhole(report) {
            write(runs.map { "\($0)/\(RunHistory.fileName(of: report))" }) { try JSONReport(report).document() }
        }
        return failures
    }

    private var page: String? { settings.html.map { "\($0)/index.html" } }
    private var runs: String? { settings.html.map { settings.history ?? "\($0)/runs" } }

    /// Whether later runs can be compared with it: what was left out would look like a change.
    private func isWhole(_ report: Report) -> Bool { report.interruption == nil && settings.only.isEmpty }
}
