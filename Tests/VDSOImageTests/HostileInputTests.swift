import ImageFixtures
import Testing
import VDSOImage

@Suite("Hostile input never crashes")
struct HostileInputTests {
    /// Reads, and uses all that depends on what was read.
    private func use(_ bytes: [UInt8]) -> Bool {
        guard let image = try? VDSOImage(bytes: bytes) else { return false }
        let found = image.exports.filter { symbol in
            image.lookupWays.contains { image.lookup(symbol.name, version: symbol.version, by: $0) != nil }
        }
        let gaps = image.frames?.gaps(in: 0..<image.size) ?? []
        return found.count <= image.symbols.count && gaps.count <= image.bytes.count && !image.description.isEmpty
    }

    @Test("truncation at every length", arguments: [FixtureTarget.x64, .mips])
    func truncation(_ target: FixtureTarget) async throws {
        let bytes = try await Fixtures.image(target)
        let load = try #require(try VDSOImage(bytes: bytes).loads.first)
        for count in 0..<bytes.count {
            // What lies behind the segment is only for tools.
            #expect(use(Array(bytes.prefix(count))) == (count >= load.fileSize), "\(count) bytes")
        }
    }

    @Test("one byte changed", arguments: FixtureTarget.allCases)
    func corruption(_ target: FixtureTarget) async throws {
        let bytes = try await Fixtures.image(target)
        var read = 0
        let offsets = Array(stride(from: 0, to: bytes.count, by: 7))
        for (index, offset) in offsets.enumerated() {
            var damaged = bytes
            damaged[offset] = [0, 0x7f, 0xff, damaged[offset] ^ 0x80][index % 4]
            if use(damaged) { read += 1 }
        }
        // Most bytes are code or names: an image with one of those changed can still be read.
        #expect(read > offsets.count / 2)
    }

    @Test("many bytes changed", arguments: FixtureTarget.allCases)
    func noise(_ target: FixtureTarget) async throws {
        let bytes = try await Fixtures.image(target)
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15
        func random() -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(truncatingIfNeeded: state >> 1)
        }
        var read = 0
        for _ in 0..<100 {
            var damaged = bytes
            for _ in 0..<8 { damaged[0x40 + random() % (bytes.count - 0x40)] = UInt8(truncatingIfNeeded: random()) }
            if use(damaged) { read += 1 }
        }
        #expect(read > 0)
    }
}
