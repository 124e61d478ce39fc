public import Foundation

/// Where the files of this program lie: in the tree that it was built in, or as packages and release archives install
/// them, in the folders that `file-hierarchy(7)` has for them:
///
/// - `PREFIX/bin/vdso-conformance`
/// - `PREFIX/lib/vdso-conformance`: what was built for targets, probes and wrapper images
/// - `PREFIX/share/vdso-conformance`: the rest, `Expectations` and `scripts`
///
/// PREFIX is where the executable is found, so that an installation can be moved as a whole.
public struct Installation: Sendable, Hashable {
    /// The running executable.
    public var executable: URL
    /// The package's sources: the folder above `.build`, else the one that was compiled; nil in an installation.
    public let project: URL?
    /// The folder with `Expectations` and `scripts`.
    public let root: URL
    private let binaries: URL?

    /// That of this process. Under an emulator of programs it is the emulated program's, which is what is wanted.
    public static let current = Installation(
        executable: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "/")

    /// Looks around an executable.
    ///
    /// - Parameters:
    ///   - executable: its absolute path.
    ///   - sourceFile: this file, from which the package is known to a program that was built outside of it.
    public init(executable: String, sourceFile: String = #filePath) {
        self.executable = URL(fileURLWithPath: executable)
        let folder = self.executable.deletingLastPathComponent()
        let prefix = folder.deletingLastPathComponent()
        let shared = prefix.appending(path: "share/\(Self.name)")
        let isInstalled = Self.exists(shared.appending(path: "Expectations"))
        project = isInstalled ? nil : Self.package(above: folder) ?? Self.package(of: sourceFile)
        root = project ?? shared
        binaries = isInstalled ? prefix.appending(path: "lib/\(Self.name)") : nil
    }

    private static let name = "vdso-conformance"

    /// The folder with what a target of the package builds for other machines. SwiftPM puts it beside the executables
    /// of the build, tests included. `Bundle.module` would do for them, but ends the process where it finds nothing,
    /// and knows no installation.
    ///
    /// - Parameter target: the target's name, for instance `Probe`.
    /// - Returns: the folder, which need not exist.
    public func built(by target: String) -> URL {
        binaries ?? executable.deletingLastPathComponent().appending(path: "\(Self.name)_\(target).resources")
    }

    /// The folder for what is fetched: `VDSO_CACHE`, else `.cache` in the project, else the user's own
    /// (`XDG_CACHE_HOME`), as in `scripts/setup`.
    ///
    /// - Parameter environment: the variables.
    /// - Returns: an absolute path; nil where nothing names one.
    public func cache(in environment: [String: String]) -> URL? {
        func folder(_ variable: String) -> URL? {
            environment[variable].flatMap { $0.isEmpty ? nil : URL(fileURLWithPath: $0) }
        }
        return folder("VDSO_CACHE") ?? project?.appending(path: ".cache")
            ?? (folder("XDG_CACHE_HOME") ?? folder("HOME")?.appending(path: ".cache"))?.appending(path: Self.name)
    }

    private static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

    private static func isPackage(_ folder: URL) -> Bool { exists(folder.appending(path: "Package.swift")) }

    private static func package(above folder: URL) -> URL? {
        var folder = folder
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            if isPackage(folder) { return folder }
        }
        return nil
    }

    /// Sources/Installation/Installation.swift lies three levels below the package.
    private static func package(of sourceFile: String) -> URL? {
        let folder = (0..<3).reduce(URL(fileURLWithPath: sourceFile)) { url, _ in url.deletingLastPathComponent() }
        return isPackage(folder) ? folder : nil
    }
}
