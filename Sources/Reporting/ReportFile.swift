public import Foundation
import Glibc

/// A file that is there whole or not at all.
///
/// The content goes into a temporary file of the same folder, reaches the disk, and takes the place of an older file in
/// one step. A path that names a device or a pipe (`/dev/stdout`) is written to directly.
public struct ReportFile: Sendable {
    /// Where the file is to lie.
    public let path: String

    /// Why a file could not be written, removed or prepared.
    public struct Failure: Error, Hashable, CustomStringConvertible {
        /// The file.
        public var path: String
        /// What was tried, for instance "cannot write".
        public var action: String
        /// The system's error number.
        public var code: Int32
        /// `ACTION PATH: REASON`.
        public var description: String { "\(action) \(path): \(String(cString: strerror(code)))" }
    }

    /// Names a file.
    public init(path: String) { self.path = path }

    /// Creates the file's folder and removes the report of an earlier run, so that a run that dies leaves no old verdict
    /// behind.
    ///
    /// - Throws: `Failure`
    public func prepare() throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try Self.createFolder(folder)
        switch kind {
        case .none: break
        case .regular:
            guard unlink(path) == 0 else { throw failure("cannot remove the old report") }
        case .folder: throw Failure(path: path, action: "cannot write", code: EISDIR)
        case .other: return
        }
        guard access(folder, W_OK) == 0 else { throw failure("cannot write") }
    }

    /// Writes the whole content.
    ///
    /// - Parameter content: the bytes of the file.
    /// - Throws: `Failure`; then neither a part of the content nor the temporary file is left.
    public func write(_ content: Data) throws {
        if case .other = kind { return try writeDirectly(content) }
        let temporary = "\(path).\(getpid()).partial"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else { throw failure("cannot write") }
        do {
            try Self.write(content, to: descriptor, named: path)
            guard fsync(descriptor) == 0 else { throw failure("cannot write") }
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        // A network file system may report a full disk only here.
        guard close(descriptor) == 0, rename(temporary, path) == 0 else {
            let failure = failure("cannot write")
            unlink(temporary)
            throw failure
        }
    }

    private enum Kind { case none, regular, folder, other }

    private var kind: Kind {
        var status = stat()
        guard stat(path, &status) == 0 else { return .none }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .regular
        case S_IFDIR: .folder
        default: .other
        }
    }

    private func writeDirectly(_ content: Data) throws {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot write") }
        defer { close(descriptor) }
        try Self.write(content, to: descriptor, named: path)
    }

    /// Writes everything to an open descriptor, in as many steps as it takes.
    ///
    /// - Parameters:
    ///   - content: the bytes.
    ///   - descriptor: where they go.
    ///   - name: what the descriptor is called in a failure.
    /// - Throws: `Failure`
    public static func write(_ content: Data, to descriptor: Int32, named name: String) throws(Failure) {
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Failure(path: name, action: "cannot write", code: errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// The failure of the system call that was just made.
    private func failure(_ action: String) -> Failure { Failure(path: path, action: action, code: errno) }

    /// Creates a folder and those above it. Foundation would do so too, but hides the system's error number.
    private static func createFolder(_ folder: String) throws {
        if mkdir(folder, 0o777) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, folder != "/" else {
            throw Failure(path: folder, action: "cannot create the folder", code: errno)
        }
        try createFolder(URL(fileURLWithPath: folder).deletingLastPathComponent().path)
        guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
            throw Failure(path: folder, action: "cannot create the folder", code: errno)
        }
    }
}
