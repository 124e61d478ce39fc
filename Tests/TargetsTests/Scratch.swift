import Foundation
import Testing

@testable import Targets

/// A folder with fake probes and emulators, removed at the end.
final class Scratch: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("targets-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a shell script. Another process writes it: were the file open here, a child that is being started at this
    /// moment could still hold it, and the kernel would not run it ("text file busy").
    @discardableResult
    func script(_ name: String, _ body: String) async throws -> String {
        let file = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let writer = ChildProcess(
            executable: "/bin/sh",
            arguments: ["-c", #"printf '#!/bin/sh\n%s\n' "$2" > "$1""#, "sh", file.path, body],
            deadline: .seconds(300), outputLimit: 0)
        let ended = try await writer.run()
        try #require(ended.ending == .exited(0), "\(ended.standardError)")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        return file.path
    }

    /// A fake emulator that says a version and otherwise runs the program it is given.
    @discardableResult
    func emulator(_ name: String, version: String) async throws -> String {
        try await script(
            name, "if [ \"$1\" = --version ]; then echo 'qemu-aarch64 version \(version)'; exit; fi\nexec \"$@\"")
    }

    /// A target whose probe is a shell script.
    func target(_ body: String) async throws -> Target {
        Target(
            name: .native, label: "native-riscv64", architecture: "riscv64",
            probe: try await script("probe", body))
    }

    /// A machine that knows nothing but this folder.
    func machine(architecture: String = "x86_64", environment: [String: String] = [:]) -> Machine {
        Machine(architecture: architecture, environment: environment, cache: "\(path)/cache") { [path] in
            "\(path)/probe-\($0)"
        }
    }
}

/// Shell commands that print lines of a report.
enum Line {
    static let start = #"echo '{"kind":"probe","schema":1,"architecture":"riscv64","pageSize":4096}'"#
    static func environment(_ name: String, _ value: String) -> String {
        #"echo '{"kind":"environment","name":"\#(name)","value":"\#(value)"}'"#
    }
    static func end(after lines: Int) -> String { #"echo '{"kind":"end","lines":\#(lines)}'"# }
}

/// Waits until a process has ended: it is gone, or nobody has reaped it yet.
func hasEnded(pidIn file: String) async throws -> Bool {
    let text = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    let pid = try #require(Int32(text))
    for _ in 0..<1000 {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return true }
        if stat.contains(") Z ") || stat.contains(") X ") { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}
