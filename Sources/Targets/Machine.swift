import Foundation
import Glibc
import Installation
import Probe

/// The machine this process runs on, as far as it decides what can run here. Tests make their own.
public struct Machine: Sendable {
    /// The architecture of this machine's kernel by its Linux name (`uname -m`), for instance `x86_64`.
    public var architecture: String
    /// The environment in which emulators are looked for: `PATH`, `VDSO_QEMU_DIR`, `VDSO_CACHE`.
    public var environment: [String: String]
    /// The project's cache, where `scripts/setup` unpacks a newer emulator; nil if there is none.
    public var cache: String?
    /// Where `proc(5)` is mounted; nil not to ask it whether an emulator runs this process.
    public var processes: String?
    /// The folder in which `scripts` is: the project, or what an installation has in its place; nil if there is none.
    public var project: String?
    /// The folder of the scripts as people are told to call them.
    var scripts = "scripts"
    /// The probe's executable for an architecture, or nil if there is none.
    public var probe: @Sendable (_ architecture: String) -> String?

    /// The 32-bit programs that kernels of an architecture run as well, if they were built to.
    static let programs = ["aarch64": "arm", "x86_64": "i386"]

    /// The architecture by the name that expectations use: 32-bit x86 and arm have a name for each generation.
    ///
    /// - Parameter machine: what `uname -m` says.
    /// - Returns: for instance `i386` for `i686`.
    static func architecture(of machine: String) -> String {
        switch machine {
        case "i486", "i586", "i686": "i386"
        case "armv7l", "armv8l": "arm"
        default: machine
        }
    }

    /// Describes a machine.
    public init(
        architecture: String, environment: [String: String], cache: String?, processes: String? = nil,
        project: String? = nil,
        probe: @escaping @Sendable (_ architecture: String) -> String?
    ) {
        self.architecture = architecture
        self.environment = environment
        self.cache = cache
        self.processes = processes
        self.project = project
        self.probe = probe
    }

    /// This machine, with this process's environment and the probes of this package.
    public static var current: Machine {
        let environment = ProcessInfo.processInfo.environment
        let installation = Installation.current
        var machine = Machine(
            architecture: architecture(of: uname(\.machine)), environment: environment,
            cache: installation.cache(in: environment)?.path, processes: "/proc", project: installation.root.path,
            probe: { Probes.url(architecture: $0)?.path })
        if installation.project == nil { machine.scripts = installation.root.appending(path: "scripts").path }
        return machine
    }

    /// The absolute path of a folder that an environment variable names; nil if it is unset or empty.
    static func folder(_ variable: String, in environment: [String: String]) -> String? {
        guard let path = environment[variable], !path.isEmpty else { return nil }
        return URL(fileURLWithPath: path).path
    }

    /// One field of `uname(2)`.
    static func uname<Field>(_ field: KeyPath<utsname, Field>) -> String {
        var name = utsname()
        Glibc.uname(&name)
        return withUnsafeBytes(of: name[keyPath: field]) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
