import ProbeRuntime

/// Reports what the target is: auxiliary vector, kernel, clocksource, processors, mappings.
enum Facts {
    nonisolated(unsafe) private static var buffer: UnsafeMutablePointer<UInt8>! = nil
    private static let capacity = 1 << 17

    static func start() {
        buffer = Pages.allocate(capacity).assumingMemoryBound(to: UInt8.self)
    }

    /// Reports the vector, and gives `AT_SYSINFO_EHDR` (0 if absent).
    /// With `hidesImage` the vDSO's entry reads as if it were 0.
    static func auxiliaryVector(_ vector: UnsafePointer<UInt>, hidesImage: Bool) -> UInt64 {
        var image: UInt64 = 0
        var entry = vector
        while entry[0] != 0 {
            let isImage = entry[0] == AuxiliaryType.sysinfoHeader
            let value = isImage && hidesImage ? 0 : UInt64(entry[1])
            Output.begin("auxv")
            Output.field("type", unsigned: UInt64(entry[0]))
            Output.field("value", unsigned: value)
            Output.end()
            if isImage { image = value }
            entry += 2
        }
        return image
    }

    /// The last word of the kernel's command line that begins so: what follows.
    private static func commandLine(_ count: Int, _ key: StaticString) -> (first: Int, count: Int)? {
        let length = key.utf8CodeUnitCount
        var found: (first: Int, count: Int)?
        var first = 0
        for index in 0...count where index == count || buffer[index] <= UInt8(ascii: " ") {
            var matches = index - first >= length
            for letter in 0..<length where matches && buffer[first + letter] != key.utf8Start[letter] {
                matches = false
            }
            if matches { found = (first + length, index - first - length) }
            first = index + 1
        }
        return found
    }

    private static func commandLine(_ count: Int, _ key: StaticString, _ name: StaticString) {
        guard let found = commandLine(count, key) else { return }
        Output.begin("environment")
        Output.field("name", text: name)
        Output.field("value", bytes: buffer + found.first, count: found.count)
        Output.end()
    }

    /// Whether the kernel's command line has a word.
    static func commandLineHas(_ word: StaticString) -> Bool {
        guard let count = readFile("/proc/cmdline", into: buffer, capacity: capacity) else { return false }
        return commandLine(count, word).map { $0.count == 0 } ?? false
    }

    /// What the kernel was told about its vDSO: the command line may take it away.
    static func commandLine() {
        guard let count = readFile("/proc/cmdline", into: buffer, capacity: capacity) else { return }
        commandLine(count, "vdso=", "kernel.command-line.vdso")
        commandLine(count, "vdso32=", "kernel.command-line.vdso32")
    }

    /// The first number of a file; nil if it cannot be read.
    static func number(in path: StaticString) -> Int64? {
        guard let count = readFile(path, into: buffer, capacity: 20), count > 0 else { return nil }
        var value: Int64 = 0
        var index = 0
        while index < count, buffer[index] >= UInt8(ascii: "0"), buffer[index] <= UInt8(ascii: "9") {
            value = value &* 10 &+ Int64(buffer[index] - UInt8(ascii: "0"))
            index += 1
        }
        return index > 0 ? value : nil
    }

    static func kernel() {
        let length = 65
        guard systemCall(NR_uname, address(buffer)) == 0 else { return }
        Output.begin("kernel")
        text("sysname", buffer)
        text("release", buffer + 2 * length)
        text("version", buffer + 3 * length)
        text("machine", buffer + 4 * length)
        Output.end()
    }

    static func clocksource() {
        Output.begin("clocksource")
        if let count = readFile(
            "/sys/devices/system/clocksource/clocksource0/current_clocksource", into: buffer, capacity: capacity)
        {
            Output.field("current", bytes: buffer, count: trimmed(count))
        }
        let count =
            readFile(
                "/sys/devices/system/clocksource/clocksource0/available_clocksource", into: buffer, capacity: capacity)
            ?? 0
        Output.field(
            "available",
            list: {
                var first = 0
                for index in 0...trimmed(count) where index == trimmed(count) || buffer[index] == UInt8(ascii: " ") {
                    if index > first { Output.element(bytes: buffer + first, count: index - first) }
                    first = index + 1
                }
            })
        Output.end()
    }

    static func processors() {
        let mask = Affinity.current()
        Output.begin("cpus")
        Output.field(
            "allowed",
            list: {
                for cpu in 0..<Affinity.capacity where mask.contains(cpu) { Output.element(Int64(cpu)) }
            })
        if let count = readFile("/sys/devices/system/cpu/online", into: buffer, capacity: capacity) {
            Output.field("online", bytes: buffer, count: trimmed(count))
        }
        Output.end()
    }

    static func processorWords() {
        for index in 0..<128 { buffer[index] = 0 }
        probe_processor(buffer, buffer + 16, buffer + 80)
        environment("hypervisor", buffer)
        environment("processor", buffer + 16)
        environment("processor.features", buffer + 80)
        // Where no instruction tells the name; the first processor's lines.
        guard let count = readFile("/proc/cpuinfo", into: buffer, capacity: 2048) else { return }
        forEachLine(count) { line, length in
            copy(line, length, "CPU implementer\t:", "processor.implementer")
            copy(line, length, "CPU part\t:", "processor.part")
            copy(line, length, "CPU variant\t:", "processor.variant")
            copy(line, length, "uarch\t\t:", "processor.uarch")
            copy(line, length, "mvendorid\t:", "processor.vendor")
            copy(line, length, "marchid\t\t:", "processor.architecture")
            copy(line, length, "mimpid\t\t:", "processor.implementation")
        }
    }

    /// Reports mappings with a bracketed name and the one that holds `image`; gives that one's end. Where there is no
    /// `/proc` the image's own headers say it.
    static func mappings(image: UInt64) -> UInt64 {
        var end: UInt64 = 0
        let isReadable = forEachMapping { mapping in
            let holdsImage = image >= mapping.start && image < mapping.end
            if holdsImage { end = mapping.end }
            let isNamed = mapping.nameLength > 0 && mapping.name[0] == UInt8(ascii: "[")
            guard holdsImage || isNamed else { return }
            Output.begin("mapping")
            Output.field("start", unsigned: mapping.start)
            Output.field("end", unsigned: mapping.end)
            Output.field("permissions", bytes: mapping.permissions, count: 4)
            Output.field("name", bytes: mapping.name, count: isNamed ? mapping.nameLength : 0)
            Output.end()
        }
        guard !isReadable, image != 0 else { return end }
        Experiment.unobservable("mapping", noMappings, 0)
        guard Pages.isMapped(image) else { return end }
        return image &+ Image(base: image, size: UInt64(Pages.size)).extent
    }

    /// Why mappings are not known.
    static let noMappings: StaticString = "/proc/self/maps cannot be read"

    /// Reads `/proc/self/maps`.
    ///
    /// - Returns: whether it can be read; else nothing happens.
    @discardableResult static func forEachMapping(_ body: (MapsLine) -> Void) -> Bool {
        guard let count = readFile("/proc/self/maps", into: buffer, capacity: capacity) else { return false }
        forEachLine(count) { line, length in
            if let mapping = MapsLine(line, length) { body(mapping) }
        }
        return true
    }

    // MARK: Text

    /// Reads a file line by line; nothing happens where it cannot be read.
    static func forEachLine(of path: StaticString, _ body: (UnsafePointer<UInt8>, Int) -> Void) {
        guard let count = readFile(path, into: buffer, capacity: capacity) else { return }
        forEachLine(count, body)
    }

    private static func forEachLine(_ count: Int, _ body: (UnsafePointer<UInt8>, Int) -> Void) {
        var first = 0
        for index in 0..<count where buffer[index] == UInt8(ascii: "\n") {
            body(buffer + first, index - first)
            first = index + 1
        }
    }

    private static func copy(_ line: UnsafePointer<UInt8>, _ length: Int, _ key: StaticString, _ name: StaticString) {
        let count = key.utf8CodeUnitCount
        guard length > count else { return }
        for index in 0..<count where line[index] != key.utf8Start[index] { return }
        var first = count
        while first < length, line[first] == UInt8(ascii: "\t") || line[first] == UInt8(ascii: " ") { first += 1 }
        Output.begin("environment")
        Output.field("name", text: name)
        Output.field("value", bytes: line + first, count: length - first)
        Output.end()
    }

    static func environment(_ name: StaticString, _ value: UnsafePointer<UInt8>) {
        guard value[0] != 0 else { return }
        Output.begin("environment")
        Output.field("name", text: name)
        text("value", value)
        Output.end()
    }

    private static func text(_ name: StaticString, _ value: UnsafePointer<UInt8>) {
        Output.field(name, bytes: value, count: cStringLength(value))
    }

    private static func trimmed(_ count: Int) -> Int {
        var end = count
        while end > 0, buffer[end - 1] == UInt8(ascii: "\n") || buffer[end - 1] == UInt8(ascii: " ") { end -= 1 }
        return end
    }
}

/// `<linux/auxvec.h>`.
enum AuxiliaryType {
    static let pageSize: UInt = 6
    static let capabilities: UInt = 16
    static let sysinfoHeader: UInt = 33
}

/// One line of `/proc/self/maps`.
struct MapsLine {
    var start: UInt64
    var end: UInt64
    var permissions: UnsafePointer<UInt8>
    var name: UnsafePointer<UInt8>
    var nameLength: Int

    /// Reads `START-END PERM OFFSET DEVICE INODE    NAME`.
    init?(_ line: UnsafePointer<UInt8>, _ length: Int) {
        var position = 0
        start = Self.number(line, length, &position)
        guard position < length, line[position] == UInt8(ascii: "-") else { return nil }
        position += 1
        end = Self.number(line, length, &position)
        position += 1
        guard position + 4 <= length else { return nil }
        permissions = line + position
        // Offset, device and inode stand between the permissions and the name.
        for _ in 0..<4 {
            while position < length, line[position] != UInt8(ascii: " ") { position += 1 }
            while position < length, line[position] == UInt8(ascii: " ") { position += 1 }
        }
        name = line + position
        nameLength = length - position
    }

    /// A number in base 16. No local function: Swift 6.2 would allocate what it captures.
    private static func number(_ line: UnsafePointer<UInt8>, _ length: Int, _ position: inout Int) -> UInt64 {
        var value: UInt64 = 0
        while position < length {
            let letter = line[position]
            if letter >= UInt8(ascii: "0"), letter <= UInt8(ascii: "9") {
                value = value << 4 | UInt64(letter &- UInt8(ascii: "0"))
            } else if letter >= UInt8(ascii: "a"), letter <= UInt8(ascii: "f") {
                value = value << 4 | UInt64(letter &- UInt8(ascii: "a") &+ 10)
            } else {
                break
            }
            position += 1
        }
        return value
    }

    /// Whether it belongs to the vDSO: its code, or `[vvar...]`.
    var isOfImage: Bool { name(beginsWith: "[vdso]") || isData }
    /// Whether it holds the vDSO's data.
    var isData: Bool { name(beginsWith: "[vvar") }

    private func name(beginsWith text: StaticString) -> Bool {
        guard nameLength >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where name[index] != text.utf8Start[index] { return false }
        return true
    }
}
