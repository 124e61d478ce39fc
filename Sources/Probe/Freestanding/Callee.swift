import ProbeRuntime

/// One of the functions with one of its clocks: a row that is called in every circumstance.
struct Callee {
    private enum Action {
        case timed(TimedFunction)
        case resolution(ClockFunction)
        case processor(UInt64)
    }
    private let action: Action
    let name: StaticString
    let clock: Clock?

    /// Those that never need the kernel come first; `THREAD_CPUTIME_ID` always does.
    static var count: Int { probe_has_narrow_time() != 0 ? 21 : 12 }
    private static let clocks = 8

    /// The row's entry, or nil if the image has no such function.
    static func at(_ index: Int) -> Callee? {
        let functions = Functions.tested
        switch index {
        case 0..<clocks: return functions.clockGettime.map { Callee(.clockGettime($0, clock(index))) }
        case 8: return functions.gettimeofday.map { Callee(.gettimeofday($0)) }
        case 9: return functions.time.map { Callee(.time($0)) }
        case 10: return functions.clockGetres.map { Callee($0) }
        case 11: return functions.getcpu.map { Callee(action: .processor($0), name: "getcpu", clock: nil) }
        case 12..<12 + clocks: return functions.clockGettime64.map { Callee(.clockGettime($0, clock(index - 12))) }
        case 20: return functions.clockGetresTime64.map { Callee($0) }
        default: return nil
        }
    }

    private static func clock(_ index: Int) -> Clock {
        switch index {
        case 0: Clock(0)
        case 1: Clock(1)
        case 2: Clock(4)
        case 3: .realtimeCoarse
        case 4: Clock(6)
        case 5: Clock(7)
        case 6: Clock(11)
        default: Clock(3)
        }
    }

    private init(action: Action, name: StaticString, clock: Clock?) {
        self.action = action
        self.name = name
        self.clock = clock
    }
    /// Of `CLOCK_MONOTONIC`.
    private init(_ resolution: ClockFunction) {
        self.init(action: .resolution(resolution), name: resolution.name, clock: Clock(1))
    }
    private init(_ function: TimedFunction) {
        action = .timed(function)
        name = function.name
        clock = function.kind == .clockGettime ? function.clock : nil
    }

    /// Whether another thread or process can read the same clock around the call.
    var isReadableElsewhere: Bool {
        if case .timed(let function) = action { return function.clock.id != 3 }
        return false
    }

    /// Calls the vDSO's function.
    @inline(never)
    func call(_ reading: UnsafeMutablePointer<Timespec>) -> Int64 {
        switch action {
        case .timed(let function): return function.call(reading)
        case .resolution(let function): return function.call(Clock(1), reading)
        case .processor(let entry):
            // Two words of 32 bits: processor and node.
            return callInt(entry, Int64(address(reading)), Int64(address(reading) + 4))
        }
    }

    /// Makes the system call.
    @inline(never)
    func system(_ reading: UnsafeMutablePointer<Timespec>) -> Int64 {
        switch action {
        case .timed(let function): return function.system(reading)
        case .resolution(let function): return function.system(Clock(1), reading)
        case .processor:
            return Int64(systemCall(NR_getcpu, address(reading), address(reading) + 4, 0))
        }
    }

    /// Whether a value may stand between two of the system call's.
    @inline(never)
    func accepts(_ value: Timespec, _ before: Timespec, _ after: Timespec) -> Bool {
        switch action {
        case .timed:
            return Order.distance(after, before: before) > 0
                || (Order.distance(value, before: before) == 0 && Order.distance(after, before: value) == 0)
        case .resolution: return value.seconds == before.seconds && value.nanoseconds == before.nanoseconds
        // The scheduler may have moved us between any two of the calls.
        case .processor: return before.seconds != after.seconds || value.seconds == before.seconds
        }
    }
}
