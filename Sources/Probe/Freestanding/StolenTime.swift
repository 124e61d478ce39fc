import ProbeRuntime

/// Time that a hypervisor gave to others while a processor had something to do.
enum StolenTime {
    /// Words of a `cpuN` line of `/proc/stat` in front of it: user, nice, system, idle, iowait, irq, softirq.
    private static let wordsBefore = 7

    /// Hundredths of a second since the machine was started; nil where the kernel does not say.
    static func now(_ cpu: Int) -> Int64? {
        var stolen: Int64?
        Facts.forEachLine(of: "/proc/stat") { line, length in
            if let value = read(line, length, cpu) { stolen = value }
        }
        return stolen
    }

    /// The word of a line, if it is that of the processor.
    private static func read(_ line: UnsafePointer<UInt8>, _ length: Int, _ cpu: Int) -> Int64? {
        let key: StaticString = "cpu"
        guard length > key.utf8CodeUnitCount else { return nil }
        for index in 0..<key.utf8CodeUnitCount where line[index] != key.utf8Start[index] { return nil }
        // The line of all processors has a space where the others have their number.
        var position = key.utf8CodeUnitCount
        guard number(line, length, &position) == Int64(cpu) else { return nil }
        for _ in 0..<wordsBefore {
            position += 1
            guard number(line, length, &position) != nil else { return nil }
        }
        position += 1
        return number(line, length, &position)
    }

    private static func number(_ line: UnsafePointer<UInt8>, _ length: Int, _ position: inout Int) -> Int64? {
        let first = position
        var value: Int64 = 0
        while position < length, line[position] >= UInt8(ascii: "0"), line[position] <= UInt8(ascii: "9") {
            value = value &* 10 &+ Int64(line[position] - UInt8(ascii: "0"))
            position += 1
        }
        return position > first ? value : nil
    }
}
