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
        // In steps: Swift 6.2 gives up on the sum of all.
        var arguments = ["-target", request.architecture.clangTriple]
        arguments += request.architecture.clangFlags
        arguments += ["-ffreestanding", "-fno-builtin", "-fno-stack-protector", "-nostdlibinc", "-O2"]
        arguments += ["-Wall", "-Wextra", "-Werror"]
        arguments += request.includeFolders.flatMap { ["-I", $0] }
        arguments += flags
        try run("clang", arguments + ["-c", source.path, "-o", object])
        return object
    }
}
