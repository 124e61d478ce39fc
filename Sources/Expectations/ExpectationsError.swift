/// One mistake in an expectations file.
public struct Mistake: Hashable, Sendable, CustomStringConvertible {
    /// The file, as short as it can be said.
    public var file: String
    /// The line and column, from 1; nil if the mistake is the file itself.
    public var position: Position?
    /// What is wrong, and what would be right.
    public var message: String

    /// A place in a file.
    public struct Position: Hashable, Sendable {
        /// The line, from 1.
        public var line: Int
        /// The column, from 1, counted in Unicode scalars.
        public var column: Int
    }

    /// A mistake at a place.
    public init(_ location: SourceLocation, _ message: String) {
        file = location.file
        position = Position(line: location.line, column: location.column)
        self.message = message
    }

    /// A mistake of a whole file, for instance that it is missing.
    public init(file: String, _ message: String) {
        self.file = file
        self.message = message
    }

    /// `FILE:LINE:COLUMN: MESSAGE`, in one line.
    public var description: String {
        position.map { "\(file):\($0.line):\($0.column): \(message)" } ?? "\(file): \(message)"
    }
}

/// Why expectations cannot be used: every mistake that was found, in the order of the files.
public struct ExpectationsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The mistakes; at least one.
    public var mistakes: [Mistake]

    /// One mistake in each line. A file that is no expectations file at all has very many: the rest is counted.
    public var description: String {
        let shown = mistakes.prefix(50).map(\.description)
        let rest = mistakes.count - shown.count
        return (shown + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "\n")
    }
}

/// Collects mistakes, so that all of them are reported at once.
package final class Mistakes {
    /// None yet.
    package init() {}

    package private(set) var found: [Mistake] = []

    package func add(_ location: SourceLocation, _ message: String) { found.append(Mistake(location, message)) }
    package func add(_ mistake: Mistake) { found.append(mistake) }

    /// All that was found, each once.
    package var error: ExpectationsError {
        var seen: Set<Mistake> = []
        return ExpectationsError(mistakes: found.filter { seen.insert($0).inserted })
    }

    /// Ends here if there was a mistake.
    package func check() throws(ExpectationsError) {
        guard found.isEmpty else { throw error }
    }
}
