import ProbeRuntime

/// An image that is tested in place of the one that the kernel mapped (`--image FILE`).
///
/// An image with the wrapper's table gets a place of its own and the addresses of the real functions. Any other image has
/// its data at a fixed distance, so it is mapped over the kernel's; that works only where the kernel lets it. In that one
/// instructions are replaced as the kernel does it.
enum ChosenImage {
    private static let largest = 1 << 20
    private enum Protection { static let readWrite = 3, readExecute = 5 }
    private enum Flags { static let privately = 2, fixed = 0x10, anonymous = 0x20 }

    /// Maps the file at `path`, a C string, or ends the probe with a message on standard error. `mapped` is the image that
    /// the kernel mapped, read already.
    static func load(_ path: UnsafePointer<UInt8>, over mapped: Image) -> Image {
        let buffer = Pages.allocate(largest + 4096).assumingMemoryBound(to: UInt8.self)
        guard let count = readFile(at: path, into: buffer, capacity: largest + 1), count > 0, count <= largest else {
            complain("the image cannot be read, or is larger than 1 MiB")
        }
        let size = (count + 4095) / 4096 * 4096
        guard let table = findTable(buffer, count) else {
            if let kernels = UnsafeMutablePointer<UInt8>(bitPattern: UInt(mapped.base)) {
                Alternatives(buffer, count).apply(asIn: Alternatives(kernels, Int(mapped.size)))
            }
            return replace(mapped, buffer, size)
        }
        fill(table, from: mapped)
        guard systemCall(NR_mprotect, address(buffer), size, Protection.readExecute) == 0 else {
            complain("the image cannot be made executable")
        }
        // What lies behind the image must not be taken for a part of it.
        _ = systemCall(NR_munmap, address(buffer) + size, largest + 4096 - size)
        return Image(base: UInt64(UInt(bitPattern: buffer)), size: UInt64(size))
    }

    private static func replace(_ mapped: Image, _ bytes: UnsafeMutablePointer<UInt8>, _ size: Int) -> Image {
        let place = word(mapped.base)
        // The kernel lets nobody split its mapping (`special_mapping_split()`): a smaller image takes all of its place.
        let whole = max(size, (Int(mapped.size) + 4095) / 4096 * 4096)
        let result = systemCall(
            NR_mmap, place, whole, Protection.readWrite, Flags.privately | Flags.fixed | Flags.anonymous, -1)
        guard result == place, let target = UnsafeMutablePointer<UInt8>(bitPattern: place) else {
            complain("the kernel does not let its image be replaced (sealed mappings)")
        }
        for index in 0..<size { target[index] = bytes[index] }
        guard systemCall(NR_mprotect, place, whole, Protection.readExecute) == 0 else {
            complain("the image cannot be made executable")
        }
        return Image(base: mapped.base, size: UInt64(size))
    }

    private static func findTable(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) -> UnsafeMutablePointer<UInt64>? {
        let tableBytes = Int(WRAPPER_WORDS.rawValue) * 8
        for offset in stride(from: 0, through: count - tableBytes, by: 8) {
            let words = UnsafeMutableRawPointer(bytes + offset).assumingMemoryBound(to: UInt64.self)
            if words[0] == WRAPPER_MAGIC_1, words[1] == WRAPPER_MAGIC_2 { return words }
        }
        return nil
    }

    private static func fill(_ table: UnsafeMutablePointer<UInt64>, from mapped: Image) {
        func put(_ word: wrapper_word, _ name: StaticString) {
            table[Int(word.rawValue)] = Functions.find(name, in: mapped)?.address ?? 0
        }
        put(WRAPPER_CLOCK_GETTIME, "clock_gettime")
        put(WRAPPER_CLOCK_GETRES, "clock_getres")
        put(WRAPPER_GETTIMEOFDAY, "gettimeofday")
        put(WRAPPER_TIME, "time")
        put(WRAPPER_GETCPU, "getcpu")
        put(WRAPPER_GETRANDOM, "getrandom")
        put(WRAPPER_FLUSH_ICACHE, "flush_icache")
        put(WRAPPER_HWPROBE, "riscv_hwprobe")
        put(WRAPPER_SIGRETURN, "rt_sigreturn")
        put(WRAPPER_UNLOCK64, "futex_robust_list64_try_unlock")
        put(WRAPPER_UNLOCK32, "futex_robust_list32_try_unlock")
    }
}

/// Says why the probe cannot go on, and ends it.
func complain(_ message: StaticString) -> Never {
    let standardError = 2
    func write(_ text: StaticString) {
        _ = systemCall(NR_write, standardError, address(text.utf8Start), text.utf8CodeUnitCount)
    }
    write("probe: ")
    write(message)
    write("\n")
    exitProcess(64)
}
