import Foundation

/// Compiles and links one probe in a folder of its own.
struct ProbeBuild {
    var request: BuildRequest
    /// The toolchain's programs: the folder of `swiftc`.
    var tools: URL
    /// Where objects and the module cache go.
    var work: URL

    struct ToolError: Error, CustomStringConvertible {
        var description: String
    }

    init(_ request: BuildRequest) throws {
        self.request = request
        tools = request.compiler.deletingLastPathComponent()
        work = request.output.deletingLastPathComponent().appending(path: "objects-\(request.architecture.name)")
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    }

    func run() throws {
        var objects = [try compileSwift()]
        for source in request.sources where source.pathExtension == "c" || isOwnAssembly(source) {
            objects.append(try compileC(source))
        }
        try tool(
            "ld.lld",
            [
                "-static", "--gc-sections", "--build-id=none", "--strip-all", "-z", "noexecstack", "-o",
                request.output.path,
            ]
                + objects)
    }

    private func isOwnAssembly(_ source: URL) -> Bool {
        source.lastPathComponent == "\(request.architecture.name).S"
    }

    private func compileSwift() throws -> String {
        let sources = request.sources.filter { $0.pathExtension == "swift" }.map(\.path)
        // The headers of the runtime are a module, found through the module map beside them.
        guard let map = request.sources.first(where: { $0.pathExtension == "modulemap" }) else {
            throw ToolError(description: "no module map among the sources")
        }
        try tool(
            "swiftc",
            [
                "-target", request.architecture.swiftTriple, "-swift-version", "6",
                "-enable-experimental-feature", "Embedded", "-wmo", "-parse-as-library", "-O",
                "-warnings-as-errors", "-module-name", "Probe", "-module-cache-path",
                work.appending(path: "modules").path,
                "-I", map.deletingLastPathComponent().path,
                "-Xfrontend", "-function-sections", "-Xfrontend", "-disable-stack-protector", "-no-allocations",
                "-Xcc", "-ffreestanding", "-Xcc", "-fno-pic", "-c",
            ] + sources + ["-o", "probe.o"])
        return "probe.o"
    }

    private func compileC(_ source: URL) throws -> String {
        let object = source.lastPathComponent + ".o"
        try tool(
            "clang",
            [
                "-target", request.architecture.clangTriple, "-ffreestanding", "-nostdlib", "-fno-pic", "-fno-builtin",
                "-fno-stack-protector", "-ffunction-sections", "-O2", "-Wall", "-Wextra", "-Werror",
            ] + request.architecture.clangFlags + ["-c", source.path, "-o", object])
        return object
    }

    private func tool(_ name: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = tools.appending(path: name)
        process.arguments = arguments
        process.currentDirectoryURL = work
        try process.run()
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw ToolError(description: "\(name) failed for \(request.architecture.name)")
        }
    }
}
