import ProbeRuntime

/// What a stepped call may give, by the system call.
struct SteppedTruth {
    private enum Clock { static let realtime = 0, realtimeCoarse = 5 }
    private let call: SteppedCall
    /// The clock as this process can read it; -1 for a function without one.
    private let clock: Int
    private var before = Timespec()
    private var watch = StepWatch()

    /// Reads what was true before the call, which `process` will make.
    init(_ call: SteppedCall, _ process: Int) {
        self.call = call
        clock =
            switch call.kind {
            // CPU time is the traced process's: CPUCLOCK_SCHED of <linux/posix-timers.h>.
            case .clockGettime: call.clock == 2 ? ~process << 3 | 2 : Int(call.clock)
            case .gettimeofday: Clock.realtime
            case .time: Clock.realtimeCoarse
            default: -1
            }
        before = now()
    }

    private func now() -> Timespec {
        var reading = Timespec()
        withUnsafeMutablePointer(to: &reading) { pointer in
            switch call.kind {
            case .clockGetres: _ = systemCall(NR_clock_getres, Int(call.clock), address(pointer))
            case .getcpu: _ = systemCall(NR_getcpu, address(pointer), address(pointer) + 4, 0)
            case .getrandom, .fill: break
            default:
                _ = systemCall(NR_clock_gettime, clock, address(pointer))
                call.layout.cut(pointer)
            }
        }
        return reading
    }

    /// Whether what a call wrote to `memory`, and its result, can be: between what was true before and what is now. The call
    /// that interrupted it wrote to `inner`.
    mutating func accepts(_ memory: Int, inner: Int, _ result: Int64) -> Bool {
        guard let words = UnsafePointer<Int64>(bitPattern: memory), let others = UnsafePointer<Int64>(bitPattern: inner)
        else { return false }
        let after = now()
        switch call.kind {
        case .clockGettime: return isOrdered(call.layout.load(words), after)
        case .gettimeofday:
            before.nanoseconds -= before.nanoseconds % 1000
            var value = call.layout.load(words)
            value.nanoseconds = value.nanoseconds &* 1000
            return isOrdered(value, after)
        case .time:
            before.nanoseconds = 0
            let stored = UnsafeRawPointer(words).load(as: Int.self)
            return Int64(stored) == result && isOrdered(Timespec(seconds: result, nanoseconds: 0), after)
        case .clockGetres:
            let value = call.layout.load(words)
            return value.seconds == after.seconds && value.nanoseconds == after.nanoseconds
        // Processor and node in one.
        case .getcpu: return words[0] == after.seconds || !SteppedCall.isPinned
        // The parameters are the same for all.
        case .getrandom: return words[0] == others[0] && words[1] == others[1]
        case .fill: return words[0] != others[0] && words[0] != words[1]
        }
    }

    private mutating func isOrdered(_ value: Timespec, _ after: Timespec) -> Bool {
        let isBetween =
            value.isNormalised && Order.distance(value, before: before) == 0
            && Order.distance(after, before: value) == 0
        if isBetween { return true }
        // Somebody may have set the clock meanwhile.
        guard watch.wasSet() else { return false }
        before = after
        return true
    }
}

extension SteppedCall {
    /// The same function in the handler: of another clock, so that what the two calls share shows.
    var inner: SteppedCall {
        var copy = self
        switch kind {
        case .clockGettime: copy.clock = clock == 0 ? 1 : 0
        case .clockGetres: copy.clock = 6
        default: break
        }
        return copy
    }

    /// What a call returns that went well.
    var success: Int64 { kind == .fill ? Self.length : 0 }
}

extension Tracee {
    /// Whether every preserved register has its value of the call.
    var hasKeptRegisters: Bool {
        var column = 2
        while probe_step_column(Int64(column)) != -2 {
            if register(probe_step_column(Int64(column))) != Self.entryValue(column) { return false }
            column += 1
        }
        return stackPointer == callerStack
    }
}
