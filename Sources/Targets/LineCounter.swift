import Synchronization

/// How far a probe has come.
public struct ProbeProgress: Sendable, Hashable {
    /// Lines of its report so far.
    public var lines: Int
    /// What the latest of them is about, for instance `sandwich clock_gettime`; empty where it does not say.
    public var latest: String

    /// Makes a state.
    public init(lines: Int, latest: String = "") {
        self.lines = lines
        self.latest = latest
    }
}

/// Counts the lines of a report while it comes.
final class LineCounter: Sendable {
    private let state = Mutex(ProbeProgress(lines: 0))
    private let report: @Sendable (ProbeProgress) -> Void

    init(report: @escaping @Sendable (ProbeProgress) -> Void) { self.report = report }

    func add(_ piece: borrowing [UInt8]) {
        let newline = UInt8(ascii: "\n")
        let new = piece.count { $0 == newline }
        guard new > 0, let end = piece.lastIndex(of: newline) else { return }
        let start = piece[..<end].lastIndex(of: newline).map { $0 + 1 } ?? 0
        let latest = Self.subject(of: String(decoding: piece[start..<end].prefix(400), as: UTF8.self))
        report(
            state.withLock { state in
                state.lines += new
                if !latest.isEmpty { state.latest = latest }
                return state
            })
    }

    /// The kind and the function of a line. A piece may begin within one: then there may be neither.
    private static func subject(of line: String) -> String {
        ["kind", "function"].compactMap { name in
            guard let key = line.firstRange(of: "\"\(name)\":\"") else { return nil }
            let value = line[key.upperBound...].prefix { character in
                character.isASCII && (character.isLetter || character.isNumber || "_-".contains(character))
            }
            return value.isEmpty ? nil : String(value)
        }.joined(separator: " ")
    }
}
