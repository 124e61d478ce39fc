/// A vDSO image that forwards to the real one, laid out as the kernel's linker scripts do.
func buildWrapper(_ request: BuildRequest, _ toolchain: Toolchain) throws {
    var objects: [String] = []
    var script: String?
    for source in request.sources("c") + request.sources("S") {
        if source.lastPathComponent.hasSuffix(".lds.S") {
            let output = toolchain.path("wrapper.lds")
            try toolchain.run(
                "clang",
                ["-target", request.architecture.clangTriple, "-E", "-P", "-x", "c", source.path, "-o", output])
            script = output
        } else {
            objects.append(
                try toolchain.compile(
                    source, request,
                    ["-fPIC", "-fasynchronous-unwind-tables"] + request.architecture.landingPadFlags))
        }
    }
    guard let script else { throw Toolchain.Failure(description: "no linker script among the sources") }
    try toolchain.run(
        "ld.lld",
        [
            "-shared", "-Bsymbolic", "--no-undefined", "-soname", "linux-vdso.so.1", "--hash-style=both",
            "--build-id=sha1", "--eh-frame-hdr", "-z", "max-page-size=4096", "--no-rosegment", "-z", "norelro",
            "-T", script, "-o", request.output.path,
        ] + objects)
}
