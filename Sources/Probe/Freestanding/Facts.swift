import ProbeRuntime

/// Reports what the target is: auxiliary vector, kernel, clocksource, processors, mappings.
enum Facts {
    nonisolated(unsafe) private static var buffer: UnsafeMutablePointer<UInt8>! = nil
    private static let capacity = 1 << 17

    static func start() {
        buffer = Pages.allocate(capacity).assumingMemoryBound(to: UInt8.self)
    }

    /// Reports the vector, and gives `AT_SYSINFO_EHDR` (0 if absent).
    static func auxiliaryVector(_ vector: UnsafePointer<UInt64>) -> UInt64 {
        var image: UInt64 = 0
        var entry = vector
        while entry[0] != 0 {
            Output.begin("auxv")
            Output.field("type", unsigned: entry[0])
            Output.field("value", unsigned: entry[1])
            Output.end()
            if entry[0] == AuxiliaryType.sysinfoHeader { image = entry[1] }
            entry += 2
        }
        return image
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
        for index in 0..<64 { buffer[index] = 0 }
        probe_processor(buffer, buffer + 16)
        environment("hypervisor", buffer)
        environment("processor", buffer + 16)
    }

    /// Capability sets of this process, as `/proc/self/status` tells them.
    static func privileges() {
        guard let count = readFile("/proc/self/status", into: buffer, capacity: capacity) else { return }
        forEachLine(count) { line, length in
            copy(line, length, "CapInh:", "capabilities.inheritable")
            copy(line, length, "CapPrm:", "capabilities.permitted")
            copy(line, length, "CapEff:", "capabilities.effective")
            copy(line, length, "CapBnd:", "capabilities.bounding")
            copy(line, length, "CapAmb:", "capabilities.ambient")
            copy(line, length, "NoNewPrivs:", "no-new-privileges")
        }
    }

    /// Reports mappings with a bracketed name and the one that holds `image`; gives that one's end.
    static func mappings(image: UInt64) -> UInt64 {
        var end: UInt64 = 0
        guard let count = readFile("/proc/self/maps", into: buffer, capacity: capacity) else { return 0 }
        forEachLine(count) { line, length in
            guard let mapping = MapsLine(line, length) else { return }
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
        return end
    }

    // MARK: Text

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

    private static func environment(_ name: StaticString, _ value: UnsafePointer<UInt8>) {
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
    static let pageSize: UInt64 = 6
    static let sysinfoHeader: UInt64 = 33
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
        func number() -> UInt64 {
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
        start = number()
        guard position < length, line[position] == UInt8(ascii: "-") else { return nil }
        position += 1
        end = number()
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
}
