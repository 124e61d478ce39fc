import Foundation
import Reporting
import Results

/// The folder with what was judged, a file for each cell, so that a run that was interrupted goes on and parts of a matrix
/// can be put together: `LABEL.json`, and `LABEL.jsonl` with the observations.
struct MatrixStore: Sendable {
    var folder: String

    /// A judged cell.
    struct Entry: Codable, Sendable {
        var conditions: MatrixConditions
        var report: TargetReport
    }

    private func path(_ cell: MatrixCell) -> String {
        URL(fileURLWithPath: folder).appending(path: "\(cell.label).json").path
    }

    /// What is stored of a cell; nil for nothing, or for a file that cannot be read: the cell is then run again.
    func entry(of cell: MatrixCell) -> Entry? {
        guard let data = FileManager.default.contents(atPath: path(cell)) else { return nil }
        return try? JSONReport.decode(Entry.self, from: data)
    }

    /// Stores a cell; the file is there whole or not at all.
    ///
    /// - Throws: `UsageError` for a folder that cannot be written to.
    func keep(_ entry: Entry, of cell: MatrixCell) throws(UsageError) {
        let file = ReportFile(path: path(cell))
        do {
            try file.prepare()
            try file.write(try JSONReport.document(of: entry))
        } catch { throw UsageError(error) }
    }

    /// Makes the folder.
    ///
    /// - Throws: `UsageError` if nothing can be stored there.
    func prepare() throws(UsageError) {
        do { try ReportFile(path: "\(folder)/this-run.partial").prepare() } catch { throw UsageError(error) }
    }
}

extension TargetReport {
    /// Whether there is a verdict to keep. A run that was cut off, or a target that could not be run, is none: both are
    /// tried again.
    var hasVerdict: Bool {
        unavailable == nil && !results.contains { $0.outcome == .error && $0.identifier.area == .run }
    }
}

/// All that a stored verdict depends on. If any of it is another one now, the cell is run again.
struct MatrixConditions: Codable, Hashable, Sendable {
    var cell: MatrixCell
    var suiteVersion: String
    /// Expectations, overlays, the probe and the kernel's file: whatever was read.
    var inputs: [String: String]
    /// The settings that decide verdicts, as words of a command.
    var settings: [String]
}

/// What tells one state of a file from another without reading all of it.
enum FileIdentity {
    /// Size and time of the last change; of a folder, those of all files in it. "missing" if there is none.
    static func of(_ path: String) -> String {
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        guard manager.fileExists(atPath: path, isDirectory: &isFolder) else { return "missing" }
        guard isFolder.boolValue else { return one(path) }
        let names = (manager.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []).sorted()
        return names.map { "\($0) \(one("\(path)/\($0)"))" }.joined(separator: "; ")
    }

    private static func one(_ path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return "missing" }
        return "\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }
}
