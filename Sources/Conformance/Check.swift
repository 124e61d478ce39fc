public import Results

/// A rule: a pure function from expectations and observations to findings.
public struct Check: Sendable {
    /// The area, and the file that the check lives in.
    public var area: Area
    /// The subject of its identifiers, `*` standing for anything: `load`, `clock_getres.*`, or `*` alone.
    public var subject: String
    /// The property that ends its identifiers, for instance `ordered`.
    public var property: String
    /// What it asks, in one line, for `vdso-conformance list`.
    public var meaning: String
    /// What it needs; a run without it gives no result of this check (an image file has no behaviour).
    public var needs: Need
    /// The rule. Gives every result that the context asks for, whatever was observed: a missing observation is an
    /// error result, never nothing.
    public var judge: @Sendable (Context) -> [CheckResult]

    /// What a check looks at.
    public enum Need: Sendable, Hashable {
        /// The bytes of the image.
        case image
        /// What a probe has observed.
        case observations
    }

    /// Makes a check.
    public init(
        area: Area, subject: String = "*", property: String, meaning: String, needs: Need,
        judge: @escaping @Sendable (Context) -> [CheckResult]
    ) {
        self.area = area
        self.subject = subject
        self.property = property
        self.meaning = meaning
        self.needs = needs
        self.judge = judge
    }
}
