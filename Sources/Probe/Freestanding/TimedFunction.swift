import ProbeRuntime

/// A function that tells the time, with the system call that it must agree with.
struct TimedFunction {
    enum Kind { case clockGettime, gettimeofday, time }
    var kind: Kind
    var name: StaticString
    /// Its address.
    var entry: UInt64
    /// The clock of the outer system calls.
    var clock: Clock
    /// Nanoseconds that its answer is cut down to.
    var unit: Int64
    var layout: TimeLayout

    static func clockGettime(_ function: ClockFunction, _ clock: Clock) -> TimedFunction {
        TimedFunction(
            kind: .clockGettime, name: function.name, entry: function.entry, clock: clock, unit: 1,
            layout: function.layout)
    }
    static func gettimeofday(_ entry: UInt64) -> TimedFunction {
        TimedFunction(
            kind: .gettimeofday, name: "gettimeofday", entry: entry, clock: Clock(0), unit: 1000, layout: .native)
    }
    /// `time` follows the coarse clock.
    static func time(_ entry: UInt64) -> TimedFunction {
        TimedFunction(
            kind: .time, name: "time", entry: entry, clock: .realtimeCoarse, unit: 1_000_000_000, layout: .native)
    }

    /// Calls the vDSO's function.
    @inline(__always)
    func call(_ reading: UnsafeMutablePointer<Timespec>) -> Int64 {
        switch kind {
        case .clockGettime:
            let result = probe_int(probe_call(entry, Int64(clock.id), Int64(address(reading)), 0, 0, 0))
            layout.widen(reading)
            return result
        case .gettimeofday:
            let result = probe_int(probe_call(entry, Int64(address(reading)), 0, 0, 0, 0))
            layout.widen(reading)
            // Microseconds; an impossible number must stay impossible.
            reading.pointee.nanoseconds = reading.pointee.nanoseconds &* 1000
            return result
        case .time:
            reading.pointee = Timespec(seconds: probe_call(entry, 0, 0, 0, 0, 0), nanoseconds: 0)
            return 0
        }
    }

    /// Reads the clock by the system call with 64-bit time, cut down to what the function can say.
    @inline(__always)
    func system(_ reading: UnsafeMutablePointer<Timespec>) -> Int64 {
        let result = systemCall(NR_clock_gettime, Int(clock.id), address(reading))
        if unit > 1 { reading.pointee.nanoseconds = reading.pointee.nanoseconds / unit &* unit }
        layout.cut(reading)
        return Int64(result)
    }

    /// `NAME.CLOCK`, or `NAME` where the clock is not the caller's choice.
    func part(_ area: StaticString) {
        Output.part(area)
        Output.part("/")
        Experiment.part(name, kind == .clockGettime ? clock : nil)
    }
}

extension TimedFunction {
    /// Every function of the tested image with every clock that has a name, in turn.
    static func forEach(_ body: (TimedFunction) -> Void) {
        let functions = Functions.tested
        functions.forEachGettime { function in
            for id in Clock.compared where Clock(id).name != nil { body(.clockGettime(function, Clock(id))) }
        }
        if let entry = functions.gettimeofday { body(.gettimeofday(entry)) }
        if let entry = functions.time { body(.time(entry)) }
    }
}
