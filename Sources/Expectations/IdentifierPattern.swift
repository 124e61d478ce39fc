/// A pattern of identifiers, in which `*` stands for any characters or none: `*/agreement/clock_gettime.*`.
public struct IdentifierPattern: Hashable, Sendable, CustomStringConvertible {
    /// The pattern as it was written.
    public let description: String
    private let bytes: [UInt8]
    private let hasStar: Bool

    /// Makes a pattern; nil if no identifier could match it, because of a character that identifiers do not have, or if
    /// it is empty or longer than 256 characters.
    public init?(_ text: String) {
        guard (1...256).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        description = text
        bytes = Array(text.utf8)
        hasStar = bytes.contains(star)
    }

    /// The parts between slashes: `ARCH`, `AREA` and the name, where the pattern spells both slashes out.
    public var parts: [Substring] { description.split(separator: "/", omittingEmptySubsequences: false) }

    /// Whether the whole of a text matches.
    public func matches(_ text: String) -> Bool { matches(Array(text.utf8)) }

    /// Whether the whole of a text in UTF-8 matches.
    public func matches(_ text: [UInt8]) -> Bool {
        let pattern = bytes
        var (p, t) = (0, 0)
        // Where to go on when a later part does not fit: behind the last star, one character further.
        var retry: (pattern: Int, text: Int)?
        while t < text.count {
            if p < pattern.count, pattern[p] == star {
                retry = (p + 1, t)
                p += 1
            } else if p < pattern.count, pattern[p] == text[t] {
                p += 1
                t += 1
            } else if let last = retry {
                (p, t) = (last.pattern, last.text + 1)
                retry = (last.pattern, last.text + 1)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == star }
    }

    /// Whether a text could match both patterns.
    public func overlaps(_ other: IdentifierPattern) -> Bool {
        let (own, others) = (bytes, other.bytes)
        // Without a star there is one text only.
        if !other.hasStar { return matches(others) }
        if !hasStar { return other.matches(own) }
        // Row by row: whether what is left of the one and of the other have a text in common.
        var below = [Bool](repeating: false, count: others.count + 1)
        for i in stride(from: own.count, through: 0, by: -1) {
            var row = [Bool](repeating: false, count: others.count + 1)
            for j in stride(from: others.count, through: 0, by: -1) {
                let (a, b) = (i < own.count ? own[i] : nil, j < others.count ? others[j] : nil)
                row[j] =
                    switch (a, b) {
                    case (nil, nil): true
                    case (star, _): below[j] || (b != nil && row[j + 1])
                    case (_, star): row[j + 1] || (a != nil && below[j])
                    default: a == b && below[j + 1]
                    }
            }
            below = row
        }
        return below[0]
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "*/._-+".utf8.contains(byte)
        }
    }
}

private let star = UInt8(ascii: "*")
