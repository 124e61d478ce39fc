import Foundation
import PackagePlugin

/// Cross-compiles the wrapper image, from which the broken vDSOs are made, for every 64-bit architecture that has a
/// probe.
@main struct BuildWrappers: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let builder = try context.tool(named: "freestanding-builder").url
        let swiftc = try context.tool(named: "swiftc").url
        let own = try ["Wrapper", "Numbers"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(
                at: target.directoryURL.appending(path: folder), includingPropertiesForKeys: nil)
        }.filter { $0.pathExtension != "modulemap" }.sorted { $0.path < $1.path }
        let runtime = context.package.directoryURL.appending(path: "Sources/Probe/Runtime")
        let architectures = try FileManager.default.contentsOfDirectory(at: runtime, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "S" }.map { $0.deletingPathExtension().lastPathComponent }.sorted()
            // The wrapper knows times in words of 64 bits only.
            .filter { !["arm", "i386"].contains($0) }
        return architectures.map { architecture in
            let output = context.pluginWorkDirectoryURL.appending(path: "wrapper-\(architecture)")
            return .buildCommand(
                displayName: "Cross-compiling the wrapper image for \(architecture)",
                executable: builder,
                arguments: [
                    "--compiler", swiftc.path, "--product", "wrapper", "--architecture", architecture,
                    "--output", output.path,
                ] + own.map(\.path),
                inputFiles: own + [swiftc],
                outputFiles: [output])
        }
    }
}
