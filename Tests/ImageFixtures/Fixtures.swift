import Foundation

/// Images for tests, built with the clang and the lld of the Swift toolchain, once per process and target.
public enum Fixtures {
    /// A sound image.
    ///
    /// - Parameter target: The class and byte order.
    /// - Returns: The file's bytes.
    /// - Throws: `FixtureError` where clang or lld is missing or fails.
    public static func image(_ target: FixtureTarget) async throws -> [UInt8] { try await forge.image(target) }

    /// A sound image, open for damage.
    ///
    /// - Parameter target: The class and byte order.
    /// - Returns: An editor over the file's bytes.
    /// - Throws: `FixtureError` where clang or lld is missing or fails.
    public static func editor(_ target: FixtureTarget) async throws -> ImageEditor {
        ImageEditor(bytes: try await image(target))
    }

    private static let forge = Forge()
}

/// Why a fixture could not be built.
public struct FixtureError: Error, CustomStringConvertible {
    /// In words.
    public var description: String
}

/// Builds each image once.
private actor Forge {
    private var builds: [FixtureTarget: Task<[UInt8], any Error>] = [:]

    func image(_ target: FixtureTarget) async throws -> [UInt8] {
        if let build = builds[target] { return try await build.value }
        let build = Task.detached { try Build(target: target).run() }
        builds[target] = build
        return try await build.value
    }
}

private struct Build {
    let target: FixtureTarget

    func run() throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vdso-fixture-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func path(_ name: String) -> String { folder.appending(path: name).path }
        try FixtureSources.code.write(toFile: path("code.c"), atomically: false, encoding: .utf8)
        try FixtureSources.script.write(toFile: path("script.lds"), atomically: false, encoding: .utf8)
        try FixtureSources.versions.write(toFile: path("versions.map"), atomically: false, encoding: .utf8)
        try Tool.clang.run(
            ["--target=\(target.triple)", "-O2", "-fPIC", "-ffreestanding", "-fno-stack-protector"]
                + target.compilerFlags + ["-c", path("code.c"), "-o", path("code.o")])
        try Tool.linker.run([
            "-shared", "-soname=linux-vdso.so.1", "--hash-style=\(target.hashStyle)", "--build-id=sha1",
            "--eh-frame-hdr", "--version-script=\(path("versions.map"))", "-z", "noexecstack", "-T", path("script.lds"),
            path("code.o"), "-o", path("image.so"),
        ])
        return Array(try Data(contentsOf: folder.appending(path: "image.so")))
    }
}

/// A program of the toolchain.
private struct Tool {
    var name: String

    static let clang = Tool(name: "clang")
    static let linker = Tool(name: "ld.lld")

    /// Beside `swiftc` as the path finds it, beside the file that it links to, or anywhere on the path.
    private func find() throws -> URL {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let compilers = folders.map { URL(filePath: $0).appending(path: "swiftc") }
            .filter { FileManager.default.isExecutableFile(atPath: $0.path) }
        let beside = compilers.flatMap { [$0, $0.resolvingSymlinksInPath()] }.map { $0.deletingLastPathComponent() }
        let candidates = (beside + folders.map { URL(filePath: $0) }).map { $0.appending(path: name) }
        guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
            throw FixtureError(
                description: "\(name) is missing: it comes with the Swift toolchain and must lie beside swiftc or on "
                    + "the PATH, which is \(folders.joined(separator: ":"))")
        }
        return found
    }

    func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = try find()
        process.arguments = arguments
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw FixtureError(description: "\(name) ended with \(process.terminationStatus): \(text)")
        }
    }
}
