import CArchive

/// The first file system of a machine: the probe as `/init`, and what it needs to open its channels. Nothing in it
/// depends on the time or the machine that makes it.
struct Initramfs {
    /// The probe's executable.
    var probe: [UInt8]
    /// Further files, by their paths; their folders are made.
    var files: [(path: String, bytes: [UInt8])] = []
    /// Further programs, likewise.
    var programs: [(path: String, bytes: [UInt8])] = []

    /// The nodes for kernels that have no devtmpfs: number 5,1 is the console, the others are serial ports.
    private static let devices: [(path: String, major: dev_t, minor: dev_t)] = [
        ("dev/console", 5, 1), ("dev/ttyS0", 4, 64), ("dev/ttyS1", 4, 65), ("dev/ttyAMA1", 204, 65),
    ]
    private static let folders = ["dev", "proc", "sys", "tmp"]

    /// As a cpio archive of the form "newc", which the kernel unpacks.
    ///
    /// - Throws: `InitramfsError`
    func archive() throws(InitramfsError) -> [UInt8] {
        guard let handle = archive_write_new() else { throw InitramfsError(reason: "libarchive has no memory") }
        defer { archive_write_free(handle) }
        let room = (files + programs).reduce(probe.count + 65536) { $0 + $1.bytes.count + 1024 }
        var bytes = [UInt8](repeating: 0, count: room)
        var used = 0
        let failure: InitramfsError? = bytes.withUnsafeMutableBytes { buffer in
            func write() throws(InitramfsError) {
                let writer = Writer(handle: handle)
                try writer.check(archive_write_set_format_cpio_newc(handle))
                try writer.check(archive_write_set_bytes_in_last_block(handle, 1))
                try writer.check(archive_write_open_memory(handle, buffer.baseAddress, buffer.count, &used))
                for name in Self.folders + ownFolders { try writer.add(name, kind: 0o040000, permissions: 0o755) }
                for device in Self.devices {
                    try writer.add(
                        device.path, kind: 0o020000, permissions: 0o600, device: (device.major, device.minor))
                }
                try writer.add("init", kind: 0o100000, permissions: 0o755, bytes: probe)
                for file in files { try writer.add(file.path, kind: 0o100000, permissions: 0o644, bytes: file.bytes) }
                for program in programs {
                    try writer.add(program.path, kind: 0o100000, permissions: 0o755, bytes: program.bytes)
                }
                try writer.check(archive_write_close(handle))
            }
            do throws(InitramfsError) { try write() } catch { return error }
            return nil
        }
        if let failure { throw failure }
        return Array(bytes.prefix(used))
    }

    private var ownFolders: [String] {
        Set((files + programs).compactMap { $0.path.split(separator: "/").dropLast().first.map(String.init) }).sorted()
    }
}

/// Why there is no initramfs.
struct InitramfsError: Error, CustomStringConvertible {
    var reason: String
    var description: String { "the initramfs cannot be made: \(reason)" }
}

private struct Writer {
    var handle: OpaquePointer

    func check(_ status: Int32) throws(InitramfsError) {
        guard status != ARCHIVE_OK else { return }
        throw InitramfsError(
            reason: archive_error_string(handle).map { String(cString: $0) } ?? "libarchive says \(status)")
    }

    func add(
        _ path: String, kind: UInt32, permissions: mode_t, device: (major: dev_t, minor: dev_t)? = nil,
        bytes: [UInt8] = []
    ) throws(InitramfsError) {
        guard let entry = archive_entry_new() else { throw InitramfsError(reason: "libarchive has no memory") }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, path)
        archive_entry_set_filetype(entry, kind)
        archive_entry_set_perm(entry, permissions)
        archive_entry_set_size(entry, Int64(bytes.count))
        archive_entry_set_mtime(entry, 0, 0)
        if let device {
            archive_entry_set_rdevmajor(entry, device.major)
            archive_entry_set_rdevminor(entry, device.minor)
        }
        try check(archive_write_header(handle, entry))
        guard !bytes.isEmpty else { return }
        guard archive_write_data(handle, bytes, bytes.count) == bytes.count else {
            return try check(ARCHIVE_FATAL)
        }
    }
}
