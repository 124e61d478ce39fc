/// How text for people looks: how wide, and whether in colour.
public struct Style: Sendable, Hashable {
    /// Whether escape sequences for colour are written.
    public var isColoured: Bool
    /// Columns of a line. Words longer than a line stay whole, so that they can be copied.
    public var width: Int

    /// Makes a style; widths below 40 columns become 40.
    public init(isColoured: Bool = false, width: Int = 100) {
        self.isColoured = isColoured
        self.width = max(width, 40)
    }

    /// What a colour says.
    enum Ink: String {
        case bold = "1"
        case dim = "2"
        case bad = "1;31"
        case good = "32"
        case notable = "33"
    }

    /// The text in an ink. Pad before painting: escape sequences have no width.
    func paint(_ text: String, _ ink: Ink) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Lines of at most `width` columns, the first behind `first` and the others indented alike. Newlines in the text
    /// stay newlines.
    public func wrapped(_ text: String, first: String) -> [String] {
        let indentation = String(repeating: " ", count: first.count)
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            for word in paragraph.split(separator: " ") {
                if !line.isEmpty, indentation.count + line.count + 1 + word.count > width {
                    lines.append(line)
                    line = ""
                }
                line += line.isEmpty ? word : " \(word)"
            }
            lines.append(line)
        }
        return lines.enumerated().map { index, line in (index == 0 ? first : indentation) + line }
    }
}

extension String {
    /// The text with spaces behind it up to a width.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}
