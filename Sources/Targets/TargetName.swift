/// Where a vDSO is found, as the user names it.
public enum TargetName: Hashable, Sendable, CustomStringConvertible {
    /// This machine's kernel.
    case native
    /// A 32-bit program on this machine's kernel, for instance `native:i386`.
    case native32(architecture: String)
    /// A program of another architecture under qemu-user, for instance `qemu-user:aarch64`.
    case qemuUser(architecture: String)
    /// A kernel that boots in a virtual machine, for instance `qemu-system:aarch64`.
    case qemuSystem(machine: String)
    /// Another machine, as `ssh` knows it.
    case ssh(host: String)
    /// A file that holds an image; nothing is run.
    case image(path: String)

    /// Reads `native`, `native:ARCH`, `qemu-user:ARCH`, `qemu-system:ARCH`, `ssh:HOST`, `image:FILE`.
    ///
    /// - Parameter text: the name as the user wrote it.
    /// - Throws: `TargetNameError`, whose text lists what there is.
    public init(_ text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count > 1 ? parts[1] : nil) {
        case ("native", nil): self = .native
        case ("native", let architecture?) where Machine.programs.values.contains(architecture):
            self = .native32(architecture: architecture)
        case ("qemu-user", let architecture?) where Targets.architectures.contains(architecture):
            self = .qemuUser(architecture: architecture)
        case ("qemu-system", let machine?) where GuestMachine.named(machine) != nil:
            self = .qemuSystem(machine: machine)
        // A host that begins with a dash would be an option of ssh.
        case ("ssh", let host?) where !host.isEmpty && !host.hasPrefix("-") && !host.contains(where: \.isWhitespace):
            self = .ssh(host: host)
        case ("image", let path?) where !path.isEmpty: self = .image(path: path)
        default: throw TargetNameError(text: text)
        }
    }

    /// What stands before the colon.
    public var kind: String { String(description.prefix { $0 != ":" }) }

    /// The name as the user writes it.
    public var description: String {
        switch self {
        case .native: "native"
        case .native32(let architecture): "native:\(architecture)"
        case .qemuUser(let architecture): "qemu-user:\(architecture)"
        case .qemuSystem(let machine): "qemu-system:\(machine)"
        case .ssh(let host): "ssh:\(host)"
        case .image(let path): "image:\(path)"
        }
    }
}

/// A target that does not exist.
public struct TargetNameError: Error, CustomStringConvertible {
    /// What was written.
    public var text: String

    /// One line that lists what there is.
    public var description: String {
        let emulated = Targets.architectures.map { "qemu-user:\($0)" }
        let machines = GuestMachine.all.map { "qemu-system:\($0.name)" }
        let programs = Machine.programs.values.sorted().map { "native:\($0)" }
        let all = (["native"] + programs + emulated + machines + ["ssh:HOST", "image:FILE"]).joined(separator: ", ")
        return "there is no target \"\(text)\"; there is \(all)"
    }
}
