import Foundation
import PackagePlugin

/// Cross-compiles the probe for every architecture during `swift build`, with nothing but the Swift toolchain.
///
/// One command an architecture: a changed source rebuilds the probes alone, an unchanged tree runs nothing.
@main struct BuildProbes: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let builder = try context.tool(named: "freestanding-builder").url
        let swiftc = try context.tool(named: "swiftc").url
        let package = context.package.directoryURL
        let own = try ["Freestanding", "Runtime"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(
                at: target.directoryURL.appending(path: folder), includingPropertiesForKeys: nil)
        }.sorted { $0.path < $1.path }
        // What probe and host share: the clocks' names, the wrapper's table.
        let shared = ["Sources/Observations/Clock.swift", "Tests/Defects/Numbers/numbers.h"].map {
            package.appending(path: $0)
        }
        let inputs = own + shared
        // An architecture has an assembly file.
        let architectures = own.filter { $0.pathExtension == "S" }.map { $0.deletingPathExtension().lastPathComponent }
        return architectures.map { architecture in
            let output = context.pluginWorkDirectoryURL.appending(path: "probe-\(architecture)")
            return .buildCommand(
                displayName: "Cross-compiling the probe for \(architecture)",
                executable: builder,
                arguments: [
                    "--compiler", swiftc.path, "--product", "probe", "--architecture", architecture,
                    "--output", output.path,
                ] + inputs.map(\.path),
                inputFiles: inputs + [swiftc],
                outputFiles: [output])
        }
    }
}
