import Foundation
import Glibc

/// The command as it was built, and what it says.
struct CommandLine {
    var status: Int32
    /// Whether a signal ended it; then `status` is its number.
    var isSignalled: Bool
    var output: String
    var errors: String

    /// Runs the command.
    ///
    /// - Parameters:
    ///   - arguments: behind its name.
    ///   - environment: added to a small one.
    ///   - shell: a pipeline to put it into, in which `"$@"` stands for the command.
    /// - Returns: what it said, and how it ended.
    /// - Throws: what starting it throws.
    static func run(
        _ arguments: String..., environment: [String: String] = [:], shell: String = "\"$@\""
    ) throws -> CommandLine {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vdso-command-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["output", "errors"].map { folder.appending(path: $0) }
        for file in files { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", shell, "sh", executable] + arguments
        process.currentDirectoryURL = folder
        let own = ProcessInfo.processInfo.environment
        process.environment = ["PATH": own["PATH"] ?? "/usr/bin:/bin"]
            // Where scripts/coverage counts what is run, the command is counted too.
            .merging(own.filter { $0.key == "LLVM_PROFILE_FILE" }) { old, _ in old }
            .merging(environment) { _, new in new }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try process.run()
        process.waitUntilExit()
        return CommandLine(
            status: process.terminationStatus, isSignalled: process.terminationReason == .uncaughtSignal,
            output: try String(contentsOf: files[0], encoding: .utf8),
            errors: try String(contentsOf: files[1], encoding: .utf8))
    }

    /// The executable beside this test bundle.
    private static var executable: String {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appending(path: "vdso-conformance").path
    }
}
