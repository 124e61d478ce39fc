/// The state before and after calls of several lengths, and what came out: all of it follows from the state before.
enum RandomKeystream {
    static func run(_ source: RandomSource) {
        let state = source.makeState()
        let bytes = Pages.allocate(4096).assumingMemoryBound(to: UInt8.self)
        let before = Pages.allocate(4096)
        // The first call fills the state.
        _ = source.call(bytes, 1, state)
        // From the batch alone; its end; one block, several, and a part of one; a whole batch; blocks without a rest.
        Few(40, 56, 64, 333, 86, 10, 256, 700).forEach { length in
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
}
