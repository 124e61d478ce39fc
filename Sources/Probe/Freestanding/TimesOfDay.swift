import ProbeRuntime

/// `gettimeofday` with both pointers, each alone, and none; `time` with and without its pointer.
enum TimesOfDay {
    private static let sentinel: UInt64 = 0x5a5a_5a5a_5a5a_5a5a

    static func run() {
        if let entry = Functions.tested.gettimeofday {
            Experiment.runItems(
                4, name: { _ in Output.part("errors/gettimeofday") },
                { gettimeofday(entry, timeval: $0 & 1 != 0, timezone: $0 & 2 != 0) })
        }
        if let entry = Functions.tested.time {
            Experiment.runItems(2, name: { _ in Output.part("errors/time") }, { time(entry, pointer: $0 == 1) })
        }
    }

    private static func gettimeofday(_ entry: UInt64, timeval: Bool, timezone: Bool) {
        // Words 0 and 1: timeval, in word 0 alone where it is narrow; word 3: timezone. Others must stay as they are.
        let words = Pages.allocate(4096).assumingMemoryBound(to: UInt64.self)
        var before = Timespec()
        var after = Timespec()
        var watch = StepWatch()
        var vdsoResult: Int64 = 0
        var attempts = 0
        repeat {
            for index in 0..<5 { words[index] = sentinel }
            readRealtime(&before)
            vdsoResult = callInt(
                entry, timeval ? Int64(address(words)) : 0, timezone ? Int64(address(words + 3)) : 0)
            readRealtime(&after)
            attempts += 1
        } while watch.wasSet() && attempts < 100
        var value = TimeLayout.native.load(words)
        value.nanoseconds = value.nanoseconds &* 1000
        let overrun =
            words[2] != sentinel || words[4] != sentinel || (TimeLayout.native.isNarrow && words[1] != sentinel)
            || (!timeval && (words[0] != sentinel || words[1] != sentinel)) || (!timezone && words[3] != sentinel)
        var vdsoZone = words[3]
        words[3] = sentinel
        let systemResult = systemCall(
            NR_gettimeofday, timeval ? address(words) : 0, timezone ? address(words + 3) : 0)
        // What is wrong now and then. Somebody may set the zone meanwhile.
        let systemZone = words[3]
        var calls = 0
        while timezone, vdsoZone == systemZone, words[3] == systemZone, calls < Effort.current.checkedCalls {
            words[3] = sentinel
            _ = callInt(entry, timeval ? Int64(address(words)) : 0, Int64(address(words + 3)))
            let seen = words[3]
            _ = systemCall(NR_gettimeofday, 0, address(words + 3))
            if words[3] == systemZone { vdsoZone = seen }
            calls += 1
        }
        words[3] = systemZone
        Output.begin("gettimeofday")
        Output.field("timeval", timeval)
        Output.field("timezone", timezone)
        Output.field("vdsoResult", vdsoResult)
        Output.field("systemResult", systemResult)
        if timezone {
            zone("vdsoTimezone", vdsoZone)
            zone("systemTimezone", words[3])
        }
        if timeval {
            Output.field(
                "ordered", Order.distance(value, before: before) == 0 && Order.distance(after, before: value) == 0)
        }
        Output.field("overrun", overrun)
        Output.end()
    }

    /// `CLOCK_REALTIME` in whole microseconds.
    static func readRealtime(_ reading: UnsafeMutablePointer<Timespec>) {
        _ = systemCall(NR_clock_gettime, 0, address(reading))
        reading.pointee.nanoseconds = reading.pointee.nanoseconds / 1000 &* 1000
        TimeLayout.native.cut(reading)
    }

    private static func zone(_ name: StaticString, _ word: UInt64) {
        Output.field(
            name,
            list: {
                Output.element(Int64(Int32(truncatingIfNeeded: word)))
                Output.element(Int64(Int32(truncatingIfNeeded: word >> 32)))
            })
    }

    private static func time(_ entry: UInt64, pointer: Bool) {
        var before = Timespec()
        var after = Timespec()
        var stored = Int(truncatingIfNeeded: Timespec.sentinel)
        var result: Int64 = 0
        var watch = StepWatch()
        var attempts = 0
        repeat {
            _ = systemCall(NR_clock_gettime, Int(Clock.realtimeCoarse.id), address(&before))
            result = withUnsafeMutablePointer(to: &stored) {
                probe_call(entry, pointer ? Int64(address($0)) : 0, 0, 0, 0, 0)
            }
            _ = systemCall(NR_clock_gettime, Int(Clock.realtimeCoarse.id), address(&after))
            attempts += 1
        } while watch.wasSet() && attempts < 100
        TimeLayout.native.cut(&before)
        TimeLayout.native.cut(&after)
        // What is wrong now and then.
        var calls = 0
        while pointer, Int64(stored) == result, calls < Effort.current.checkedCalls {
            var other = Int(truncatingIfNeeded: Timespec.sentinel)
            let second = withUnsafeMutablePointer(to: &other) { probe_call(entry, Int64(address($0)), 0, 0, 0, 0) }
            if Int64(other) != second { (stored, result) = (other, second) }
            calls += 1
        }
        Output.begin("time")
        Output.field("pointer", pointer)
        Output.field("result", result)
        if pointer { Output.field("stored", stored) }
        Output.field("before", before.seconds)
        Output.field("after", after.seconds)
        Output.end()
    }
}
