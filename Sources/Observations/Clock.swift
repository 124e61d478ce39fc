/// A `clockid_t` as `<linux/time.h>` numbers them. Compiled into the probe as well: no Foundation here.
public struct Clock: Hashable, Sendable {
    /// The number that the system call takes.
    public let id: Int32

    /// Wraps a number.
    public init(_ id: Int32) { self.id = id }

    /// Identifiers whose return value and structure are compared one by one: everything that has or could have a
    /// meaning, with a margin on both sides.
    public static let compared: ClosedRange<Int32> = -4...40

    /// The first and the last auxiliary clock, `CLOCK_AUX` to `CLOCK_AUX_LAST` (Linux 6.17).
    public static let auxiliary: ClosedRange<Int32> = 16...23

    /// The name in the kernel's headers without `CLOCK_`, or nil for a number without one.
    public var name: StaticString? {
        switch id {
        case 0: "REALTIME"
        case 1: "MONOTONIC"
        case 2: "PROCESS_CPUTIME_ID"
        case 3: "THREAD_CPUTIME_ID"
        case 4: "MONOTONIC_RAW"
        case 5: "REALTIME_COARSE"
        case 6: "MONOTONIC_COARSE"
        case 7: "BOOTTIME"
        case 8: "REALTIME_ALARM"
        case 9: "BOOTTIME_ALARM"
        case 10: "SGI_CYCLE"
        case 11: "TAI"
        case 16: "AUX0"
        case 17: "AUX1"
        case 18: "AUX2"
        case 19: "AUX3"
        case 20: "AUX4"
        case 21: "AUX5"
        case 22: "AUX6"
        case 23: "AUX7"
        default: nil
        }
    }

    /// The clock whose system call a coarse function such as `time` follows.
    public static let realtimeCoarse = Clock(5)
}
