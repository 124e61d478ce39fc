import ProbeRuntime

/// Buffers of every length and alignment: every byte of them is written, and none beside them or beside the state.
struct RandomFill {
    /// A byte that stays what it was in all of these calls was not written: chance does that once in 2^64.
    private static let passes = 8
    private static let margin = 64
    private static let longest = 8192
    /// What lies around the state.
    private static let canary: UInt8 = 0x3c
    private let source: RandomSource
    private let state: UnsafeMutableRawPointer
    private let buffer: UnsafeMutablePointer<UInt8>
    private let changed: UnsafeMutablePointer<UInt8>
    private var calls: UInt64 = 0
    private var failures: UInt64 = 0
    private var unwritten: UInt64 = 0
    private var beside: UInt64 = 0
    private var firstLength = 0

    init(_ source: RandomSource) {
        self.source = source
        state = source.makeState() + (source.size + 2 * Self.margin <= Pages.size ? Self.margin : 0)
        buffer = Pages.allocate(Self.longest + 4096).assumingMemoryBound(to: UInt8.self)
        changed = Pages.allocate(Self.longest + 4096).assumingMemoryBound(to: UInt8.self)
    }

    static func run(_ source: RandomSource) {
        var fill = RandomFill(source)
        fill.run()
    }

    private mutating func run() {
        for length in 1...260 { fill(length, length & 7) }
        for alignment in 0..<16 { fill(97, alignment) }
        // Across one border of pages, and across several.
        Few(511, 512, 513, 1000, 4096, 4097, 8000).forEach { length in fill(length, 4000 - length / 2 & 15) }
        for start in 4060..<4096 { fill(64, start) }
        Output.begin("random-fill")
        Output.field("calls", unsigned: calls)
        Output.field("failures", unsigned: failures)
        Output.field("unwritten", unsigned: unwritten)
        Output.field("beside", unsigned: beside)
        Output.field("firstLength", firstLength)
        Output.end()
    }

    private mutating func fill(_ length: Int, _ start: Int) {
        let first = Self.margin + start
        guard first + length + Self.margin <= Self.longest + 4096 else { return }
        for index in 0..<length { changed[index] = 0 }
        for pass in 0..<Self.passes {
            let paint = UInt8(truncatingIfNeeded: 0x11 &* (pass &+ 1))
            for index in first - Self.margin..<first + length + Self.margin { buffer[index] = paint }
            probe_barrier()
            surroundState()
            let result = source.call(buffer + first, length, state)
            probe_barrier()
            if wroteBesideState() {
                beside += 1
                note(length)
            }
            calls += 1
            if result != Int64(length) {
                failures += 1
                note(length)
            }
            for index in 0..<length where buffer[first + index] != paint { changed[index] = 1 }
            for index in 0..<Self.margin
            where buffer[first - 1 - index] != paint || buffer[first + length + index] != paint {
                beside += 1
                note(length)
                break
            }
        }
        for index in 0..<length where changed[index] == 0 {
            unwritten += 1
            note(length)
        }
    }

    /// A state must not lie in two pages; none is nearly as large as one.
    private var isSurrounded: Bool { source.size + 2 * Self.margin <= Pages.size }

    private func surroundState() {
        guard isSurrounded else { return }
        for index in 0..<Self.margin {
            state.storeBytes(of: Self.canary, toByteOffset: -1 - index, as: UInt8.self)
            state.storeBytes(of: Self.canary, toByteOffset: source.size + index, as: UInt8.self)
        }
        probe_barrier()
    }

    /// The kernel may drop a state's page when memory is short, and all of it is 0 then: nobody's write.
    private func wroteBesideState() -> Bool {
        guard isSurrounded else { return false }
        var changed = 0
        var zeros = 0
        for index in 0..<Self.margin {
            let before = state.load(fromByteOffset: -1 - index, as: UInt8.self)
            let behind = state.load(fromByteOffset: source.size + index, as: UInt8.self)
            changed += (before != Self.canary ? 1 : 0) + (behind != Self.canary ? 1 : 0)
            zeros += (before == 0 ? 1 : 0) + (behind == 0 ? 1 : 0)
        }
        return changed > 0 && zeros < 2 * Self.margin
    }

    /// Remembers the first length with which something went wrong.
    private mutating func note(_ length: Int) {
        if firstLength == 0 { firstLength = length }
    }
}
