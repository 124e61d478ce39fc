/// What a search may use, so that no input can make it run for long or fill the memory.
public struct Limits: Sendable, Hashable {
    /// The most bytes of one file, one member of an archive, or one decompressed kernel.
    public var size = 1 << 30
    /// The most bytes that all decompression of one search may give, members that are passed over included. Modules are
    /// most of a kernel's package.
    public var total = 8 << 30
    /// How many containers may lie in each other: a package holds an archive, that a compressed kernel, that its payload.
    public var depth = 6
    /// How many places that look like the start of compressed data are tried in one file.
    public var attempts = 64
    /// How many files of a folder are looked at.
    public var files = 200_000

    /// The limits that suit every kernel known.
    public init() {}
}

/// What is left of the limits of one search.
final class Budget {
    let limits: Limits
    private var spent = 0

    init(_ limits: Limits) { self.limits = limits }

    /// Counts decompressed bytes.
    func spend(_ bytes: Int) throws(KernelFileError) {
        spent += bytes
        if spent > limits.total {
            throw KernelFileError(
                "holds more than \(limits.total >> 20) MiB when it is unpacked: not searched", isLimit: true)
        }
    }
}
