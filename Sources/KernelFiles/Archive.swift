import CArchive

/// An archive or compressed data in memory, read with libarchive: ar, tar, cpio and RPM, each through any of its
/// compressions, and a single compressed file as an archive with one member.
///
/// Only compressions that the library knows itself are enabled: what it would start a program for is refused, so that no
/// file can make it run one.
struct Archive {
    /// What to do with a member.
    enum Choice {
        case pass, read
    }

    /// How the bytes are wrapped.
    enum Form {
        /// An archive with members.
        case members
        /// One compressed file.
        case compressed
        /// Neither.
        case plain
    }

    private let handle: OpaquePointer
    private let budget: Budget

    /// Opens bytes, hands them to `body`, and closes them.
    static func with<Value>(
        _ bytes: UnsafeRawBufferPointer, _ budget: Budget, onlyCompressed: Bool = false,
        _ body: (Archive) throws -> Value
    ) throws -> Value {
        guard let handle = archive_read_new() else { throw KernelFileError("libarchive has no memory") }
        defer { archive_read_free(handle) }
        for support in [
            archive_read_support_filter_gzip, archive_read_support_filter_bzip2, archive_read_support_filter_lzma,
            archive_read_support_filter_xz, archive_read_support_filter_lz4, archive_read_support_filter_zstd,
        ] where support(handle) == ARCHIVE_WARN {
            // This libarchive would start a program. That cannot be taken back, so all is as if it were not there.
        }
        archive_read_support_format_raw(handle)
        if !onlyCompressed {
            archive_read_support_filter_rpm(handle)
            archive_read_support_format_ar(handle)
            archive_read_support_format_tar(handle)
            archive_read_support_format_cpio(handle)
        }
        let archive = Archive(handle: handle, budget: budget)
        guard archive_read_open_memory(handle, bytes.baseAddress, bytes.count) == ARCHIVE_OK else {
            throw archive.error
        }
        return try body(archive)
    }

    /// What libarchive says is wrong.
    private var error: KernelFileError {
        KernelFileError(
            "cannot be unpacked: \(archive_error_string(handle).map { String(cString: $0) } ?? "unknown error")")
    }

    /// Goes to the next member.
    ///
    /// - Returns: its name; nil at the end.
    private func next() throws(KernelFileError) -> (name: String, isFile: Bool)? {
        var entry: OpaquePointer?
        switch archive_read_next_header(handle, &entry) {
        case ARCHIVE_OK, ARCHIVE_WARN: break
        case ARCHIVE_EOF: return nil
        default: throw error
        }
        guard let entry else { return nil }
        let name = archive_entry_pathname(entry).map { String(cString: $0) } ?? ""
        return (name, archive_entry_filetype(entry) == 0o100000)
    }

    /// Reads or passes over the bytes of the current member.
    ///
    /// - Returns: the bytes, empty for a member that is passed over, and why they end early, if they do.
    private func contents(_ choice: Choice) throws(KernelFileError) -> (bytes: [UInt8], problem: KernelFileError?) {
        var bytes: [UInt8] = []
        var size = 0
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = chunk.withUnsafeMutableBytes { archive_read_data(handle, $0.baseAddress, $0.count) }
            if count == 0 { return (bytes, nil) }
            guard count > 0 else { return (bytes, error) }
            try budget.spend(count)
            size += count
            guard choice == .read else { continue }
            guard size <= budget.limits.size else {
                throw KernelFileError("holds more than \(budget.limits.size >> 20) MiB: not searched", isLimit: true)
            }
            bytes += chunk[..<count]
        }
    }

    /// Hands on each member that is a file and is wanted.
    ///
    /// - Parameters:
    ///   - isWanted: whether the member of this name is to be read.
    ///   - body: called with the name and the bytes.
    /// - Returns: what the bytes turned out to be. Nothing is handed on for `plain`.
    /// - Throws: `KernelFileError`, or what `body` throws.
    func forEach(_ isWanted: (String) -> Bool, _ body: (String, [UInt8]) throws -> Void) throws -> Form {
        var isFirst = true
        while let member = try next() {
            if isFirst && isPlain { return .plain }
            isFirst = false
            let isRead = member.isFile && (isCompressed || isWanted(member.name))
            let (bytes, problem) = try contents(isRead ? .read : .pass)
            if let problem { throw KernelFileError("\(member.name): \(problem.description)") }
            if isRead { try body(isCompressed ? "" : member.name, bytes) }
        }
        return isFirst ? .plain : isCompressed ? .compressed : .members
    }

    /// The decompressed bytes of a single file, as far as they can be read: a kernel's payload is followed by the rest of
    /// the kernel, which libraries may take for broken data. With xz and zstd libarchive then keeps back what it had not
    /// handed on, up to 128 KiB of the kernel's end, where discarded data lies and no image.
    func decompressed() throws -> (bytes: [UInt8], problem: KernelFileError?) {
        guard try next() != nil, !isPlain else { return ([], nil) }
        return try contents(.read)
    }

    private var isRaw: Bool { archive_format(handle) & ARCHIVE_FORMAT_BASE_MASK == ARCHIVE_FORMAT_RAW }
    private var isPlain: Bool { isRaw && archive_filter_count(handle) <= 1 }
    private var isCompressed: Bool { isRaw && !isPlain }
}
