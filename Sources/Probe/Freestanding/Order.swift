/// How two readings stand to each other. A vDSO may write anything, so nothing here can overflow.
enum Order {
    /// Nanoseconds by which `a` lies before `b`; 0 if it does not. Saturates at 2^62. Never between two readings:
    /// a call disturbs nothing, and makes the probe smaller.
    @inline(never)
    static func distance(_ a: Timespec, before b: Timespec) -> UInt64 {
        if a.seconds == b.seconds {
            return a.nanoseconds < b.nanoseconds ? clamp(b.nanoseconds.subtractingReportingOverflow(a.nanoseconds)) : 0
        }
        // A fraction that is not normalised is counted by itself; order is then that of the sums.
        let seconds = b.seconds.subtractingReportingOverflow(a.seconds)
        if seconds.overflow || seconds.partialValue > 1 << 32 || seconds.partialValue < -(1 << 32) {
            return a.seconds < b.seconds ? 1 << 62 : 0
        }
        let fraction = b.nanoseconds.subtractingReportingOverflow(a.nanoseconds)
        if fraction.overflow { return 1 << 62 }
        let sum = (seconds.partialValue &* 1_000_000_000).addingReportingOverflow(fraction.partialValue)
        return sum.partialValue > 0 ? clamp(sum) : 0
    }

    @inline(__always)
    private static func clamp(_ value: (partialValue: Int64, overflow: Bool)) -> UInt64 {
        value.overflow ? 1 << 62 : UInt64(bitPattern: min(value.partialValue, 1 << 62))
    }
}

/// Widths of sandwiches, in classes an eighth of an octave wide: small, and enough for a median.
struct WidthHistogram {
    private var counts: UnsafeMutablePointer<UInt32>
    private(set) var least = UInt64.max
    private(set) var greatest: UInt64 = 0
    private var total: UInt64 = 0
    private static let classes = 64 * 8

    init() {
        counts = Pages.allocate(Self.classes * MemoryLayout<UInt32>.size).assumingMemoryBound(to: UInt32.self)
    }

    mutating func add(_ value: UInt64) {
        least = min(least, value)
        greatest = max(greatest, value)
        total += 1
        counts[Self.index(value)] &+= 1
    }

    /// The middle of the class in which the median lies, in nanoseconds.
    var median: UInt64 {
        var below: UInt64 = 0
        for index in 0..<Self.classes {
            below += UInt64(counts[index])
            if below * 2 >= total, total > 0 { return min(max(Self.value(index), least), greatest) }
        }
        return 0
    }

    private static func index(_ value: UInt64) -> Int {
        if value < 8 { return Int(value) }
        let octave = 63 - value.leadingZeroBitCount
        return (octave - 2) * 8 + Int(value >> UInt64(octave - 3) & 7)
    }

    private static func value(_ index: Int) -> UInt64 {
        if index < 8 { return UInt64(index) }
        let octave = index / 8 + 2
        let step = UInt64(1) << UInt64(octave - 3)
        return UInt64(8 + index % 8) * step + step / 2
    }
}
