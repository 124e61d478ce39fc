import ProbeRuntime

/// A system call by its number in `arch-ARCH.h`; a negative errno on failure.
@inline(__always)
func systemCall(
    _ number: Int32, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0, _ e: Int = 0, _ f: Int = 0
) -> Int {
    Int(probe_syscall(Int64(number), Int64(a), Int64(b), Int64(c), Int64(d), Int64(e), Int64(f)))
}

/// Calls a function that returns a C `int`. Where the calling convention leaves the rest of the register open, it is cut
/// off: compilers may leave anything there. Registers for arguments that a function does not have hold more than 0.
@inline(never)
func callInt(
    _ entry: UInt64, _ a: Int64, _ b: Int64 = 0, _ c: Int64 = 0, _ d: Int64 = 0x5a5a_5a5b, _ e: Int64 = 0x5a5a_5a5c
) -> Int64 {
    probe_int(probe_call(entry, a, b, c, d, e))
}

/// The address behind a pointer, as system calls take it.
@inline(__always)
func address(_ pointer: UnsafeRawPointer) -> Int { Int(bitPattern: pointer) }

/// An address as system calls take it; those of the upper half are negative.
@inline(__always)
func word(_ address: UInt64) -> Int { Int(truncatingIfNeeded: address) }

/// errno and flag values that this program names.
enum Errno {
    static let interrupted = -4
    static let canceled = -125
}

/// Memory of the probe: whole pages that are never given back.
enum Pages {
    private static let readWrite = 3
    private static let shared = 0x01
    private static let privately = 0x02
    private static let anonymous = 0x20

    /// Bytes of a page, as the auxiliary vector says.
    nonisolated(unsafe) static var size = 4096

    /// Zeroed pages of this process alone.
    static func allocate(_ size: Int) -> UnsafeMutableRawPointer { map(size, privately | anonymous) }
    /// Zeroed pages that children share.
    static func allocateShared(_ size: Int) -> UnsafeMutableRawPointer { map(size, shared | anonymous) }

    /// The pages behind a descriptor, which whoever holds it shares.
    static func mapShared(_ file: Int, _ size: Int) -> UnsafeMutableRawPointer { map(size, shared, file) }

    /// Whether something is mapped at the page that begins at an address.
    static func isMapped(_ page: UInt64) -> Bool {
        var residency: UInt64 = 0
        return withUnsafeMutablePointer(to: &residency) {
            systemCall(NR_mincore, word(page), size, address($0)) == 0
        }
    }

    private static func map(_ size: Int, _ flags: Int, _ file: Int = -1) -> UnsafeMutableRawPointer {
        let result = systemCall(NR_mmap, 0, size, readWrite, flags, file, 0)
        guard result > 0 || result < -4095, let pointer = UnsafeMutableRawPointer(bitPattern: result) else {
            exitProcess(71)
        }
        return pointer
    }
}

/// Ends this process.
func exitProcess(_ status: Int) -> Never {
    while true { _ = systemCall(NR_exit_group, status) }
}

/// A file read whole into a buffer; nil if it cannot be opened.
///
/// - Returns: the number of bytes, at most `capacity`.
func readFile(_ path: StaticString, into buffer: UnsafeMutablePointer<UInt8>, capacity: Int) -> Int? {
    readFile(at: path.utf8Start, into: buffer, capacity: capacity)
}

/// The same for a path that is a C string.
func readFile(at path: UnsafePointer<UInt8>, into buffer: UnsafeMutablePointer<UInt8>, capacity: Int) -> Int? {
    let atWorkingDirectory = -100
    let closeOnExec = 0o2000000
    let file = systemCall(NR_openat, atWorkingDirectory, address(path), closeOnExec)
    guard file >= 0 else { return nil }
    var count = 0
    while count < capacity {
        let got = systemCall(NR_read, file, address(buffer + count), capacity - count)
        if got == Errno.interrupted { continue }
        if got <= 0 { break }
        count += got
    }
    _ = systemCall(NR_close, file)
    return count
}

/// The length of a C string of the kernel's or our own.
func cStringLength(_ text: UnsafePointer<UInt8>) -> Int {
    var count = 0
    while text[count] != 0 { count += 1 }
    return count
}
