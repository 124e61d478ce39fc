import Glibc

/// A file in memory for readers that open what they read. The folder goes with the process, also when it ends by a finding.
struct ScratchFile {
    let path: String

    /// `DIRECTORY/linux/toy.yaml`, as a directory of expectations has it.
    static let expectations = ScratchFile(path: folder + "/linux/toy.yaml")
    /// A file to search.
    static let kernel = ScratchFile(path: folder + "/kernel")

    /// Named by `scripts/fuzz`, which removes it.
    static let folder: String = {
        guard let folder = getenv("VDSO_FUZZ_SCRATCH").map({ String(cString: $0) }) else {
            fatalError("VDSO_FUZZ_SCRATCH names no folder: start fuzzers by scripts/fuzz")
        }
        mkdir(folder + "/linux", 0o700)
        return folder
    }()

    /// Replaces what the file holds.
    func write(_ bytes: UnsafeRawBufferPointer) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        precondition(descriptor >= 0, "\(path) cannot be written")
        defer { close(descriptor) }
        precondition(Glibc.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count, "\(path) is too small")
    }
}
