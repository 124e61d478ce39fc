/// What the host asks for on the probe's command line.
struct Options {
    /// `--drop-privileges`: empties every capability set first.
    var dropsPrivileges = false
    /// `--image FILE`: tests this image in place of the kernel's; a C string.
    var image: UnsafePointer<UInt8>?
    /// `--area NAME`, repeatable: only experiments of these areas. The names of all areas that were given, in arguments.
    private var areas: (first: UnsafePointer<UInt>, count: Int)
    /// All arguments, as the kernel gave them.
    private(set) var arguments: (first: UnsafePointer<UInt>, count: Int)
    private var hasAreas = false
    /// `--bench`: measures speed only, for `--seconds`.
    var isBenchmark = false
    /// `--patience N`: deadlines are N times as long.
    var patience = 1
    /// `--without-vdso`: behaves as if the kernel had given no `AT_SYSINFO_EHDR`.
    var isWithoutImage = false
    /// `--child-report FD`: internal; makes the calls of `Battery` into the memory behind the descriptor.
    var childReport: Int?
    /// `--child-placement FD`: internal; writes `AT_SYSINFO_EHDR` there.
    var childPlacement: Int?
    /// `--child-round FD`: internal; makes one round of a benchmark, with the report in the memory behind the descriptor.
    var childRound: Int?
    /// `--guest`: this is process 1 of a virtual machine. The kernel puts words of its command line that it does not know
    /// in front; they are passed over.
    var isGuest = false
    /// `--images N`: a guest tests `/images/0` and those that follow one by one, in place of one image.
    var imageCount = 0
    /// `--programs N`: N probes are process 1 of a guest, one after the other: `/init`, `/programs/1` and those that follow.
    var programCount = 1
    /// `--program N`: which of them this is; 0 for the first.
    var program = 0
    /// `--limit SECONDS`: how long each of them may take.
    var limit = 0
    /// `--serial PATH`: where a guest reports if it has no virtio console; a C string.
    var serial: UnsafePointer<UInt8>?
    /// `--acceleration WORD`: what runs this virtual machine, to be reported; a C string.
    var acceleration: UnsafePointer<UInt8>?
    /// `--disturb`: changes clocks and what they hang on, where `Disturber` allows it.
    var disturbs = false
    /// `--seconds N`: spends N seconds on rare steps back.
    var seconds = 0
    /// The auxiliary vector behind arguments and environment.
    var auxiliaryVector: UnsafePointer<UInt>

    /// Reads the stack as the kernel leaves it: argc, argv, 0, environment, 0, auxiliary vector. An option that is not
    /// known ends the probe: a typing error must not pass as a run.
    init(_ stack: UnsafePointer<UInt>) {
        let count = Int(stack[0])
        let words = Words(first: stack + 1, count: count)
        var entry = words.first + count + 1
        while entry[0] != 0 { entry += 1 }
        auxiliaryVector = entry + 1
        arguments = (words.first, count)
        areas = arguments
        var index = 1
        for later in 1..<max(1, count) where words.have("--guest", at: later) {
            isGuest = true
            index = later + 1
        }
        Program.name = words.first[0]
        while index < count {
            let place = index
            index += 1
            if words.have("--drop-privileges", at: place) {
                dropsPrivileges = true
            } else if words.have("--quick", at: place) {
                Effort.current = .quick
                Deadline.cpuSeconds = 3
            } else if words.have("--bench", at: place) {
                isBenchmark = true
                Effort.current = .bench
            } else if words.have("--thorough", at: place) {
                Effort.current = .thorough
            } else if words.have("--disturb", at: place) {
                disturbs = true
            } else if words.have("--without-vdso", at: place) {
                isWithoutImage = true
            } else {
                take(words, place)
                index += 1
            }
        }
    }

    /// Takes an option with a value.
    private mutating func take(_ words: Words, _ place: Int) {
        if let number = words.number(of: "--patience", at: place) {
            patience = number
        } else if let number = words.number(of: "--seconds", at: place) {
            seconds = number
        } else if let number = words.number(of: "--images", at: place) {
            imageCount = number
        } else if let number = words.number(of: "--programs", at: place) {
            programCount = number
        } else if let number = words.number(of: "--program", at: place) {
            program = number
        } else if let number = words.number(of: "--limit", at: place) {
            limit = number
        } else if let number = words.number(of: "--child-report", at: place) {
            childReport = number
        } else if let number = words.number(of: "--child-placement", at: place) {
            childPlacement = number
        } else if let number = words.number(of: "--child-round", at: place) {
            childRound = number
        } else if words.value(of: "--area", at: place) != nil {
            hasAreas = true
        } else if let text = words.value(of: "--image", at: place) {
            image = text
        } else if let text = words.value(of: "--serial", at: place) {
            serial = text
        } else if let text = words.value(of: "--acceleration", at: place) {
            acceleration = text
        } else {
            complain("unknown option")
        }
    }
}

/// The arguments, by their places.
private struct Words {
    var first: UnsafePointer<UInt>
    var count: Int

    @inline(never)
    func have(_ name: StaticString, at place: Int) -> Bool { Argument(first[place]) == name }

    /// What stands behind an option.
    @inline(never)
    func value(of name: StaticString, at place: Int) -> UnsafePointer<UInt8>? {
        guard have(name, at: place), place + 1 < count else { return nil }
        return Argument(first[place + 1]).bytes
    }

    @inline(never)
    func number(of name: StaticString, at place: Int) -> Int? {
        value(of: name, at: place) == nil ? nil : Argument(first[place + 1]).number
    }
}

extension Options {
    /// Chooses one of a guest's images, and the areas that the file beside it names, each on a line of its own; without
    /// such a file all of them.
    mutating func choose(image number: Int) {
        image = Self.path("/images/", number)
        let text = Pages.allocate(4096).assumingMemoryBound(to: UInt8.self)
        guard let length = readFile(at: Self.path("/images/", number, ".areas"), into: text, capacity: 2048) else {
            return
        }
        // As if they were arguments.
        let words = (text + 2048).withMemoryRebound(to: UInt.self, capacity: 256) { $0 }
        let option: StaticString = "--area"
        var count = 1
        var first = 0
        for index in 0..<length where text[index] == UInt8(ascii: "\n") && count < 250 {
            text[index] = 0
            words[count] = UInt(bitPattern: option.utf8Start)
            words[count + 1] = UInt(bitPattern: text + first)
            count += 2
            first = index + 1
        }
        hasAreas = true
        areas = (UnsafePointer(words), count)
    }

    /// A number between two texts, for instance `/images/3.areas`: a C string.
    static func path(_ prefix: StaticString, _ number: Int, _ suffix: StaticString = "") -> UnsafePointer<UInt8> {
        let text = Pages.allocate(4096).assumingMemoryBound(to: UInt8.self)
        var length = 0
        append(prefix, to: text, &length)
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            text[length] = UInt8(ascii: "0") + UInt8(number / divisor % 10)
            length += 1
            divisor /= 10
        }
        append(suffix, to: text, &length)
        text[length] = 0
        return UnsafePointer(text)
    }

    /// Not inside of `path`: Swift 6.2 allocates what such a function changes.
    private static func append(_ part: StaticString, to text: UnsafeMutablePointer<UInt8>, _ length: inout Int) {
        for index in 0..<part.utf8CodeUnitCount {
            text[length] = part.utf8Start[index]
            length += 1
        }
    }

    /// Whether calls can be single-stepped. In an emulated machine a tick comes at about each step, unless time is the
    /// number of instructions; a call that reads the time anew after a tick then never ends.
    var maySingleStep: Bool { !isAccelerated(by: "TCG") }
    /// Whether time is the number of instructions.
    var countsInstructions: Bool { isAccelerated(by: "icount") }
    /// Whether this is an emulated machine, where calls take microseconds.
    var isEmulated: Bool { isAccelerated(by: "TCG") || countsInstructions }

    private func isAccelerated(by name: StaticString) -> Bool {
        guard let acceleration else { return false }
        return Argument(UInt(bitPattern: acceleration)) == name
    }

    /// Whether experiments of an area are wanted.
    func wants(_ area: StaticString) -> Bool {
        guard hasAreas else { return true }
        for index in 1..<max(1, areas.count - 1)
        where Argument(areas.first[index]) == "--area" && Argument(areas.first[index + 1]) == area {
            return true
        }
        return false
    }
}

/// One argument: a C string.
struct Argument {
    private(set) var bytes: UnsafePointer<UInt8>

    init(_ address: UInt) {
        guard let bytes = UnsafePointer<UInt8>(bitPattern: address) else { exitProcess(64) }
        self.bytes = bytes
    }

    /// The value of a decimal number from 1 to 10,000, or nil.
    var number: Int? {
        var value = 0
        var index = 0
        while bytes[index] != 0 {
            guard bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9"), value < 1000 else { return nil }
            value = value * 10 + Int(bytes[index] - UInt8(ascii: "0"))
            index += 1
        }
        return value > 0 ? value : nil
    }

    static func == (argument: Argument, text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        for index in 0..<count where argument.bytes[index] != text.utf8Start[index] { return false }
        return argument.bytes[count] == 0
    }
}
