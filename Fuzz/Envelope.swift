import VDSOImage

/// A sound image of a few segments around bytes of the fuzzer's choice: so a fuzzer of notes or unwind tables does not spend
/// its time on guessing ELF headers.
///
/// The first byte of an input chooses class, byte order and alignment, the second and third where the input is divided.
struct Envelope {
    /// What stands behind the choices.
    let content: [UInt8]
    private let is64: Bool
    private let isLittleEndian: Bool
    private let alignment: UInt64
    /// Where the second table begins, in bytes of the content.
    private let division: Int

    /// How many bytes choose.
    static let choices = 3

    /// Nil for an input that is too short to choose.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.choices else { return nil }
        content = Array(bytes[Self.choices...])
        is64 = bytes[0] & 1 == 1
        isLittleEndian = bytes[0] & 2 == 2
        alignment = [4, 8, 0, 16][Int(bytes[0] >> 2 & 3)]
        division = min(content.count, Int(bytes[1]) | Int(bytes[2]) << 8)
    }

    /// The choices for what comes from an image, for seeds.
    static func choices(of image: VDSOImage, division: Int) -> [UInt8] {
        let form: UInt8 = (image.elfClass == 64 ? 1 : 0) | (image.isLittleEndian ? 2 : 0)
        return [form, UInt8(truncatingIfNeeded: division), UInt8(truncatingIfNeeded: division >> 8)]
    }

    /// An image whose only segment beside the loaded one is `PT_NOTE`, with the content as its notes.
    func around(notes: [UInt8]) -> [UInt8] {
        image([(type: 4, alignment: alignment, range: 0..<notes.count)])
    }

    /// An image with `PT_GNU_EH_FRAME` before the division of the content; `.eh_frame` may lie anywhere.
    func around(unwindTables: [UInt8]) -> [UInt8] {
        image([(type: 0x6474_e550, alignment: 4, range: 0..<division)])
    }

    /// Where the content begins in an image of one segment beside the loaded one: addresses are offsets.
    static func contentOffset(is64: Bool) -> Int { is64 ? 64 + 2 * 56 : 52 + 2 * 32 }

    private func image(_ segments: [(type: UInt32, alignment: UInt64, range: Range<Int>)]) -> [UInt8] {
        var bytes: [UInt8] = []
        func put(_ value: UInt64, _ size: Int) {
            let digits = (0..<size).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
            bytes += isLittleEndian ? digits : digits.reversed()
        }
        let word = is64 ? 8 : 4
        let start = Self.contentOffset(is64: is64)
        bytes = [0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, isLittleEndian ? 1 : 2, 1] + [UInt8](repeating: 0, count: 9)
        put(3, 2)
        put(is64 ? 62 : 3, 2)
        put(1, 4)
        put(0, word)
        put(is64 ? 64 : 52, word)
        put(0, word)
        put(0, 4)
        for value in [is64 ? 64 : 52, is64 ? 56 : 32, 1 + segments.count, 0, 0, 0] { put(UInt64(value), 2) }
        let load = (type: UInt32(1), alignment: UInt64(4096), range: -start..<content.count)
        for segment in [load] + segments {
            let (offset, size) = (UInt64(start + segment.range.lowerBound), UInt64(segment.range.count))
            put(UInt64(segment.type), 4)
            if is64 { put(4, 4) }
            for value in [offset, offset, offset, size, size] { put(value, word) }
            if !is64 { put(4, 4) }
            put(segment.alignment, word)
        }
        precondition(bytes.count == start, "the headers have the size that addresses count on")
        return bytes + content
    }
}
