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

    /// An archive of the form "newc", as an RPM package has it inside.
    static func archive(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        (members + [("TRAILER!!!", [])]).enumerated().reduce([]) { archive, member in
            let (name, bytes) = member.element
            func hex(_ number: Int) -> String {
                let digits = String(number, radix: 16)
                return String(repeating: "0", count: 8 - digits.count) + digits
            }
            let numbers = [member.offset + 1, 0o100644, 0, 0, 1, 0, bytes.count, 0, 0, 0, 0, name.utf8.count + 1, 0]
            let header = "070701" + numbers.map(hex).joined() + name + "\0"
            let padded = archive + padded(Array(header.utf8))
            return padded + self.padded(bytes)
        }
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
    }

    /// An RPM package: its lead, a signature and a header without entries, and the payload.
    static func rpm(payload: [UInt8]) -> [UInt8] {
        let lead = [0xed, 0xab, 0xee, 0xdb, 3, 0, 0, 0, 0, 1] + [UInt8](repeating: 0, count: 68) + [5]
        let empty: [UInt8] = [0x8e, 0xad, 0xe8, 1] + [UInt8](repeating: 0, count: 12)
        return lead + [UInt8](repeating: 0, count: 96 - lead.count) + empty + empty + payload
    }

    /// A kernel with the header of one that EFI can start, whose one section takes the whole file.
    static func executable(around image: [UInt8]) -> [UInt8] {
        var bytes = around(image)
        func write(_ number: Int, _ size: Int, at offset: Int) {
            for index in 0..<size { bytes[offset + index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
        }
        write(0x5a4d, 2, at: 0)
        write(0x40, 4, at: 0x3c)
        write(0x4550, 4, at: 0x40)
        write(1, 2, at: 0x46)
        write(0, 2, at: 0x54)
        write(bytes.count - 512, 4, at: 0x68)
        write(512, 4, at: 0x6c)
        return bytes
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
