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
    public static let all: [CheckDescription] =
        Catalogue.checks.map {
            CheckDescription(
                area: $0.area, subject: $0.subject, property: $0.property, meaning: $0.meaning,
                needs: $0.needs == .image ? "image" : "observations")
        } + run

    /// The checks that could give an identifier, or one that a pattern matches.
    ///
    /// - Parameter pattern: an identifier, a pattern with `*`, or nil for all.
    /// - Returns: at least one.
    /// - Throws: `UsageError` if there is none.
    public static func matching(_ pattern: String?) throws(UsageError) -> [CheckDescription] {
        guard let pattern else { return all }
        let asked = DescribedName(pattern)
        let found = zip(all, names).filter { asked?.overlaps($1) ?? false }.map(\.0)
        guard !found.isEmpty else {
            throw UsageError("no check gives results named \"\(pattern)\"; they are named ARCH/AREA/SUBJECT.PROPERTY")
        }
        return found
    }

    /// The patterns of all, made once: a suite looks up every result.
    private static let names = all.map(DescribedName.init)

    private static let run: [CheckDescription] = [
        ("probe", "complete", "the probe's report came to its end"),
        ("image", "readable", "the image in the target's memory can be read as ELF"),
        ("target", "available", "a required target can be run here"),
        ("run", "complete", "the run was not interrupted"),
        ("known-issue.*", "current", "a known issue still shows; asked with --strict"),
        ("identifiers", "unique", "no two results share a name: a test of the suite itself"),
    ].map { CheckDescription(area: .run, subject: $0.0, property: $0.1, meaning: $0.2, needs: "run") }
}
