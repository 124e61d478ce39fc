/// What boots in a virtual machine, and how.
public struct Guest: Sendable, Hashable {
    /// The machine.
    public var machine: GuestMachine
    /// The kernel's file.
    public var kernel: String
    /// How it is booted.
    public var options: GuestOptions
}

/// An image that a machine tests in place of its kernel's.
public struct GuestImage: Sendable, Hashable {
    /// Its bytes.
    public var bytes: [UInt8]
    /// The areas whose experiments are run; nil for all of them.
    public var areas: [String]?

    /// Describes an image.
    public init(bytes: [UInt8], areas: [String]? = nil) {
        self.bytes = bytes
        self.areas = areas
    }
}

/// How machines are booted, as the user says it.
public struct GuestOptions: Sendable, Hashable {
    /// The kernel; nil if none was named.
    public var kernel: KernelName?
    /// Words for the kernel's command line.
    public var commandLine = ""
    /// Processors of a machine.
    public var processors = 1
    /// What may run it.
    public var accelerator = Accelerator.automatic
    /// Whether instructions are counted in place of time, so that two runs are the same.
    public var isDeterministic = false

    /// What may run a machine.
    public enum Accelerator: String, Sendable, Hashable, CaseIterable {
        /// KVM where it works, else emulation.
        case automatic = "auto"
        /// The host's processor, or an error.
        case kvm
        /// Emulation.
        case tcg
    }

    /// Options that nobody changed: there is no kernel.
    public init(kernel: KernelName? = nil) { self.kernel = kernel }
}

/// What ran a machine.
public struct Acceleration: Sendable, Hashable, CustomStringConvertible {
    /// Whether instructions were translated.
    public var isEmulated: Bool
    /// Why it was not KVM, where that was tried.
    public var remark: String?

    /// For instance `KVM`.
    public var description: String {
        (isEmulated ? "TCG" : "KVM") + (remark.map { " (\($0))" } ?? "")
    }
}
