import Conformance
import Expectations
public import Results

/// What one check asks, for people who read a result.
public struct CheckDescription: Sendable, Encodable, Hashable {
    /// The area.
    public var area: Area
    /// The subject of its identifiers; `*` stands for anything.
    public var subject: String
    /// What its identifiers end in.
    public var property: String
    /// What it asks, in one line.
    public var meaning: String
    /// What it looks at: `image`, `observations`, or `run`.
    public var needs: String

    /// `AREA/SUBJECT.PROPERTY`, in which `*` stands for anything: unlike any other check's.
    public var name: String { "\(area.rawValue)/\(subject).\(property)" }

    /// Every check, in the order of the report.
    public static var all: [CheckDescription] {
        Catalogue.checks.map {
            CheckDescription(
                area: $0.area, subject: $0.subject, property: $0.property, meaning: $0.meaning,
                needs: $0.needs == .image ? "image" : "observations")
        } + run
    }

    /// The checks that could give an identifier, or one that a pattern matches.
    ///
    /// - Parameter pattern: an identifier, a pattern with `*`, or nil for all.
    /// - Returns: at least one.
    /// - Throws: `UsageError` if there is none.
    public static func matching(_ pattern: String?) throws(UsageError) -> [CheckDescription] {
        guard let pattern else { return all }
        let found = all.filter { $0.couldMatch(pattern) }
        guard !found.isEmpty else {
            throw UsageError("no check gives results named \"\(pattern)\"; they are named ARCH/AREA/SUBJECT.PROPERTY")
        }
        return found
    }

    /// Whether an identifier of this check could match, or the name that `list` shows.
    private func couldMatch(_ pattern: String) -> Bool {
        guard let whole = IdentifierPattern(pattern) else { return false }
        let own = ["*/\(name)", name].compactMap { IdentifierPattern($0) }
        // A star between two slashes stands for what lies between them.
        guard whole.parts.count == 3 else { return own.contains { whole.overlaps($0) } }
        let pairs = zip(whole.parts, own[0].parts).map { (IdentifierPattern("\($0)"), IdentifierPattern("\($1)")) }
        return pairs.allSatisfy { one, other in other.map { one?.overlaps($0) ?? false } ?? false }
    }

    private static let run: [CheckDescription] = [
        ("probe", "complete", "the probe's report came to its end"),
        ("image", "readable", "the image in the target's memory can be read as ELF"),
        ("target", "available", "a required target can be run here"),
        ("run", "complete", "the run was not interrupted"),
        ("known-issue.*", "current", "a known issue still shows; asked with --strict"),
        ("identifiers", "unique", "no two results share a name: a test of the suite itself"),
    ].map { CheckDescription(area: .run, subject: $0.0, property: $0.1, meaning: $0.2, needs: "run") }
}
