import Glibc

/// An emulator of qemu: of programs, or of machines.
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

    /// The oldest release whose machines have every option that is used.
    static let firstWithMachines = (major: 7, minor: 2)

    /// Finds an emulator that gives its guests a vDSO.
    ///
    /// `VDSO_QEMU_DIR`, if set, is the only folder that is searched. Otherwise the first emulator on the PATH or in the
    /// project's cache that is new enough is taken.
    static func find(architecture: String, on machine: Machine) async throws(EmulatorMissing) -> Emulator {
        try await find(
            ["qemu-\(architecture)", "qemu-\(architecture)-static"], since: firstWithVDSO,
            remedy: "\(machine.scripts)/setup",
            on: machine
        ) { "qemu-user \($0) gives its guests no vDSO; 8.2 or newer does" }
    }

    /// Finds an emulator of machines, in the same places.
    static func findMachine(architecture: String, on machine: Machine) async throws(EmulatorMissing) -> Emulator {
        try await find(
            ["qemu-system-\(architecture)"], since: firstWithMachines, remedy: "\(machine.scripts)/setup --machines",
            on: machine
        ) { "qemu-system \($0) is older than 7.2" }
    }

    private static func find(
        _ names: [String], since oldest: (major: Int, minor: Int), remedy: String, on machine: Machine,
        refusal: (_ version: String) -> String
    ) async throws(EmulatorMissing) -> Emulator {
        var refusals: [String] = []
        for folder in folders(on: machine) {
            for path in names.map({ "\(folder)/\($0)" }) where access(path, X_OK) == 0 {
                guard let version = await version(of: path) else {
                    refusals.append("\(path) does not say its version")
                    continue
                }
                if isNewEnough(version, since: oldest) { return Emulator(path: path, version: version) }
                refusals.append("\(refusal(version)): run \(remedy) (\(path))")
            }
        }
        if let refusal = refusals.first { throw EmulatorMissing(description: refusal) }
        let place = Machine.folder("VDSO_QEMU_DIR", in: machine.environment).map { "in VDSO_QEMU_DIR (\($0))" }
        throw EmulatorMissing(
            description: "there is no \(names[0]) \(place ?? "on the PATH or in the cache"): run \(remedy)")
    }

    private static func folders(on machine: Machine) -> [String] {
        if let folder = Machine.folder("VDSO_QEMU_DIR", in: machine.environment) { return [folder] }
        // A relative entry of the PATH would mean another program in each working directory.
        let path = (machine.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return path.filter { $0.hasPrefix("/") } + (machine.cache.map { ["\($0)/qemu/bin"] } ?? [])
    }

    static func version(of path: String) async -> String? {
        let child = ChildProcess(
            executable: path, arguments: ["--version"], deadline: .seconds(120), outputLimit: 65536)
        guard let ended = try? await child.run(), ended.ending == .exited(0) else { return nil }
        return version(in: String(decoding: ended.output, as: UTF8.self))
    }

    /// The version in the first line of `qemu-ARCH --version`: `qemu-aarch64 version 10.0.2 (Debian 1:10.0.2...)`.
    static func version(in text: String) -> String? {
        let words = text.prefix { !$0.isNewline }.split(separator: " ")
        guard let index = words.firstIndex(of: "version"), index + 1 < words.count else { return nil }
        return String(words[index + 1])
    }

    /// Whether a version such as `8.2.2` or `10.1.0-rc2` is not older than another.
    static func isNewEnough(_ version: String, since oldest: (major: Int, minor: Int) = firstWithVDSO) -> Bool {
        let numbers = version.split(separator: ".").map { Int($0.prefix { $0.isASCII && $0.isNumber }) ?? 0 }
        guard let major = numbers.first else { return false }
        return (major, numbers.dropFirst().first ?? 0) >= oldest
    }
}
