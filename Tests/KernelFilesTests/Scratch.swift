import Foundation

/// A folder of a test's own, gone with it.
final class Scratch {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "kernel-files-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file and says its path.
    @discardableResult func write(_ bytes: [UInt8], _ name: String) throws -> String {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        return file.path
    }

    func read(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url.appending(path: name))) }

    /// Runs a command of the shell in the folder.
    func run(_ command: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = url
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CommandFailed(command: command) }
    }

    /// Compresses bytes with a program of this machine.
    func compress(_ bytes: [UInt8], with command: String) throws -> [UInt8] {
        try write(bytes, "plain")
        try run("\(command) < plain > compressed")
        return try read("compressed")
    }
}

/// Kernels as tests need them: something of which no byte matters, with images in it.
enum FakeKernel {
    static let configuration = "#\n# Automatically generated file; DO NOT EDIT.\n#\nCONFIG_64BIT=y\n"

    static func around(_ images: [UInt8]...) -> [UInt8] {
        var bytes = filler(8192)
        for image in images {
            bytes += image
            bytes += [UInt8](repeating: 0, count: 4096 - bytes.count % 4096)
            // A header that leads nowhere, as debuggers and loaders within kernels have them.
            bytes += [0x7f, 0x45, 0x4c, 0x46] + filler(4092)
        }
        return bytes
    }

    /// The same bytes each time, that no compression makes small.
    static func filler(_ count: Int) -> [UInt8] {
        var state: UInt32 = 1
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
    }

    /// The ar archive that a Debian package is.
    static func package(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        func field(_ text: String, _ width: Int) -> String {
            text.padding(toLength: width, withPad: " ", startingAt: 0)
        }
        return members.reduce(Array("!<arch>\n".utf8)) { archive, member in
            let header =
                field(member.name, 16) + field("0", 12) + field("0", 6) + field("0", 6) + field("100644", 8)
                + field("\(member.bytes.count)", 10) + "`\n"
            return archive + Array(header.utf8) + member.bytes + (member.bytes.count % 2 == 1 ? [10] : [])
        }
    }
}

/// A command of a test that went wrong.
struct CommandFailed: Error {
    var command: String
}
