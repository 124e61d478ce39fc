import Targets

/// A target for people and tools that ask what can run here.
public struct TargetDescription: Sendable, Encodable {
    /// The name to give to `--target`.
    public var target: String
    /// The label in reports.
    public var label: String
    /// The architecture of its vDSO.
    public var architecture: String
    /// Why it cannot run here, with the remedy; nil if it can.
    public var unavailable: String?
    /// The emulator that it needs, if it was found.
    public var emulator: String?

    /// Every target that a probe is built for.
    public static func all() async -> [TargetDescription] {
        await Targets.discover().map { target in
            TargetDescription(
                target: target.name.description, label: target.label, architecture: target.architecture,
                unavailable: target.unavailable,
                emulator: target.emulator.map { "\(target.name.kind) \($0.version) (\($0.path))" })
        }
    }
}
