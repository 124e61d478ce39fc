import Foundation
import Glibc
import VDSOImage

/// Files as bytes.
enum FileBytes {
    /// Reads a regular file.
    ///
    /// - Throws: `KernelFileError`
    static func read(_ path: String, limit: Int) throws(KernelFileError) -> [UInt8] {
        // Not to wait for a writer if the path is a named pipe.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw KernelFileError("\(path): cannot be read: not a regular file")
        }
        guard status.st_size <= limit else {
            throw KernelFileError("\(path): has more than \(limit >> 20) MiB: not searched")
        }
        let size = Int(status.st_size)
        var failure = false
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while filled < size {
                let count = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), size - filled)
                if count < 0 && errno == EINTR { continue }
                if count < 0 { failure = true }
                if count <= 0 { return }
                filled += count
            }
        }
        if failure { throw unreadable(path) }
        return bytes
    }

    private static func unreadable(_ path: String) -> KernelFileError {
        KernelFileError("\(path): cannot be read: \(String(cString: strerror(errno)))")
    }

    /// Reads a file that holds nothing else as an image. `obstacle` says why there may be something in it all the same.
    static func image(_ bytes: [UInt8], path: String, obstacle: String? = nil) throws(KernelFileError) -> FoundImage {
        do {
            return FoundImage(try VDSOImage(bytes: bytes), path: path, steps: [])
        } catch .notELF {
            if let obstacle {
                throw KernelFileError("\(path): holds no vDSO image as far as it can be read: \(obstacle)")
            }
            throw KernelFileError("\(path): holds no vDSO image: neither an image nor a kernel, nor a package of one")
        } catch {
            throw KernelFileError("\(path): \(error)")
        }
    }
}
