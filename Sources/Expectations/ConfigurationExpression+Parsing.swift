extension ConfigurationExpression {
    /// Why a text is no expression.
    public struct SyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
        /// In words, with the place in the text.
        public var description: String
    }

    /// Reads an expression: `CONFIG_A`, `!CONFIG_A`, `CONFIG_A && CONFIG_B`, `CONFIG_A || CONFIG_B`, brackets. `!` binds
    /// closest, then `&&`, then `||`.
    public init(_ text: String) throws(SyntaxError) {
        guard text.utf8.count <= 512 else { throw SyntaxError(description: "longer than 512 characters") }
        var parser = Parser(rest: Substring(text))
        self = try parser.alternatives(depth: 0)
        parser.skipBlanks()
        guard parser.rest.isEmpty else { throw parser.unexpected("&&, || or the end") }
    }

    private struct Parser {
        var rest: Substring

        mutating func alternatives(depth: Int) throws(SyntaxError) -> ConfigurationExpression {
            var result = try conjunction(depth: depth)
            while take("||") { result = .or(result, try conjunction(depth: depth)) }
            return result
        }

        mutating func conjunction(depth: Int) throws(SyntaxError) -> ConfigurationExpression {
            var result = try operand(depth: depth)
            while take("&&") { result = .and(result, try operand(depth: depth)) }
            return result
        }

        mutating func operand(depth: Int) throws(SyntaxError) -> ConfigurationExpression {
            // Bounds the recursion, so that a hostile file cannot exhaust the stack.
            guard depth < 32 else { throw SyntaxError(description: "nested deeper than 32 levels") }
            if take("!") { return .not(try operand(depth: depth + 1)) }
            if take("(") {
                let inner = try alternatives(depth: depth + 1)
                guard take(")") else { throw unexpected(")") }
                return inner
            }
            skipBlanks()
            let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            guard name.hasPrefix("CONFIG_"), name.count > 7 else { throw unexpected("CONFIG_NAME, ! or (") }
            rest = rest[name.endIndex...]
            return .isSet(String(name))
        }

        mutating func skipBlanks() { rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\n" } }

        mutating func take(_ token: String) -> Bool {
            skipBlanks()
            guard rest.hasPrefix(token) else { return false }
            rest = rest.dropFirst(token.count)
            return true
        }

        func unexpected(_ expected: String) -> SyntaxError {
            let found = rest.isEmpty ? "the end" : "\"\(rest.prefix(20))\""
            return SyntaxError(description: "expected \(expected), found \(found)")
        }
    }
}
