/// The first line: which probe speaks, and which schema it follows.
public struct ProbeStart: Sendable, Hashable, Codable {
    /// The schema that this library reads and the probe writes.
    public static let currentSchema = 1
    /// The schema of the lines that follow.
    public var schema: Int
    /// The architecture the probe was built for: `x86_64`, `aarch64`, `riscv64`, `i386`, `arm`.
    public var architecture: String
    /// `AT_PAGESZ`, in bytes.
    public var pageSize: UInt64
    /// Whether an image of the user's choice is tested in place of the kernel's; absent in reports that know no such thing.
    public var chosenImage: Bool?
}

/// `uname(2)`.
public struct Kernel: Sendable, Hashable, Codable {
    /// The name of the system, `Linux`.
    public var sysname: String
    /// The release, for instance `6.18.44`.
    public var release: String
    /// When and how the kernel was built.
    public var version: String
    /// The hardware name, for instance `x86_64`.
    public var machine: String
}

/// `/sys/devices/system/clocksource/clocksource0`.
public struct Clocksource: Sendable, Hashable, Codable {
    /// The clocksource in use; nil where sysfs cannot be read.
    public var current: String?
    /// The clocksources that could be chosen.
    public var available: [String]
}

/// The processors the probe may run on.
public struct CPUs: Sendable, Hashable, Codable {
    /// The numbers in the affinity mask.
    public var allowed: [Int]
    /// The kernel's list of online processors, as text (`0-1`); nil where sysfs cannot be read.
    public var online: String?
}

/// A named fact on the machine, for instance `hypervisor` = `KVMKVMKVM`.
public struct Environment: Sendable, Hashable, Codable {
    /// What the fact is called, for instance `hypervisor`.
    public var name: String
    /// The fact.
    public var value: String
}

/// One entry of the auxiliary vector (`getauxval(3)`).
public struct AuxiliaryValue: Sendable, Hashable, Codable {
    /// The kind of entry, `AT_*` of `<linux/auxvec.h>`.
    public var type: UInt64
    /// The entry.
    public var value: UInt64
}

/// One line of `/proc/self/maps`: every mapping whose name is in brackets, and the one that `AT_SYSINFO_EHDR` points
/// into.
public struct Mapping: Sendable, Hashable, Codable {
    /// The first address.
    public var start: UInt64
    /// The first address behind.
    public var end: UInt64
    /// The four letters of the file, for instance `r-xp`.
    public var permissions: String
    /// The name in brackets, brackets included; empty if there is none.
    public var name: String
}
