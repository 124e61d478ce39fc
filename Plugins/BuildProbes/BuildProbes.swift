import Foundation
import PackagePlugin

/// Cross-compiles the probe for every architecture during `swift build`, with nothing but the Swift toolchain.
///
/// One command an architecture: a changed source rebuilds the probes alone, an unchanged tree runs nothing.
@main struct BuildProbes: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let builder = try context.tool(named: "probe-builder").url
        let swiftc = try context.tool(named: "swiftc").url
        // The wire format's clock table is shared with the host.
        let shared = context.package.directoryURL.appending(path: "Sources/Observations/Clock.swift")
        let sources = try ["Freestanding", "Runtime"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(
                at: target.directoryURL.appending(path: folder), includingPropertiesForKeys: nil)
        }.sorted { $0.path < $1.path }
        let inputs = sources + [shared]
        let architectures = sources.filter { $0.pathExtension == "S" }.map {
            $0.deletingPathExtension().lastPathComponent
        }
        return architectures.map { architecture in
            let output = context.pluginWorkDirectoryURL.appending(path: "probe-\(architecture)")
            return .buildCommand(
                displayName: "Cross-compiling the probe for \(architecture)",
                executable: builder,
                arguments: ["--compiler", swiftc.path, "--architecture", architecture, "--output", output.path]
                    + inputs.map(\.path),
                inputFiles: inputs + [swiftc],
                outputFiles: [output])
        }
    }
}
