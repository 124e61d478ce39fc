import ProbeRuntime

/// Nodes of memory with their processors, as sysfs lists them; there are none where the kernel knows no NUMA.
enum Nodes {
    private static let most = 64

    static func report() {
        let path = Pages.allocate(4096).assumingMemoryBound(to: UInt8.self)
        let text = path + 1024
        for number in 0..<most {
            var end = append("/sys/devices/system/node/node", to: path)
            if number > 9 {
                end[0] = UInt8(ascii: "0") + UInt8(number / 10)
                end += 1
            }
            end[0] = UInt8(ascii: "0") + UInt8(number % 10)
            _ = append("/cpulist", to: end + 1)
            guard var count = readFile(at: path, into: text, capacity: 1024) else { continue }
            while count > 0, text[count - 1] <= UInt8(ascii: " ") { count -= 1 }
            Output.begin("node")
            Output.field("number", number)
            Output.field("cpus", bytes: text, count: count)
            Output.end()
        }
    }

    /// A C string behind another; gives its end.
    private static func append(
        _ text: StaticString, to place: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        for index in 0...text.utf8CodeUnitCount { place[index] = text.utf8Start[index] }
        return place + text.utf8CodeUnitCount
    }
}
