import Foundation

@testable import Installation

/// A script of the project that has ended.
struct ScriptRun {
    let status: Int32
    /// What it printed; complaints are not kept.
    let output: String

    /// Runs a script to its end.
    ///
    /// - Parameters:
    ///   - name: the script's, in `scripts`.
    ///   - arguments: behind its name.
    ///   - input: what it reads.
    /// - Throws: what starting it throws, and what writing its input and reading its output throw.
    init(_ name: String, _ arguments: [String], input: String = "") throws {
        // Files, not pipes, which hold up whoever writes more than fits.
        (status, output) = try withFolder { folder in
            let (read, printed) = (folder.appending(path: "input"), folder.appending(path: "output"))
            try Data(input.utf8).write(to: read)
            try Data().write(to: printed)
            let process = Process()
            process.executableURL = Installation.current.root.appending(path: "scripts/\(name)")
            process.arguments = arguments
            process.standardInput = try FileHandle(forReadingFrom: read)
            process.standardOutput = try FileHandle(forWritingTo: printed)
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return (process.terminationStatus, try String(contentsOf: printed, encoding: .utf8))
        }
    }
}

/// - Parameter body: gets an empty folder, which is removed behind it.
/// - Returns: what it returns.
/// - Throws: what it throws, and what making the folder throws.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "vdso-script-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}
