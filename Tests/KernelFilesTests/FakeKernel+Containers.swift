import ImageFixtures

extension FakeKernel {
    /// An archive of the form "newc", as an RPM package has it inside.
    static func archive(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        (members + [("TRAILER!!!", [])]).enumerated().reduce([]) { archive, member in
            let (name, bytes) = member.element
            func hex(_ number: Int) -> String {
                let digits = String(number, radix: 16)
                return String(repeating: "0", count: 8 - digits.count) + digits
            }
            let numbers = [member.offset + 1, 0o100644, 0, 0, 1, 0, bytes.count, 0, 0, 0, 0, name.utf8.count + 1, 0]
            let header = "070701" + numbers.map(hex).joined() + name + "\0"
            let padded = archive + padded(Array(header.utf8))
            return padded + self.padded(bytes)
        }
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
    }

    /// An RPM package: its lead, a signature and a header without entries, and the payload.
    static func rpm(payload: [UInt8]) -> [UInt8] {
        let lead = [0xed, 0xab, 0xee, 0xdb, 3, 0, 0, 0, 0, 1] + [UInt8](repeating: 0, count: 68) + [5]
        let empty: [UInt8] = [0x8e, 0xad, 0xe8, 1] + [UInt8](repeating: 0, count: 12)
        return lead + [UInt8](repeating: 0, count: 96 - lead.count) + empty + empty + payload
    }

    /// A kernel with the header of one that EFI can start, whose one section takes the whole file.
    static func executable(around image: [UInt8]) -> [UInt8] {
        var bytes = around(image)
        func write(_ number: Int, _ size: Int, at offset: Int) {
            for index in 0..<size { bytes[offset + index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
        }
        write(0x5a4d, 2, at: 0)
        write(0x40, 4, at: 0x3c)
        write(0x4550, 4, at: 0x40)
        write(1, 2, at: 0x46)
        write(0, 2, at: 0x54)
        write(bytes.count - 512, 4, at: 0x68)
        write(512, 4, at: 0x6c)
        return bytes
    }
}
