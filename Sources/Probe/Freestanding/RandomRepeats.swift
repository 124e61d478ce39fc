import ProbeRuntime

/// The same state twice: output and the state behind it must be the same, in thousands of calls, whatever the flags and
/// wherever the buffer begins. A defect in one call of a thousand shows, whatever it does.
///
/// When the kernel seeds its generator, states become old, and each call with an old one gives other bytes: a difference
/// counts only if two further calls, of one kind, agree.
struct RandomRepeats {
    private static let pairs = 4096
    private static let longest = 1024
    /// None; `GRND_NONBLOCK`; `GRND_INSECURE`.
    private static let flags = 3
    /// Differences of that kind behind which the bytes come from elsewhere.
    private static let mostReseeded: UInt64 = 16
    private let source: RandomSource
    /// Not as the function asks for it: the kernel drops such a page when memory is short.
    private let state = Pages.allocate(4096)
    private let start = Pages.allocate(4096)
    /// Output of calls, and behind it the state.
    private let first = Pages.allocate(8192)
    private let second = Pages.allocate(8192)
    private var failures: UInt64 = 0

    static func run(_ source: RandomSource) {
        var repeats = RandomRepeats(source)
        repeats.run()
    }

    private init(_ source: RandomSource) { self.source = source }

    private mutating func run() {
        var mismatches: UInt64 = 0
        var reseeded: UInt64 = 0
        var firstLength = 0
        var pair = 0
        // The first call fills the state.
        call(1, 0, into: first)
        while pair < Self.pairs, reseeded < Self.mostReseeded {
            // From the batch as a rule; every fourth makes a new one, and blocks beside it.
            let length = pair % 4 == 3 ? 64 + pair * 7 % 961 : 1 + pair % 32
            pair += 1
            start.copyMemory(from: state, byteCount: source.size)
            call(length, 0, into: first)
            goBack()
            call(length, pair, into: second)
            guard !agree(length, pair) else { continue }
            goBack()
            call(length, 0, into: first)
            goBack()
            call(length, 0, into: second)
            if agree(length, 0) {
                mismatches += 1
                if firstLength == 0 { firstLength = length }
            } else {
                reseeded += 1
            }
        }
        Output.begin("random-repeats")
        Output.field("calls", 2 * pair)
        Output.field("failures", unsigned: failures)
        Output.field("mismatches", unsigned: mismatches)
        Output.field("reseeded", unsigned: reseeded)
        Output.field("firstLength", firstLength)
        Output.end()
    }

    private func goBack() { state.copyMemory(from: start, byteCount: source.size) }

    /// Makes a call in one of many ways, and keeps output and state.
    private mutating func call(_ length: Int, _ way: Int, into place: UnsafeMutableRawPointer) {
        let start = way % 64
        let flags = way % Self.flags
        if source.call(place + start, length, state, flags: flags * flags) != Int64(length) { failures += 1 }
        (place + 4096).copyMemory(from: state, byteCount: source.size)
    }

    private func agree(_ length: Int, _ way: Int) -> Bool {
        isEqual(0, way % 64, length) && isEqual(4096, 4096, source.size)
    }

    private func isEqual(_ place: Int, _ other: Int, _ count: Int) -> Bool {
        for index in 0..<count
        where first.load(fromByteOffset: place + index, as: UInt8.self)
            != second.load(fromByteOffset: other + index, as: UInt8.self)
        {
            return false
        }
        return true
    }
}
