import Yams

/// Reads the text of one YAML file. Files may be hostile: anchors and aliases, with which a small file could expand
/// without end, are refused before the text is composed, and the depth is bounded.
package struct YAMLReader {
    /// The name that locations quote.
    package var file: String
    package var mistakes: Mistakes

    /// A reader of a file.
    package init(file: String, mistakes: Mistakes) {
        self.file = file
        self.mistakes = mistakes
    }

    /// No shipped file is deeper than 5; libyaml itself stops at 1000, which bounds the recursion of its users.
    static let maximumDepth = 8

    /// The root, or nil with at least one mistake added.
    package func read(_ text: String) -> YAMLValue? {
        guard !containsAnchors(text) else { return nil }
        do {
            guard let root = try Yams.compose(yaml: text, .basic) else {
                mistakes.add(Mistake(file: file, "is empty"))
                return nil
            }
            return convert(root, depth: 1)
        } catch {
            mistakes.add(mistake(of: error))
            return nil
        }
    }

    /// Looks for `&name` where a token can begin: without an anchor there is no alias either. `A && B` is no anchor, nor
    /// is `?a=1&b=2`.
    private func containsAnchors(_ text: String) -> Bool {
        var (line, column, previous, candidate) = (1, 0, Unicode.Scalar("\n"), SourceLocation?.none)
        for scalar in text.unicodeScalars {
            if let candidate, isNameCharacter(scalar) {
                mistakes.add(candidate, "anchors and aliases are not allowed")
                return true
            }
            column += 1
            let beginsToken = scalar == "&" && previous != "&" && !isNameCharacter(previous)
            candidate = beginsToken ? SourceLocation(file: file, line: line, column: column) : nil
            if scalar == "\n" { (line, column) = (line + 1, 0) }
            previous = scalar
        }
        return false
    }

    private func isNameCharacter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_")
    }

    private func convert(_ node: Node, depth: Int) -> YAMLValue? {
        let location = location(node.mark)
        guard depth <= Self.maximumDepth else {
            mistakes.add(location, "nested deeper than \(Self.maximumDepth) levels")
            return nil
        }
        switch node {
        case .scalar(let scalar):
            let isNull = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
            return YAMLValue(location: location, content: isNull ? .null : .scalar(scalar.string))
        case .sequence(let sequence):
            let values = sequence.compactMap { convert($0, depth: depth + 1) }
            return YAMLValue(location: location, content: .list(values))
        case .mapping(let mapping):
            let entries = mapping.compactMap { key, value in entry(key, value, depth: depth + 1) }
            return YAMLValue(location: location, content: .mapping(entries))
        case .alias:
            mistakes.add(location, "anchors and aliases are not allowed")
            return nil
        }
    }

    private func entry(_ key: Node, _ value: Node, depth: Int) -> YAMLValue.Entry? {
        let location = location(key.mark)
        guard case .scalar(let scalar) = key else {
            mistakes.add(location, "a key must be a text")
            return nil
        }
        return convert(value, depth: depth).map { .init(key: scalar.string, location: location, value: $0) }
    }

    private func location(_ mark: Mark?) -> SourceLocation {
        SourceLocation(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    private func mistake(of error: any Error) -> Mistake {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            return Mistake(location(mark), [context?.text, problem].compactMap { $0 }.joined(separator: ": "))
        case YamlError.duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
            return Mistake(location(context.mark), "written twice: \(keys)")
        case YamlError.reader(let problem, let offset, _, let yaml):
            let lines = yaml.prefix(offset ?? 0).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            let column = (lines.last?.unicodeScalars.count ?? 0) + 1
            return Mistake(SourceLocation(file: file, line: max(1, lines.count), column: column), problem)
        default:
            return Mistake(file: file, "\(error)".split(whereSeparator: \.isNewline).joined(separator: " "))
        }
    }
}
