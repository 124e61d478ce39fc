import Expectations

/// The identifiers of one check, or of what somebody asks for, as patterns to hold against each other.
struct DescribedName {
    /// The whole; of a check also the name that `list` shows.
    private let whole: [IdentifierPattern]
    /// `AREA` and `SUBJECT.PROPERTY`, where the pattern spells both slashes out: a star between two slashes stands for what
    /// lies between them.
    private let parts: [IdentifierPattern]?

    /// Of a check.
    init(_ check: CheckDescription) {
        whole = ["*/\(check.name)", check.name].compactMap { IdentifierPattern($0) }
        parts = [check.area.rawValue, "\(check.subject).\(check.property)"].compactMap { IdentifierPattern($0) }
    }

    /// Of a pattern; nil if no identifier could match it.
    init?(_ pattern: String) {
        guard let whole = IdentifierPattern(pattern) else { return nil }
        self.whole = [whole]
        guard whole.parts.count == 3 else {
            parts = nil
            return
        }
        let between = whole.parts.compactMap { IdentifierPattern("\($0)") }
        guard between.count == 3 else { return nil }
        parts = Array(between.dropFirst())
    }

    /// Whether an identifier could be one of both.
    func overlaps(_ check: DescribedName) -> Bool {
        guard let parts, let others = check.parts else {
            return whole.contains { own in check.whole.contains { own.overlaps($0) } }
        }
        return zip(parts, others).allSatisfy { $0.overlaps($1) }
    }
}
