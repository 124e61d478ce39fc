public import Observations

/// Where a vDSO is found, as the user names it.
public enum TargetName: Hashable, Sendable, CustomStringConvertible {
    /// This machine's kernel.
    case native
    /// A program of another architecture under qemu-user, for instance `qemu-user:aarch64`.
    case qemuUser(architecture: String)
    /// A file that holds an image; nothing is run.
    case image(path: String)

    /// Reads `native`, `qemu-user:ARCH`, `image:FILE`.
    ///
    /// - Throws: `TargetNameError`, whose text lists what there is.
    public init(_ text: String) throws {
        throw TargetNameError(text: text)
    }

    /// The name as the user writes it.
    public var description: String {
        switch self {
        case .native: "native"
        case .qemuUser(let architecture): "qemu-user:\(architecture)"
        case .image(let path): "image:\(path)"
        }
    }
}

/// A target that does not exist.
public struct TargetNameError: Error, CustomStringConvertible {
    /// What was written.
    public var text: String
    /// One line.
    public var description: String { "there is no target \"\(text)\"" }
}

/// A target that was looked at on this machine.
public struct Target: Sendable {
    public var name: TargetName
    /// Stable over kernel releases: `native-x86_64`, `qemu-user-aarch64`.
    public var label: String
    /// The architecture of the vDSO: `x86_64`, `aarch64`, `riscv64`.
    public var architecture: String
    /// Why it cannot run here, in words with the remedy; nil if it can.
    public var unavailable: String?
}

/// What came of running a probe.
public struct Observed: Sendable {
    /// The facts as far as they came.
    public var observations: ObservationSet
    /// Why the report is not whole: "the probe was ended by signal 9 after 41 lines". nil if all went well.
    public var problem: String?
    /// What the probe or the emulator wrote to standard error, at most 64 KiB.
    public var standardError: String
    /// From start to end.
    public var seconds: Double
}
