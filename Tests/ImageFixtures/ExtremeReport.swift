import Foundation

/// A report of every kind of observation, the examples of `docs/observations.md`, in which numbers take values that no
/// probe of ours would write.
public struct ExtremeReport: Sendable {
    /// The text of the report in pieces: behind each but the last stands a number.
    private let pieces: [Substring]
    private let numbers: [Substring]

    /// What numbers become. Those that a field cannot hold make the report one that is refused.
    public static let values = [
        "0", "1", "-1", "\(Int64.max)", "\(Int64.min)", "\(UInt64.max)", "\(Int64.max - 1)", "\(UInt32.max)",
        "4611686018427387904",
        "1e308", "-1e308", "1e-300",
    ]

    /// Reads the document.
    ///
    /// - Throws: what reading the file throws.
    public init() throws {
        // Tests/ImageFixtures/ExtremeReport.swift
        let package = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let document = try String(contentsOf: package.appending(path: "docs/observations.md"), encoding: .utf8)
        let text = document.split(separator: "\n").filter { $0.hasPrefix("{") }.joined(separator: "\n") + "\n"
        var pieces: [Substring] = []
        var numbers: [Substring] = []
        var start = text.startIndex
        // A number stands behind a colon, a bracket or a comma.
        for match in text.matches(of: /[:\[,](-?[0-9][0-9.e+-]*)/) {
            pieces.append(text[start..<match.output.1.startIndex])
            numbers.append(match.output.1)
            start = match.output.1.endIndex
        }
        pieces.append(text[start...])
        self.pieces = pieces
        self.numbers = numbers
    }

    /// How many numbers there are.
    public var count: Int { numbers.count }

    /// The line of one number, with that number changed: quicker to read than the whole.
    public func line(_ place: Int, _ value: String) -> Data {
        let number = pieces[...place].reduce(0) { $0 + $1.count { $0 == "\n" } }
        let lines = text([place: value]).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return Data(lines[number]) + [UInt8(ascii: "\n")]
    }

    /// The report with some numbers changed: the places of the numbers, and what stands there.
    public func text(_ changes: [Int: String]) -> Data {
        var text = ""
        for index in numbers.indices { text += pieces[index] + (changes[index] ?? String(numbers[index])) }
        return Data((text + (pieces.last ?? "")).utf8)
    }
}
