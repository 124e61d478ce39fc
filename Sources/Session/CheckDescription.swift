import Conformance
import Expectations
public import Results

/// What one check asks, for people who read a result.
public struct CheckDescription: Sendable, Encodable, Hashable {
    /// The area.
    public var area: Area
    /// What its identifiers end in.
    public var property: String
    /// What it asks, in one line.
    public var meaning: String
    /// What it looks at: `image`, `observations`, or `run`.
    public var needs: String

    /// `AREA/*.PROPERTY`, or `AREA/SUBJECT.PROPERTY` where there is one subject only.
    public var name: String { "\(area.rawValue)/\(property.contains(".") ? "" : "*.")\(property)" }

    /// Every check, in the order of the report.
    public static var all: [CheckDescription] {
        Catalogue.checks.map {
            CheckDescription(
                area: $0.area, property: $0.property, meaning: $0.meaning,
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

    /// Whether the area fits, and the name's end.
    private func couldMatch(_ pattern: String) -> Bool {
        let parts = pattern.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let areaText = parts.count >= 3 ? parts[1] : parts.count == 2 ? parts[0] : "*"
        guard let areaPattern = IdentifierPattern(areaText), areaPattern.matches(area.rawValue) else { return false }
        guard let name = parts.last, let namePattern = IdentifierPattern(name) else { return false }
        // A pattern may end within the subject: `clock_gettime.*`.
        return name.hasSuffix("*") || namePattern.matches(property) || name.hasSuffix(".\(property)")
    }

    private static let run: [CheckDescription] = [
        ("probe.complete", "the probe's report came to its end"),
        ("image.readable", "the image in the target's memory can be read as ELF"),
        ("target.available", "a required target can be run here"),
        ("run.complete", "the run was not interrupted"),
        ("current", "a known issue still shows; asked with --strict"),
        ("identifiers.unique", "no two results share a name: a test of the suite itself"),
    ].map { CheckDescription(area: .run, property: $0.0, meaning: $0.1, needs: "run") }
}
