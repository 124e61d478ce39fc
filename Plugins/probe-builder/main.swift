import Foundation

/// Builds one probe: `probe-builder --compiler SWIFTC --architecture ARCH --output FILE SOURCE...`.
///
/// The plugin runs it once per architecture. It uses `swiftc` for the Swift side, the `clang` and `ld.lld` beside it for
/// C, assembly and linking, and neither a sysroot nor a cross compiler.
do {
    let request = try BuildRequest(arguments: Array(CommandLine.arguments.dropFirst()))
    try ProbeBuild(request).run()
} catch {
    FileHandle.standardError.write(Data("error: probe-builder: \(error)\n".utf8))
    exit(1)
}
