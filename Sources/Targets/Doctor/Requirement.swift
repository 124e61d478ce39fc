/// Something that a machine must have before some or all of the questions can be asked on it.
public struct Requirement: Sendable, Hashable, Encodable {
    /// Stable, for scripts: `native`, `seccomp`, `qemu-user:aarch64`, `kvm`.
    public var name: String
    /// Whether it is there.
    public var isThere: Bool
    /// Whether nothing can be judged without it.
    public var isEssential = false
    /// What was found, or why it is missing.
    public var finding: String
    /// What cannot be done without it; nil if it is there.
    public var loss: String?
    /// How to get it; nil if it is there, or if nobody knows a way.
    public var remedy: String?

    /// Describes something that is there.
    public static func there(_ name: String, _ finding: String) -> Requirement {
        Requirement(name: name, isThere: true, finding: finding)
    }

    /// Describes something that is missing.
    public static func missing(
        _ name: String, _ finding: String, loss: String, remedy: String? = nil, isEssential: Bool = false
    ) -> Requirement {
        Requirement(
            name: name, isThere: false, isEssential: isEssential, finding: finding, loss: loss, remedy: remedy)
    }
}

extension Requirement {
    /// Looks at everything that targets need on a machine. Runs the native probe for a moment and starts an empty virtual
    /// machine; both have deadlines, and neither leaves anything behind.
    ///
    /// - Parameter machine: the machine.
    /// - Returns: what is needed, the most important first.
    public static func all(on machine: Machine = .current) async -> [Requirement] {
        let native = await Targets.look(at: .native, on: machine)
        var all = await ofThisMachine(native)
        all += await ofPrograms(on: machine)
        all += await ofMachines(on: machine)
        all.append(await Virtualisation(machine: machine).requirement())
        all.append(KernelCache(machine: machine).requirement)
        all.append(privileges(Capabilities.current))
        return all
    }

    /// Capabilities are no requirement: this says what becomes of them.
    static func privileges(_ capabilities: Capabilities?) -> Requirement {
        guard let capabilities else {
            return .there("privileges", "the kernel does not say which capabilities this process has; probes drop all")
        }
        return .there(
            "privileges",
            capabilities.isEmpty
                ? "no capabilities, and none is needed"
                : "\(capabilities.description): none is needed, and probes drop all of them")
    }
}
