/// The state before and after calls of several lengths, and what came out: all of it follows from the state before.
struct RandomKeystream {
    private let source: RandomSource
    private let state: UnsafeMutableRawPointer
    private let before = Pages.allocate(4096)
    /// Three pages.
    private let pages = Pages.allocate(12288).assumingMemoryBound(to: UInt8.self)

    static func run(_ source: RandomSource) {
        let keystream = RandomKeystream(source: source, state: source.makeState())
        // The first call fills the state.
        _ = source.call(keystream.pages, 1, keystream.state)
        // From the batch alone; its end; one block, several, and a part of one; a whole batch; blocks without a rest.
        Few(40, 56, 64, 333, 86, 10, 256, 700).forEach { keystream.observe($0, at: 0) }
        // What keys and identifiers take, again and again: a bit that is lost is right half of the time.
        for _ in 0..<6 { Few(1, 2, 4, 8, 12, 16, 24, 32).forEach { keystream.observe($0, at: 0) } }
        // Across a border of pages, to one, and from one.
        Few(64, 96, 1000, 5000).forEach { keystream.observe($0, at: 4096 - $0 / 2 & ~7) }
        keystream.observe(100, at: 4096 - 100)
        keystream.observe(4097, at: 4096)
    }

    private init(source: RandomSource, state: UnsafeMutableRawPointer) {
        self.source = source
        self.state = state
    }

    /// One call, for bytes that begin so far within the pages.
    private func observe(_ length: Int, at start: Int) {
        let bytes = pages + max(0, start)
        before.copyMemory(from: state, byteCount: source.size)
        for index in 0..<length { bytes[index] = 0 }
        let result = source.call(bytes, length, state)
        Output.begin("random-keystream")
        Output.field("length", length)
        Output.field("result", result)
        Output.field("before", hex: before.assumingMemoryBound(to: UInt8.self), count: source.size)
        Output.field("after", hex: state.assumingMemoryBound(to: UInt8.self), count: source.size)
        Output.field("output", hex: bytes, count: length)
        Output.end()
    }
}
