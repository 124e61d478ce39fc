import ProbeRuntime

/// A change that only the kernel's owner may make, and its undoing: a row of the table.
struct ClockChange {
    enum Kind { case set, frequency, tick, slew, singleShot, leap, tai, zone, clocksource, processor, namespace }
    var name: StaticString
    var kind: Kind
    /// What the system call takes: for `set` seconds, or the second to step to; for `leap` the status flag; for
    /// `namespace` the sign of MONOTONIC's offset.
    var value: Int64 = 0
    /// The other limit; for `namespace` the sign of BOOTTIME's offset.
    var other: Int64 = 0

    /// Milliseconds between two changes.
    var pause: Int64 {
        switch kind {
        case .slew, .singleShot: 300
        case .frequency, .tick, .clocksource, .processor: 20
        default: 3
        }
    }
    /// How often the budget of a change is needed before it shows.
    var patience: Int64 { pause == 300 ? 3 : 1 }

    static let count = 18
    private static let limit: Int64 = 500 << 16
    private static let insert: Int64 = 0x10
    private static let delete: Int64 = 0x20

    /// The table. Frequency and tick go to their limits, `MAXFREQ_SCALED` and a tenth of a tick either way, in turns.
    static func row(_ index: Int) -> ClockChange {
        switch index {
        case 0: ClockChange(name: "set-forward", kind: .set, value: 100_000)
        case 1: ClockChange(name: "set-back", kind: .set, value: -100_000)
        case 2: ClockChange(name: "set-past-2038", kind: .set, value: 1 << 31)
        case 3: ClockChange(name: "set-past-2106", kind: .set, value: 1 << 32)
        case 4: ClockChange(name: "frequency", kind: .frequency, value: limit, other: -limit)
        case 5: ClockChange(name: "tick", kind: .tick, value: 9000, other: 11000)
        case 6: ClockChange(name: "slew", kind: .slew, value: 400_000, other: -400_000)
        case 7:
            ClockChange(
                name: "single-shot", kind: .singleShot, value: 100_000, other: -100_000)
        case 8: ClockChange(name: "leap-insert", kind: .leap, value: insert, other: -1)
        case 9: ClockChange(name: "leap-delete", kind: .leap, value: delete, other: 1)
        case 10: ClockChange(name: "tai-offset", kind: .tai, value: 37)
        case 11: ClockChange(name: "time-zone", kind: .zone)
        case 12: ClockChange(name: "clocksource", kind: .clocksource)
        case 13: ClockChange(name: "processor", kind: .processor)
        case 14: ClockChange(name: "namespace-ahead-ahead", kind: .namespace, value: 1, other: 1)
        case 15: ClockChange(name: "namespace-ahead-behind", kind: .namespace, value: 1, other: -1)
        case 16: ClockChange(name: "namespace-behind-ahead", kind: .namespace, value: -1, other: 1)
        default: ClockChange(name: "namespace-behind-behind", kind: .namespace, value: -1, other: -1)
        }
    }

    /// Whether it sets a clock.
    func touches(_ clock: Clock) -> Bool {
        switch (kind, clock.id) {
        case (.set, 0), (.set, 5), (.set, 11), (.leap, 0), (.leap, 5), (.tai, 11): true
        default: false
        }
    }
}

/// `clock_settime(2)`, `clock_adjtime(2)`, and files of sysfs.
enum Owner {
    /// `struct __kernel_timex`, which a call fills in: 26 words.
    nonisolated(unsafe) private static var timex: UnsafeMutablePointer<Int64>! = nil
    enum Word { static let offset = 1, frequency = 2, status = 5, constant = 6, tick = 11, tai = 20 }
    enum Mode { static let offset = 0x1, frequency = 0x2, status = 0x10, constant = 0x20, tai = 0x80, tick = 0x4000 }
    static let singleShot = 0x8001
    static let phaseLocked: Int64 = 1

    static func start() { timex = Pages.allocate(4096).assumingMemoryBound(to: Int64.self) }

    /// Changes what `modes` says, with the value in one word. The state of the clock, or a negative errno.
    static func adjust(_ modes: Int, _ word: Int = 0, _ value: Int64 = 0, status: Int64 = 0) -> Int {
        for index in 0..<26 { timex[index] = 0 }
        timex[Word.status] = status
        timex[word] = value
        timex[0] = Int64(modes)
        let result = systemCall(NR_clock_adjtime, 0, address(timex))
        return min(result, 0)
    }

    /// A word that the last call filled in; of some the upper half is nobody's.
    static func word(_ index: Int) -> Int64 {
        let isInt = index == Word.status || index == Word.tai
        return isInt ? Int64(Int32(truncatingIfNeeded: timex[index])) : timex[index]
    }

    /// Nanoseconds of a clock by system call.
    static func now(_ clock: Int = 0) -> Int64 {
        var reading = Timespec()
        _ = withUnsafeMutablePointer(to: &reading) { systemCall(NR_clock_gettime, clock, address($0)) }
        return reading.total
    }

    /// Sets REALTIME; 0 or a negative errno.
    static func set(_ total: Int64) -> Int {
        var time = Timespec(seconds: total / 1_000_000_000, nanoseconds: total % 1_000_000_000)
        return withUnsafeMutablePointer(to: &time) { systemCall(NR_clock_settime, 0, address($0)) }
    }

    /// `settimeofday(2)` with a time zone only; minutes in the lower half, the kind of summer time in the upper one.
    static func setZone(_ zone: UInt64) -> Int {
        var zone = zone
        return withUnsafeMutablePointer(to: &zone) { systemCall(NR_settimeofday, 0, address($0)) }
    }

    /// Writes to a file; 0 or a negative errno.
    static func write(_ bytes: UnsafePointer<UInt8>, _ count: Int, to path: StaticString) -> Int {
        let atWorkingDirectory = -100
        let writeOnly = 1
        let file = systemCall(NR_openat, atWorkingDirectory, address(path.utf8Start), writeOnly)
        guard file >= 0 else { return file }
        let written = systemCall(NR_write, file, address(bytes), count)
        _ = systemCall(NR_close, file)
        return min(written, 0)
    }

    static func write(_ text: StaticString, to path: StaticString) -> Int {
        write(text.utf8Start, text.utf8CodeUnitCount, to: path)
    }

    static func sleep(milliseconds: Int64) {
        var time = Timespec(seconds: milliseconds / 1000, nanoseconds: milliseconds % 1000 * 1_000_000)
        let monotonic = 1
        _ = withUnsafeMutablePointer(to: &time) { systemCall(NR_clock_nanosleep, monotonic, 0, address($0), 0) }
    }
}

/// A word in the list of clocksources.
struct ClocksourceName {
    private static let capacity = 512
    static let current: StaticString = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
    private static let available: StaticString = "/sys/devices/system/clocksource/clocksource0/available_clocksource"
    let bytes: UnsafeMutablePointer<UInt8>
    let count: Int

    /// The word of a place in a file; nil behind the last one.
    init?(_ place: Int, in path: StaticString) {
        let page = Pages.allocate(Self.capacity).assumingMemoryBound(to: UInt8.self)
        guard let length = readFile(path, into: page, capacity: Self.capacity) else { return nil }
        var first = 0
        var number = 0
        for index in 0..<length where page[index] <= UInt8(ascii: " ") {
            if index > first {
                if number == place {
                    bytes = page + first
                    count = index - first
                    return
                }
                number += 1
            }
            first = index + 1
        }
        return nil
    }

    /// The one that is used.
    static func used() -> ClocksourceName? { ClocksourceName(0, in: current) }
    /// One of those that could be.
    static func offered(_ place: Int) -> ClocksourceName? { ClocksourceName(place, in: available) }

    /// Asks the kernel to use it; 0, or a negative errno.
    func use() -> Int { Owner.write(bytes, count, to: Self.current) }

    /// Whether the kernel still would use it.
    var isOffered: Bool {
        var place = 0
        while let name = Self.offered(place) {
            if equals(name) { return true }
            place += 1
        }
        return false
    }

    func equals(_ other: ClocksourceName) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where bytes[index] != other.bytes[index] { return false }
        return true
    }
}
