/// The stable name of one promise on one architecture: `ARCH/AREA/SUBJECT.PROPERTY`.
///
/// Identifiers hold no measured values, so that histories of results can be compared over releases.
public struct Identifier: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The architecture whose vDSO is judged, for instance `aarch64`.
    public var architecture: String
    /// The area of checks, which is also the name of the file in `Sources/Conformance`.
    public var area: Area
    /// What is judged, for instance `clock_gettime.MONOTONIC` or `image`.
    public var subject: String
    /// The property that is judged, for instance `ordered`.
    public var property: String

    /// Makes an identifier from its parts.
    public init(architecture: String, area: Area, subject: String, property: String) {
        self.architecture = architecture
        self.area = area
        self.subject = subject
        self.property = property
    }

    /// The part behind the area: `SUBJECT.PROPERTY`.
    public var name: String { "\(subject).\(property)" }

    /// The whole identifier: `ARCH/AREA/SUBJECT.PROPERTY`.
    public var description: String { "\(architecture)/\(area.rawValue)/\(name)" }
}

/// An area of checks.
public enum Area: String, Sendable, Codable, CodingKeyRepresentable, CaseIterable, Hashable {
    /// The form of the ELF image.
    case image
    /// The dynamic symbols.
    case exports
    /// The auxiliary vector and the memory mappings.
    case mapping
    /// Values compared with the system calls' values.
    case agreement
    /// Arguments, return values and errors.
    case errors
    /// Registers, stack, signals and unwinding.
    case callingConvention = "calling-convention"
    /// `getrandom`.
    case random
    /// Whether a call is served in user space, and what it costs.
    case performance
    /// Time namespaces.
    case namespaces
    /// What happens while clocks and clocksources are changed (virtual machines only).
    case disturbance
    /// The run itself: whether the target could be observed at all.
    case run
}
