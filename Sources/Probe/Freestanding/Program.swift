import ProbeRuntime

/// This program, to be executed again with an internal option.
enum Program {
    /// The first argument; the path where the kernel gives none.
    nonisolated(unsafe) static var name: UInt = 0
    /// `AT_EXECFN`: no `/proc` is needed to find the program.
    nonisolated(unsafe) private static var path: UInt = 0
    /// `--image FILE`, or 0.
    nonisolated(unsafe) private static var image: UInt = 0
    private static let executableName: UInt = 31

    static func read(_ options: Options) {
        path = name
        image = UInt(bitPattern: options.image)
        var entry = options.auxiliaryVector
        while entry[0] != 0 {
            if entry[0] == executableName { path = entry[1] }
            entry += 2
        }
    }

    /// The path, a system call's argument.
    static var executable: Int { Int(bitPattern: path) }

    /// The words of `execve(2)`: two rows, arguments and environment, in pages of their own.
    static func arguments(_ option: StaticString, _ file: Int) -> UnsafeMutablePointer<UInt> {
        let page = Pages.allocate(4096)
        let words = page.assumingMemoryBound(to: UInt.self)
        // The number as digits, behind the words.
        let digits = (page + 1024).assumingMemoryBound(to: UInt8.self)
        var position = 8
        var value = file
        repeat {
            position -= 1
            digits[position] = UInt8(ascii: "0") + UInt8(value % 10)
            value /= 10
        } while value > 0
        var next = words
        add(path, &next)
        if image != 0 {
            add(UInt(bitPattern: StaticString("--image").utf8Start), &next)
            add(image, &next)
        }
        add(UInt(bitPattern: option.utf8Start), &next)
        add(UInt(bitPattern: digits + position), &next)
        return words
    }

    /// Makes this process another program of the same guest, with the same options and its number. Returns only on failure.
    static func execute(_ path: UnsafePointer<UInt8>, as number: Int, _ options: Options) {
        let words = Pages.allocate(4096).assumingMemoryBound(to: UInt.self)
        let (first, count) = options.arguments
        guard count < 400 else { return }
        var next = words
        add(UInt(bitPattern: path), &next)
        for index in 1..<max(1, count) { add(first[index], &next) }
        add(UInt(bitPattern: StaticString("--program").utf8Start), &next)
        add(UInt(bitPattern: Options.path("", number)), &next)
        _ = systemCall(NR_execve, Int(bitPattern: path), address(words), address(next + 1))
    }

    private static func add(_ word: UInt, _ place: inout UnsafeMutablePointer<UInt>) {
        place.pointee = word
        place += 1
    }

    /// `execve(2)` with what `arguments` gave and no environment. Returns only on failure: a negative errno.
    static func execute(_ arguments: UnsafeMutablePointer<UInt>) -> Int {
        // The zero that ends the arguments is an empty environment as well.
        systemCall(NR_execve, executable, address(arguments), address(arguments + 64))
    }
}

/// Memory behind a descriptor, which survives `execve(2)`.
struct SharedFile {
    let descriptor: Int

    /// A file of `size` bytes; nil where the kernel has no `memfd_create`.
    init?(_ size: Int) {
        let name: StaticString = "probe"
        descriptor = systemCall(NR_memfd_create, address(name.utf8Start), 0)
        guard descriptor >= 0, systemCall(NR_ftruncate, descriptor, size) == 0 else { return nil }
    }

    func close() { _ = systemCall(NR_close, descriptor) }
}

extension Image {
    /// Finds the image and its functions in an execution that another one has already reported about.
    static func find(_ options: Options) {
        Output.withoutReport {
            let base = Facts.auxiliaryVector(options.auxiliaryVector, hidesImage: false)
            let end = Facts.mappings(image: base)
            guard base != 0, end > base else { exitProcess(70) }
            mapped = Image(base: base, size: end - base)
            mapped.read()
            tested = options.image.map { ChosenImage.load($0, over: mapped) } ?? mapped
            tested.read()
            Functions.tested = Functions.find()
        }
    }
}
