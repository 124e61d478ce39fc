/// A static executable of Embedded Swift with the runtime's C and assembly.
func buildProbe(_ request: BuildRequest, _ toolchain: Toolchain) throws {
    let swift = toolchain.path("probe.o")
    // In steps: as one expression Swift 6.2 does not take it.
    var arguments = [
        "-target", request.architecture.swiftTriple, "-swift-version", "6",
        "-enable-experimental-feature", "Embedded", "-wmo", "-parse-as-library", "-Osize",
        "-enforce-exclusivity=unchecked", "-warnings-as-errors", "-module-name", "Probe", "-module-cache-path",
        toolchain.path("modules"),
        // Copies of a function for each closure that it is called with make the probe a tenth larger.
        "-Xllvm", "-sil-disable-pass=closure-specialize",
        // A seventh smaller without; LLVM still inlines what is shorter than its call.
        "-Xllvm", "-sil-disable-pass=inline", "-Xcc", "-fomit-frame-pointer",
        // The smallest of those tried: 0, 10, 16, 25 and 40 make it larger.
        "-Xllvm", "-inline-threshold=60",
        "-Xfrontend", "-function-sections", "-Xfrontend", "-disable-stack-protector",
        // Else an object stays as it is when only a flag of LLVM changed.
        "-Xfrontend", "-disable-incremental-llvm-codegen",
        "-Xcc", "-ffreestanding", "-Xcc", "-fno-pic",
    ]
    arguments += request.architecture.swiftFlags
    arguments += request.includeFolders.flatMap { ["-I", $0, "-Xcc", "-I\($0)"] }
    arguments += ["-c"] + request.sources("swift").map(\.path) + ["-o", swift]
    try toolchain.run("swiftc", arguments)
    // Of the assembly files only the architecture's own.
    let assembly = request.sources("S").filter { $0.lastPathComponent == "\(request.architecture.name).S" }
    let objects = try (request.sources("c") + assembly).map {
        try toolchain.compile($0, request, ["-fno-pic", "-ffunction-sections"])
    }
    try toolchain.run(
        "ld.lld",
        [
            // Nobody reads section headers, and nothing is relocated.
            "-z", "nosectionheader", "-z", "norelro",
            "-static", "-O2", "--gc-sections", "--icf=all", "--build-id=none", "--strip-all", "-z", "noexecstack", "-o",
            request.output.path,
        ]
            + [swift] + objects)
}
