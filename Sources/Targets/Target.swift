public import Observations

/// A target that was looked at on this machine.
public struct Target: Sendable, Hashable {
    /// As the user names it.
    public var name: TargetName
    /// Stable over kernel releases: `native-x86_64`, `qemu-user-aarch64`.
    public var label: String
    /// The architecture of the vDSO: `x86_64`, `aarch64`, `riscv64`, `i386`, `arm`. Empty for an image, whose own header says it.
    public var architecture: String
    /// Why it cannot run here, in words with the remedy; nil if it can.
    public var unavailable: String?
    /// Whether it cannot run because its distribution has no such kernel: nothing can be done about that.
    public var lacksKernel = false
    /// The probe's executable; nil if there is none, or if nothing is run.
    public var probe: String?
    /// The emulator that runs the probe; nil if the kernel runs it itself.
    public var emulator: Emulator?
    /// The emulator that runs this process, and so the probe as well; nil if the kernel does.
    public var surroundings: Emulator?
    /// What boots; nil if nothing does.
    public var guest: Guest?
    /// The machine to log in to; nil for this one.
    public var remote: Remote?

    /// Describes a target.
    public init(
        name: TargetName, label: String, architecture: String, unavailable: String? = nil,
        probe: String? = nil, emulator: Emulator? = nil, surroundings: Emulator? = nil
    ) {
        self.name = name
        self.label = label
        self.architecture = architecture
        self.unavailable = unavailable
        self.probe = probe
        self.emulator = emulator
        self.surroundings = surroundings
    }
}

extension Target {
    /// Whether one boot serves both: the same kernel on the same machine in the same way, with programs of another
    /// architecture. Machines that count instructions share none: what one program leaves would decide the next one's numbers.
    public func sharesBoot(with other: Target) -> Bool {
        guard let guest, let otherGuest = other.guest, unavailable == nil, other.unavailable == nil else {
            return false
        }
        return name != other.name && guest.machine.kernelArchitecture == otherGuest.machine.kernelArchitecture
            && guest.kernel == otherGuest.kernel && guest.options == otherGuest.options && emulator == other.emulator
            && !guest.options.isDeterministic
    }
}

/// What came of running a probe.
public struct Observed: Sendable {
    /// The facts as far as they came.
    public var observations: ObservationSet
    /// Why the report is not whole: "the probe was ended by signal 9 after 41 lines". nil if all went well.
    public var problem: String?
    /// What the probe or the emulator wrote to standard error, at most 64 KiB; of a machine the end of its console.
    public var standardError: String
    /// From start to end; of one that shares its boot with others, that boot and its own part behind it.
    public var seconds: Double
    /// Seconds until the first line of the report: for a machine those of its boot. nil if none came.
    public var secondsToReport: Double?
    /// What ran the machine; nil for a probe that ran as a process.
    public var acceleration: Acceleration?

    /// Describes a run.
    public init(
        observations: ObservationSet, problem: String?, standardError: String, seconds: Double,
        secondsToReport: Double? = nil, acceleration: Acceleration? = nil
    ) {
        self.secondsToReport = secondsToReport
        self.acceleration = acceleration
        self.observations = observations
        self.problem = problem
        self.standardError = standardError
        self.seconds = seconds
    }
}
