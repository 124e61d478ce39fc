import Foundation

/// One fact that the probe reports: one line of JSON with a `kind`. The fields of each kind are documented at the
/// structure of the same name; `docs/observations.md` has an example of each.
public enum Observation: Sendable, Hashable {
    case probe(ProbeStart)
    case kernel(Kernel)
    case clocksource(Clocksource)
    case cpus(CPUs)
    case environment(Environment)
    case auxv(AuxiliaryValue)
    case mapping(Mapping)
    case image(ImageChunk)
    case table(HashTable)
    case lookup(Lookup)
    case function(Function)
    case sandwich(Sandwich)
    case resolution(Resolution)
    case gettimeofday(TimeOfDay)
    case time(TimeCall)
    case getcpu(GetCPU)
    case served(Served)
    case performance(Performance)
    case ended(Ended)
    case unobservable(Unobservable)
    case end(End)
}

/// The first line: which probe speaks, and which schema it follows.
public struct ProbeStart: Sendable, Hashable, Codable {
    /// The schema that this library reads and the probe writes.
    public static let currentSchema = 1
    /// The schema of the lines that follow.
    public var schema: Int
    /// The architecture the probe was built for: `x86_64`, `aarch64`, `riscv64`.
    public var architecture: String
    /// `AT_PAGESZ`, in bytes.
    public var pageSize: UInt64
}

/// `uname(2)`.
public struct Kernel: Sendable, Hashable, Codable {
    public var sysname: String
    public var release: String
    public var version: String
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
    public var name: String
    public var value: String
}

/// One entry of the auxiliary vector (`getauxval(3)`).
public struct AuxiliaryValue: Sendable, Hashable, Codable {
    public var type: UInt64
    public var value: UInt64
}

/// One line of `/proc/self/maps`: every mapping whose name is in brackets, and the one that `AT_SYSINFO_EHDR` points
/// into.
public struct Mapping: Sendable, Hashable, Codable {
    public var start: UInt64
    public var end: UInt64
    /// The four letters of the file, for instance `r-xp`.
    public var permissions: String
    /// The name in brackets, brackets included; empty if there is none.
    public var name: String
}

/// A part of the image as it lies in memory from `AT_SYSINFO_EHDR` to the end of its mapping.
public struct ImageChunk: Sendable, Hashable, Codable {
    /// `AT_SYSINFO_EHDR`.
    public var address: UInt64
    /// The size of the whole image in bytes.
    public var size: UInt64
    /// Where in the image the bytes lie.
    public var offset: UInt64
    /// The bytes, two lower-case digits each.
    public var hex: String
}

/// Which way a symbol was looked for.
public enum LookupTable: String, Sendable, Hashable, Codable, CaseIterable {
    /// `DT_HASH`, as musl looks.
    case sysv
    /// `DT_GNU_HASH`, as glibc looks.
    case gnu
    /// Every entry of the symbol table in turn.
    case scan
}

/// Whether a table is there.
public struct HashTable: Sendable, Hashable, Codable {
    public var table: LookupTable
    /// Whether the dynamic section names the table.
    public var present: Bool
    /// The number of symbols that the table leads to.
    public var entries: UInt64
}

/// What one table answers for one name and version. Every named symbol of the scan is looked up in every table.
public struct Lookup: Sendable, Hashable, Codable {
    public var table: LookupTable
    public var symbol: String
    /// The version node the symbol was found with; nil if it has none.
    public var version: String?
    public var found: Bool
    /// `st_value`, unrelocated.
    public var value: UInt64
    public var size: UInt64
    /// `st_info`: binding in the upper four bits, type in the lower.
    public var info: UInt8
    /// `st_other`.
    public var other: UInt8
    /// `st_shndx`.
    public var section: UInt16
}

/// Which symbol the probe calls for a function.
public struct Function: Sendable, Hashable, Codable {
    /// The name without prefix, for instance `clock_gettime`.
    public var function: String
    /// The symbol that was found, for instance `__kernel_clock_gettime`; nil if there is none.
    public var symbol: String?
}

/// A reading of a clock.
public struct Reading: Sendable, Hashable, Codable, CustomStringConvertible {
    public var seconds: Int64
    public var nanoseconds: Int64
    /// `SECONDS.NANOSECONDS` with nine digits.
    public var description: String {
        let digits = String(nanoseconds)
        let padded = nanoseconds >= 0 ? String(repeating: "0", count: max(0, 9 - digits.count)) + digits : digits
        return "\(seconds).\(padded)"
    }
}

/// Many sandwiches of one function and clock: system call, vDSO call, system call.
///
/// Readings are compared in the unit of the function: `gettimeofday` in microseconds, `time` in seconds, with the
/// outer readings cut down to that unit. `time` and coarse clocks are held between coarse system calls.
public struct Sandwich: Sendable, Hashable, Codable {
    /// The `clockid` of the outer system calls.
    public var clock: Int32
    public var function: String
    /// What the system call returned first: 0, or a negative errno for a clock the kernel does not have.
    public var systemResult: Int64
    /// What the vDSO returned first.
    public var vdsoResult: Int64
    /// Sandwiches that count.
    public var samples: UInt64
    /// Sandwiches taken again because the clock was set meanwhile (`TFD_TIMER_CANCEL_ON_SET`).
    public var repeated: UInt64
    /// Sandwiches whose return values differ.
    public var resultMismatches: UInt64
    /// vDSO readings whose fraction is not within a second.
    public var unnormalised: UInt64
    /// vDSO readings before the first system call's reading.
    public var early: UInt64
    /// vDSO readings after the second system call's reading.
    public var late: UInt64
    /// vDSO readings before the vDSO reading of the sandwich before.
    public var backward: UInt64
    /// Pairs of system call readings in the wrong order: the clocksource's fault, not the vDSO's.
    public var systemBackward: UInt64
    /// How far the worst early reading lies before, in nanoseconds.
    public var worstEarly: UInt64
    /// How far the worst late reading lies behind, in nanoseconds.
    public var worstLate: UInt64
    /// How far the worst step back is, in nanoseconds.
    public var worstBackward: UInt64
    /// The narrowest sandwich, in nanoseconds.
    public var narrowest: UInt64
    /// The median sandwich, in nanoseconds.
    public var median: UInt64
    /// The widest sandwich, in nanoseconds.
    public var widest: UInt64
    /// Sandwiches whose vDSO reading differs from the one before.
    public var advanced: UInt64
    /// Sandwiches whose system call readings differ from those before.
    public var systemAdvanced: UInt64
    /// The first sandwich out of order: before, value, after.
    public var example: [Reading]?
}

/// `clock_getres` of one `clockid`, through the vDSO and through the system call.
public struct Resolution: Sendable, Hashable, Codable {
    public var clock: Int32
    public var vdsoResult: Int64
    public var systemResult: Int64
    /// The structure after the vDSO call; it held `ResolutionSentinel` in both fields before.
    public var vdso: Reading
    /// The structure after the system call, likewise.
    public var system: Reading
    /// The return value for a NULL structure.
    public var vdsoNullResult: Int64
    /// The system call's return value for a NULL structure.
    public var systemNullResult: Int64
    /// What both fields hold before a call.
    public static let sentinel: Int64 = 0x5a5a_5a5a_5a5a_5a5a
}

/// `gettimeofday` with one combination of its pointers.
public struct TimeOfDay: Sendable, Hashable, Codable {
    /// Whether the first pointer was given.
    public var timeval: Bool
    /// Whether the second pointer was given.
    public var timezone: Bool
    public var vdsoResult: Int64
    public var systemResult: Int64
    /// `tz_minuteswest` and `tz_dsttime` through the vDSO; absent if not asked for.
    public var vdsoTimezone: [Int32]?
    /// The same through the system call.
    public var systemTimezone: [Int32]?
    /// Whether the time lay between two system calls; absent if not asked for.
    public var ordered: Bool?
    /// Bytes written behind the structures.
    public var overrun: Bool
}

/// `time` with and without its pointer.
public struct TimeCall: Sendable, Hashable, Codable {
    public var pointer: Bool
    /// The returned seconds.
    public var result: Int64
    /// What was stored; absent without a pointer.
    public var stored: Int64?
    /// Seconds of `CLOCK_REALTIME_COARSE` before the call.
    public var before: Int64
    /// Seconds of `CLOCK_REALTIME_COARSE` after the call.
    public var after: Int64
}

/// `getcpu` on one processor, or with one combination of pointers.
public struct GetCPU: Sendable, Hashable, Codable {
    /// The processor the probe was pinned to; absent if it was not pinned.
    public var pinned: Int?
    /// Whether the first pointer was given.
    public var cpuPointer: Bool
    /// Whether the second pointer was given.
    public var nodePointer: Bool
    public var vdsoResult: Int64
    public var systemResult: Int64
    /// Calls whose answers were compared.
    public var calls: UInt64
    /// Calls whose processor or node differs from the system call's (while pinned).
    public var mismatches: UInt64
    public var vdsoCPU: UInt32?
    public var vdsoNode: UInt32?
    public var systemCPU: UInt32?
    public var systemNode: UInt32?
}

/// How often a function entered the kernel from within the image.
public struct Served: Sendable, Hashable, Codable {
    public var function: String
    /// The `clockid`; absent for functions without one.
    public var clock: Int32?
    public var calls: UInt64
    /// System calls made from within the image.
    public var trapped: UInt64
    /// The number of the last of them; -1 if there was none.
    public var number: Int64
    /// The return value of the last call.
    public var result: Int64
}

/// Cost per call, in picoseconds, from batches on one processor.
public struct Performance: Sendable, Hashable, Codable {
    public var function: String
    public var clock: Int32?
    /// Calls in a batch.
    public var batch: UInt64
    /// Batches of each kind, interleaved.
    public var batches: UInt64
    public var vdsoMinimum: UInt64
    public var vdsoMedian: UInt64
    public var systemMinimum: UInt64
    public var systemMedian: UInt64
    /// A call to a function that returns at once.
    public var emptyMinimum: UInt64
    /// The processor, if pinned.
    public var cpu: Int?
}

/// An experiment that did not end by itself. What it had observed until then stands before this line.
public struct Ended: Sendable, Hashable, Codable {
    /// The experiment, for instance `agreement/clock_gettime.MONOTONIC`.
    public var experiment: String
    /// The signal that ended it; SIGPROF is its own deadline in CPU time and SIGALRM that in wall time.
    public var signal: Int?
    /// The exit status, if it was not a signal.
    public var status: Int?
    /// Where in the image the fault happened; absent if outside.
    public var offset: UInt64?
    /// The address of the faulting instruction.
    public var address: UInt64?
}

/// An experiment that this target does not allow.
public struct Unobservable: Sendable, Hashable, Codable {
    public var experiment: String
    /// In words, for instance "seccomp filters are refused (errno 38)".
    public var reason: String
}

/// The last line. A report without it was cut off.
public struct End: Sendable, Hashable, Codable {
    /// The number of lines before this one.
    public var lines: UInt64
}
