import Foundation

/// The toolchain's programs, run in a folder of the product's own.
struct Toolchain {
    private var programs: URL
    private var work: URL
    private var architecture: String

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    init(_ request: BuildRequest) throws {
        programs = request.compiler.deletingLastPathComponent()
        architecture = request.architecture.name
        work = request.output.deletingLastPathComponent().appending(path: "objects-\(architecture)")
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    }

    /// A path in the working folder.
    func path(_ name: String) -> String { work.appending(path: name).path }

    /// Runs a program; its messages go to the build's output.
    func run(_ name: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = programs.appending(path: name)
        process.arguments = arguments
        process.currentDirectoryURL = work
        try process.run()
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw Failure(description: "\(name) failed for \(architecture)")
        }
    }

    /// Compiles C or assembly; gives the object.
    func compile(_ source: URL, _ request: BuildRequest, _ flags: [String]) throws -> String {
        let object = path(source.lastPathComponent + ".o")
        try run(
            "clang",
            ["-target", request.architecture.clangTriple] + request.architecture.clangFlags
                + ["-ffreestanding", "-fno-builtin", "-fno-stack-protector", "-nostdlibinc", "-O2"]
                + ["-Wall", "-Wextra", "-Werror"] + request.includeFolders.flatMap { ["-I", $0] } + flags
                + ["-c", source.path, "-o", object])
        return object
    }
}
