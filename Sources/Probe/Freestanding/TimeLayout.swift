import ProbeRuntime

/// How a function or system call lays out a time: in two words of 64 bits, or of 32 bits as the first 32-bit kernels did.
struct TimeLayout {
    private let saysNarrow: Bool

    /// `struct __kernel_timespec`: two words of 64 bits everywhere.
    static let wide = TimeLayout(saysNarrow: false)
    /// `timespec` and `timeval` of the architecture's first days: two of its own words.
    static let native = TimeLayout(saysNarrow: true)

    /// Whether the words have 32 bits. A 64-bit compiler leaves out what asks for it.
    @inline(__always)
    var isNarrow: Bool { probe_has_narrow_time() != 0 && saysNarrow }

    /// Bytes of the structure.
    var bytes: Int { isNarrow ? 8 : 16 }

    /// The structure at an address, in 64 bits. A narrow one in which nothing but the sentinel stands was not written, and
    /// says so.
    func load(_ place: UnsafeRawPointer) -> Timespec {
        guard isNarrow else { return place.loadUnaligned(as: Timespec.self) }
        let seconds = place.loadUnaligned(as: Int32.self)
        let fraction = place.loadUnaligned(fromByteOffset: 4, as: Int32.self)
        let sentinel = Int32(truncatingIfNeeded: Timespec.sentinel)
        if seconds == sentinel, fraction == sentinel {
            return Timespec(seconds: Timespec.sentinel, nanoseconds: Timespec.sentinel)
        }
        return Timespec(seconds: Int64(seconds), nanoseconds: Int64(fraction))
    }

    /// Whether a function that reads clocks is the second of its kind, for 64-bit time where words have 32 bits.
    @inline(__always)
    var isTwin: Bool { probe_has_narrow_time() != 0 && !saysNarrow }

    /// The name of a function, in lines that used to be about one function alone.
    @inline(never)
    func write(_ function: StaticString) {
        if isTwin { Output.field("function", text: function) }
    }

    /// Puts the structure into 64 bits where it lies.
    @inline(__always)
    func widen(_ reading: UnsafeMutablePointer<Timespec>) {
        if isNarrow { reading.pointee = load(reading) }
    }

    /// Cuts seconds down to what the structure can hold.
    @inline(__always)
    func cut(_ reading: UnsafeMutablePointer<Timespec>) {
        if isNarrow { reading.pointee.seconds = Int64(Int32(truncatingIfNeeded: reading.pointee.seconds)) }
    }
}

/// A function that takes a clock and a time: `clock_gettime`, `clock_getres`, and where words have 32 bits also
/// `clock_gettime64` and `clock_getres_time64`.
struct ClockFunction {
    let name: StaticString
    /// Its address.
    var entry: UInt64
    /// Its own system call.
    let number: Int32
    let layout: TimeLayout

    /// Calls it; the reading is in 64 bits.
    @inline(__always)
    func call(_ clock: Clock, _ reading: UnsafeMutablePointer<Timespec>) -> Int64 {
        let result = probe_int(probe_call(entry, Int64(clock.id), Int64(address(reading)), 0, 0, 0))
        layout.widen(reading)
        return result
    }

    /// Makes its own system call; the reading is in 64 bits.
    func system(_ clock: Clock, _ reading: UnsafeMutablePointer<Timespec>) -> Int64 {
        let result = Int64(systemCall(number, Int(clock.id), address(reading)))
        layout.widen(reading)
        return result
    }
}
