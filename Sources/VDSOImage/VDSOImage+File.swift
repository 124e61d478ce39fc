import Glibc

extension VDSOImage {
    /// The most bytes an image may have. The largest known vDSO has about 50 KiB with its debug sections.
    public static let sizeLimit = 64 << 20

    /// Reads an image from a file.
    ///
    /// - Parameter path: A regular file.
    /// - Throws: `VDSOImageError` if the file cannot be read, or as `init(bytes:)` does.
    public init(path: String) throws(VDSOImageError) {
        try self.init(bytes: Self.contents(path))
    }

    private static func contents(_ path: String) throws(VDSOImageError) -> [UInt8] {
        // Not to wait for a writer if the path is a named pipe.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, message: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .unreadable(path: path, message: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path, message: "not a regular file") }
        guard status.st_size <= sizeLimit else {
            throw .tooLarge(size: UInt64(status.st_size), limit: UInt64(sizeLimit))
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path: path, message: String(cString: strerror(errno))) }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes.prefix(filled))
    }
}
