import Glibc

/// A user mode emulator of qemu.
public struct Emulator: Sendable, Hashable {
    /// The executable.
    public var path: String
    /// What `--version` says, for instance `10.0.2`.
    public var version: String
}

/// Why there is no emulator to use.
struct EmulatorMissing: Error, CustomStringConvertible {
    /// In words, with the remedy.
    var description: String
}

extension Emulator {
    /// The first release whose guests have a vDSO (qemu's change log for 8.2, "User-mode emulation").
    static let firstWithVDSO = (major: 8, minor: 2)

    /// Finds an emulator that gives its guests a vDSO.
    ///
    /// `VDSO_QEMU_DIR`, if set, is the only folder that is searched. Otherwise the first emulator on the PATH or in the
    /// project's cache that is new enough is taken.
    static func find(architecture: String, on machine: Machine) async throws(EmulatorMissing) -> Emulator {
        let names = ["qemu-\(architecture)", "qemu-\(architecture)-static"]
        let folders = folders(on: machine)
        var refusals: [String] = []
        for folder in folders {
            for path in names.map({ "\(folder)/\($0)" }) where access(path, X_OK) == 0 {
                guard let version = await version(of: path) else {
                    refusals.append("\(path) does not say its version")
                    continue
                }
                if isNewEnough(version) { return Emulator(path: path, version: version) }
                refusals.append(
                    "qemu-user \(version) gives its guests no vDSO; 8.2 or newer does: run scripts/setup (\(path))")
            }
        }
        if let refusal = refusals.first { throw EmulatorMissing(description: refusal) }
        let place = Machine.folder("VDSO_QEMU_DIR", in: machine.environment).map { "in VDSO_QEMU_DIR (\($0))" }
        throw EmulatorMissing(
            description: "there is no qemu-\(architecture) \(place ?? "on the PATH or in the cache"): run scripts/setup"
        )
    }

    private static func folders(on machine: Machine) -> [String] {
        if let folder = Machine.folder("VDSO_QEMU_DIR", in: machine.environment) { return [folder] }
        // A relative entry of the PATH would mean another program in each working directory.
        let path = (machine.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return path.filter { $0.hasPrefix("/") } + (machine.cache.map { ["\($0)/qemu/bin"] } ?? [])
    }

    private static func version(of path: String) async -> String? {
        let child = ChildProcess(executable: path, arguments: ["--version"], deadline: .seconds(20), outputLimit: 65536)
        guard let ended = try? await child.run(), ended.ending == .exited(0) else { return nil }
        return version(in: String(decoding: ended.output, as: UTF8.self))
    }

    /// The version in the first line of `qemu-ARCH --version`: `qemu-aarch64 version 10.0.2 (Debian 1:10.0.2...)`.
    static func version(in text: String) -> String? {
        let words = text.prefix { !$0.isNewline }.split(separator: " ")
        guard let index = words.firstIndex(of: "version"), index + 1 < words.count else { return nil }
        return String(words[index + 1])
    }

    /// Whether a version such as `8.2.2` or `10.1.0-rc2` is 8.2 or newer.
    static func isNewEnough(_ version: String) -> Bool {
        let numbers = version.split(separator: ".").map { Int($0.prefix { $0.isASCII && $0.isNumber }) ?? 0 }
        guard let major = numbers.first else { return false }
        return (major, numbers.dropFirst().first ?? 0) >= firstWithVDSO
    }
}
