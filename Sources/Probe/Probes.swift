public import Foundation
import Installation

/// The probes that were built with this package.
public enum Probes {
    /// The architectures a probe was built for, for instance `aarch64`.
    public static var architectures: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted()
    }

    /// The probe's executable.
    ///
    /// - Parameter architecture: the name that `uname -m` gives there.
    /// - Returns: its file, or nil if none was built for the architecture.
    public static func url(architecture: String) -> URL? {
        architectures.contains(architecture) ? folder.appending(path: prefix + architecture) : nil
    }

    private static let prefix = "probe-"

    private static var folder: URL { Installation.current.built(by: "Probe") }
}
