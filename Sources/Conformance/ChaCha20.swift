/// A block of ChaCha20 as Linux has it: RFC 8439, 2.3, with a counter of 64 bits and a nonce of zeros.
struct ChaCha20 {
    static let blockBytes = 64
    static let keyBytes = 32

    /// The eight words of the key.
    private let key: [UInt32]

    /// A key of 32 bytes.
    init(key bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        key = stride(from: 0, to: Self.keyBytes, by: 4).map { place in
            (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
        }
    }

    /// The blocks with the counters of `range`.
    func blocks(_ range: Range<UInt64>) -> [UInt8] { range.flatMap { block($0) } }

    private func block(_ counter: UInt64) -> [UInt8] {
        // "expand 32-byte k"
        let start: [UInt32] =
            [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574] + key
            + [UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32), 0, 0]
        var words = start
        for _ in 0..<10 {
            for column in 0..<4 { quarter(&words, column, column + 4, column + 8, column + 12) }
            for row in 0..<4 { quarter(&words, row, 4 + (row + 1) % 4, 8 + (row + 2) % 4, 12 + (row + 3) % 4) }
        }
        return zip(words, start).flatMap { word, first in
            let sum = word &+ first
            return (0..<4).map { UInt8(truncatingIfNeeded: sum >> (8 * UInt32($0))) }
        }
    }

    private func quarter(_ words: inout [UInt32], _ a: Int, _ b: Int, _ c: Int, _ d: Int) {
        func turned(_ word: UInt32, _ count: UInt32) -> UInt32 { word << count | word >> (32 - count) }
        words[a] &+= words[b]
        words[d] = turned(words[d] ^ words[a], 16)
        words[c] &+= words[d]
        words[b] = turned(words[b] ^ words[c], 12)
        words[a] &+= words[b]
        words[d] = turned(words[d] ^ words[a], 8)
        words[c] &+= words[d]
        words[b] = turned(words[b] ^ words[c], 7)
    }
}
