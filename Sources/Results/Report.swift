/// Everything that one run has judged.
public struct Report: Sendable, Codable {
    /// One entry per target, in the order in which they were asked for.
    public var targets: [TargetReport]
    /// The version of the suite that judged.
    public var suiteVersion: String
    /// Why the run ended early, if it did; then `targets` holds what was judged until then.
    public var interruption: String?

    /// Makes a report.
    public init(targets: [TargetReport], suiteVersion: String, interruption: String? = nil) {
        self.targets = targets
        self.suiteVersion = suiteVersion
        self.interruption = interruption
    }
}

/// What was judged on one target.
public struct TargetReport: Sendable, Codable {
    /// A named value that was observed or measured.
    public struct Property: Sendable, Codable, Hashable {
        /// The name, for instance `kernel.release`.
        public var name: String
        /// The value as text.
        public var value: String
        /// Makes a property.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The label, stable over kernel releases: `native-x86_64`, `qemu-user-aarch64`.
    public var label: String
    /// The target as the user wrote it: `native`, `qemu-user:aarch64`, `image:FILE`.
    public var target: String
    /// The architecture of the judged vDSO.
    public var architecture: String
    /// Whether the user required this target.
    public var isRequired: Bool
    /// Why the target could not be run; nil if it could.
    public var unavailable: String?
    /// Kernel, clocksource, processor, emulator: what the verdicts were made on.
    public var environment: [Property]
    /// Measured values, for instance nanoseconds per call.
    public var measurements: [Property]
    /// What calls cost, in more detail than `measurements` have room for; nil in reports that were stored without.
    public var speeds: [CallSpeed]?
    /// The words of the command that judges this target again; nil where there is none.
    public var command: [String]?
    /// The verdicts, ordered by area and identifier.
    public var results: [CheckResult]
    /// What a person should know of the whole target and that changes no verdict.
    public var remarks: [String]
    /// When observing began, in seconds since 1970.
    public var startedAt: Double
    /// Seconds that observing and judging took per area.
    public var secondsByArea: [Area: Double]
    /// Seconds from the start of the target to its last verdict.
    public var seconds: Double

    /// Makes a report on a target.
    public init(
        label: String, target: String, architecture: String, isRequired: Bool = false, unavailable: String? = nil,
        environment: [Property] = [], measurements: [Property] = [], results: [CheckResult] = [],
        remarks: [String] = [],
        startedAt: Double, secondsByArea: [Area: Double] = [:], seconds: Double = 0
    ) {
        self.label = label
        self.target = target
        self.architecture = architecture
        self.isRequired = isRequired
        self.unavailable = unavailable
        self.environment = environment
        self.measurements = measurements
        self.results = results
        self.remarks = remarks
        self.startedAt = startedAt
        self.secondsByArea = secondsByArea
        self.seconds = seconds
    }
}
