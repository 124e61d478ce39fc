public import Foundation

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
    /// - Returns: its file, or nil if none was built for the architecture.
    public static func url(architecture: String) -> URL? {
        architectures.contains(architecture) ? folder.appending(path: prefix + architecture) : nil
    }

    private static let prefix = "probe-"

    /// The package's resources lie beside the executable, or where they were built.
    private static var folder: URL { Bundle.module.resourceURL ?? Bundle.module.bundleURL }
}
