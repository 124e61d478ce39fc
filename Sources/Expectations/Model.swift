/// Where in an expectations file something is written.
public struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
    /// The file, as short as it can be said: relative to the folder that `Expectations` lies in.
    public var file: String
    /// The line, from 1.
    public var line: Int
    /// The column, from 1.
    public var column: Int

    /// Makes a location.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `FILE:LINE`, as results quote it.
    public var description: String { "\(file):\(line)" }
}

/// What is promised about something's presence.
public enum Presence: String, Sendable, Hashable, CaseIterable {
    case required, optional, forbidden
}

/// When a record applies. Every given part must hold.
public struct Conditions: Hashable, Sendable {
    /// The first kernel version for which the record holds.
    public var since: KernelVersion?
    /// The first kernel version for which it holds no longer.
    public var until: KernelVersion?
    /// What the kernel's configuration must say.
    public var configuration: ConfigurationExpression?
    /// The clocksources under which the record holds; empty for all.
    public var clocksources: [String]

    /// Makes conditions; the default always holds.
    public init(
        since: KernelVersion? = nil, until: KernelVersion? = nil, configuration: ConfigurationExpression? = nil,
        clocksources: [String] = []
    ) {
        self.since = since
        self.until = until
        self.configuration = configuration
        self.clocksources = clocksources
    }
}

/// Whether conditions hold for a kernel.
public enum Decision: Hashable, Sendable {
    case holds
    /// The kernel is older than `since`.
    case notYet(KernelVersion)
    /// The kernel is at or behind `until`.
    case noLonger(KernelVersion)
    /// The configuration or the clocksource rules it out; in words.
    case ruledOut(String)
    /// What would decide it is unknown; in words. Neither fails nor reports.
    case undecided(String)
}

/// What is known of the kernel under judgement.
public struct Situation: Sendable {
    /// The version; nil if unknown.
    public var kernel: KernelVersion?
    /// The configuration; nil if unknown.
    public var configuration: KernelConfiguration?
    /// The clocksource in use; nil if unknown.
    public var clocksource: String?

    /// Makes a situation.
    public init(kernel: KernelVersion? = nil, configuration: KernelConfiguration? = nil, clocksource: String? = nil) {
        self.kernel = kernel
        self.configuration = configuration
        self.clocksource = clocksource
    }
}

/// A dynamic symbol that an image promises. Aliases are exports of their own.
public struct ExportExpectation: Hashable, Sendable {
    /// The function without prefix, for instance `clock_gettime`.
    public var function: String
    /// The symbol, for instance `__vdso_clock_gettime`.
    public var symbol: String
    /// The version node, for instance `LINUX_2.6`.
    public var version: String
    /// `GLOBAL` or `WEAK`.
    public var binding: String
    /// `FUNC` or `NOTYPE` or `OBJECT`; several where kernels differ.
    public var types: [String]
    /// The symbol that lies at the same address, for an alias.
    public var aliasOf: String?
    /// Whether it must be there.
    public var presence: Presence
    /// When the record applies.
    public var conditions: Conditions
    /// Where it is written.
    public var location: SourceLocation
    /// Why kernels keep it so, for a failure's text; may be empty.
    public var note: String = ""
    /// The bytes that it begins with, for code that others recognise; nil if the record does not say.
    public var code: [UInt8]?
    /// The frame description of code that a signal handler returns to; nil if the record does not say.
    public var frame: Frame?

    /// How unwinders get across a frame that the kernel made for a signal.
    public enum Frame: String, Sendable, Hashable, CaseIterable {
        /// By a frame description with the augmentation `S`.
        case signal
        /// By a frame description without it, or by the code itself.
        case plain
        /// By the code itself: there is no frame description.
        case none
    }
}

/// One property with a value, in the sections `image`, `mapping` and so on: `property: soname`, `value: ...`.
public struct PropertyExpectation: Hashable, Sendable {
    /// The property, for instance `soname`.
    public var property: String
    /// The allowed values, as text; one or several.
    public var values: [String]
    /// When the record applies.
    public var conditions: Conditions
    /// Why kernels keep it so, for a failure's text; may be empty.
    public var note: String
    /// Where it is written.
    public var location: SourceLocation
}

/// A clock that the kernel knows.
public struct ClockExpectation: Hashable, Sendable {
    /// How the clock moves, which decides how it is judged.
    public enum Kind: String, Sendable, CaseIterable {
        /// Interpolated from the counter: REALTIME, MONOTONIC, BOOTTIME, TAI, MONOTONIC_RAW.
        case fine
        /// Moves with the tick: the coarse clocks.
        case coarse
        /// CPU time of a process or thread.
        case cpu
        /// Never served in user space, moves like a fine one: the alarm clocks.
        case alarm
        /// Auxiliary clocks, which must be enabled first.
        case auxiliary
    }
    /// The name without `CLOCK_`.
    public var clock: String
    /// The number that the system call takes.
    public var id: Int32
    /// How the clock moves.
    public var kind: Kind
    /// Whether it must be there.
    public var presence: Presence
    /// Nanoseconds by which a reading may lie outside of its sandwich, beyond resolution.
    public var tolerance: UInt64
    /// When the record applies.
    public var conditions: Conditions
    /// Where it is written.
    public var location: SourceLocation
    /// Why kernels keep it so, for a failure's text; may be empty.
    public var note: String = ""
}

/// A function and its clocks that must be, or must not be, served in user space.
public struct ServedExpectation: Hashable, Sendable {
    /// The function without prefix.
    public var function: String
    /// Clock names; empty for a function without clocks.
    public var clocks: [String]
    /// `required`: no system call. `forbidden`: exactly one each call. `optional`: either.
    public var presence: Presence
    /// When the record applies.
    public var conditions: Conditions
    /// Where it is written.
    public var location: SourceLocation
    /// Why kernels keep it so, for a failure's text; may be empty.
    public var note: String = ""
}

/// A bound on speed.
public struct PerformanceExpectation: Hashable, Sendable {
    /// The function without prefix.
    public var function: String
    /// Clock names; empty for a function without clocks.
    public var clocks: [String]
    /// The greatest ratio of the vDSO's time to the system call's; nil if the record does not say.
    public var maximumRatio: Double?
    /// The most instructions that an undisturbed call executes; nil if the record does not say.
    public var maximumInstructions: UInt64?
    /// When the record applies.
    public var conditions: Conditions
    /// Where it is written.
    public var location: SourceLocation
    /// Why kernels keep it so, for a failure's text; may be empty.
    public var note: String = ""
}

/// A broken promise that is known.
public struct KnownIssue: Hashable, Sendable {
    /// A short name, for instance `L1`.
    public var id: String
    /// Identifier patterns with `*`.
    public var matches: [String]
    /// A regular expression that the whole of what was observed must match: a breach of the same promise that looks
    /// otherwise is another one. Nil: whatever was observed.
    public var observed: String?
    /// Whether a run may not show it, although it is there.
    public var shows: Shows = .always
    /// When the record applies.
    public var conditions: Conditions
    /// Why it is so, for people.
    public var reason: String
    /// Where it was reported, changed or can be seen.
    public var reference: String
    /// Where it is written.
    public var location: SourceLocation

    /// How often it shows.
    public enum Shows: String, Sendable, CaseIterable {
        case always
        /// By chance: a run that does not show it says nothing.
        case sometimes
    }
}

/// Everything that is promised of one architecture's vDSO, shared parts and overlays merged.
public struct ExpectationSet: Sendable {
    /// Who provides the image.
    public enum Flavour: String, Sendable, CaseIterable {
        case linux
        case qemuUser = "qemu-user"
    }
    /// The name, for instance `x86_64`; also the name of the file.
    public var architecture: String
    /// Who provides the image.
    public var flavour: Flavour
    /// `e_machine`, as its number.
    public var machine: UInt16
    /// 32 or 64.
    public var elfClass: Int
    /// The byte order of the image.
    public var isLittleEndian: Bool
    /// The dynamic symbols.
    public var exports: [ExportExpectation]
    /// What an export that is not listed means: `report` or `fail`.
    public var failsOnUnlistedExports: Bool
    /// The form of the ELF image.
    public var image: [PropertyExpectation]
    /// The memory mappings and the auxiliary vector.
    public var mapping: [PropertyExpectation]
    /// What a call may need and must keep.
    public var callingConvention: [PropertyExpectation]
    /// The clocks that the kernel knows.
    public var clocks: [ClockExpectation]
    /// What is answered in user space, and what is not.
    public var served: [ServedExpectation]
    /// The bounds on speed.
    public var performance: [PerformanceExpectation]
    /// The broken promises that are known.
    public var knownIssues: [KnownIssue]
    /// The file itself.
    public var location: SourceLocation
    /// The clocksources that image and kernel read alike, `capable` in the files.
    public var capableClocksources: [String] = []
    /// The clocksources that only the kernel can read, `incapable` in the files.
    public var incapableClocksources: [String] = []
}
