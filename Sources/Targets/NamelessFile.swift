import Foundation
import Glibc

/// Bytes that another process can open as a file, and that are gone with this process at the latest: no temporary file
/// stays behind, however the run ends.
struct NamelessFile: ~Copyable {
    private let descriptor: Int32

    /// Holds bytes; nil if there is no room for them.
    init?(_ bytes: [UInt8]) {
        var template = Array("\(NSTemporaryDirectory())/vdso-conformance.XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { return nil }
        unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return nil }
            written += count
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Where processes of the same user find it, as long as this value lives.
    var path: String { "/proc/\(getpid())/fd/\(descriptor)" }
}
