import Foundation

/// Builds a freestanding program or image for one architecture:
/// `freestanding-builder --compiler SWIFTC --product probe|wrapper --architecture ARCH --output FILE SOURCE...`.
///
/// The plugins run it once per architecture. It uses `swiftc`, and the `clang` and `ld.lld` beside it, and neither a
/// sysroot nor a cross compiler.
do {
    let request = try BuildRequest(arguments: Array(CommandLine.arguments.dropFirst()))
    let toolchain = try Toolchain(request)
    switch request.product {
    case .probe: try buildProbe(request, toolchain)
    case .wrapper: try buildWrapper(request, toolchain)
    }
} catch {
    FileHandle.standardError.write(Data("error: freestanding-builder: \(error)\n".utf8))
    exit(1)
}
