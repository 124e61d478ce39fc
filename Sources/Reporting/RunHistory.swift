import Foundation
public import Results

/// Earlier runs: a folder with the JSON report of each, named by the time of the run so that names sort.
public struct RunHistory: Sendable {
    /// Runs shown at most; older files stay where they are.
    public static let longest = 50
    private static let greatestFile = 64 << 20

    /// The runs that could be read, the oldest first.
    public var runs: [Report] = []
    /// Files that could not be read, and why.
    public var problems: [String] = []

    /// No runs.
    public init() {}

    /// Reads the newest reports of a folder. A folder that is not there holds none; a file that is no report becomes a
    /// problem and stops nothing.
    ///
    /// - Parameter folder: the folder.
    public init(folder: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let reports = names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted().suffix(Self.longest)
        for name in reports {
            let url = URL(fileURLWithPath: folder).appending(path: name)
            let values = try? url.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
            guard values?.isRegularFile == true, let size = values?.fileSize, size <= Self.greatestFile else {
                problems.append("\(name): this is no file of at most \(Self.greatestFile >> 20) MiB")
                continue
            }
            do {
                runs.append(try JSONReport.decode(try Data(contentsOf: url)))
            } catch {
                problems.append("\(name): this is no report of this suite")
            }
        }
        runs.sort { $0.startedAt < $1.startedAt }
    }

    /// The name of a run's file: `2026-01-02T03-04-05Z.json`.
    ///
    /// - Parameter report: the run.
    /// - Returns: the name; runs that began in the same second share one.
    public static func fileName(of report: Report) -> String {
        "\(JUnitReport.timestamp(report.startedAt).replacing(":", with: "-"))Z.json"
    }
}

extension Report {
    /// When the first target was begun, in seconds since 1970; 0 without targets.
    var startedAt: Double { targets.map(\.startedAt).filter { $0 > 0 }.min() ?? 0 }
}
