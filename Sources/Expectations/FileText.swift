/// The text of an expectations file, changed line by line: comments, order and spelling stay as people wrote them.
public struct FileText: Sendable, Hashable {
    private var lines: [Substring]

    /// Wraps a text.
    public init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" { lines.removeLast() }
    }

    /// The text, with a line break at the end.
    public var text: String { lines.joined(separator: "\n") + "\n" }

    /// Adds lines at the end of a section, which is made if there is none.
    ///
    /// - Parameters:
    ///   - new: whole records, each line with its indentation.
    ///   - section: the section's key, for instance `exports`.
    public mutating func append(_ new: [String], to section: String) {
        guard !new.isEmpty else { return }
        guard let start = lines.firstIndex(where: { $0.hasPrefix("\(section):") }) else {
            lines += ["", "\(section):"] + new.map { Substring($0) }
            return
        }
        // `exports: []` in the form of a list on one line has no room for records.
        if lines[start].dropFirst(section.count + 1).allSatisfy({ " []".contains($0) }) { lines[start] = "\(section):" }
        let next = lines[(start + 1)...].firstIndex { line in
            line.first.map { $0 != " " && $0 != "#" && $0 != "-" } ?? false
        }
        // Blank lines and comments before the next section belong to that one.
        var end = next ?? lines.count
        while end > start + 1, lines[end - 1].isEmpty || lines[end - 1].hasPrefix("#") { end -= 1 }
        lines.insert(contentsOf: new.map { Substring($0) }, at: end)
    }
}
