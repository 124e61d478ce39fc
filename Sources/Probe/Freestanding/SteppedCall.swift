import ProbeRuntime

/// A function with arguments, as it is stepped through.
struct SteppedCall {
    enum Kind { case clockGettime, clockGetres, gettimeofday, time, getcpu, getrandom, fill }
    let kind: Kind
    let name: StaticString
    /// The clock, or which pointers are given.
    let path: StaticString
    let entry: UInt64
    /// How it writes a time.
    let layout: TimeLayout
    /// The clock; for bytes of `getrandom` the size of its state.
    var clock: Int64

    /// Whether each clock is stepped through, and not only those that take paths of their own.
    nonisolated(unsafe) static var isExhaustive = false

    private static var usual: Int { probe_has_narrow_time() != 0 ? 19 : 12 }
    static var count: Int { usual + (isExhaustive ? FurtherClock.count * (probe_has_narrow_time() != 0 ? 2 : 1) : 0) }
    /// Bytes that are asked of `getrandom`.
    static let length: Int64 = 40
    private static let cpuTime: Int64 = 2
    /// Where the state lies behind a call's memory.
    private static let state = 2048

    /// A call that the tested image can make; nil if it has no such function.
    static func at(_ index: Int) -> SteppedCall? {
        let functions = Functions.tested
        if index >= usual {
            let further = index - usual
            return further < FurtherClock.count
                ? make(further, further: functions.clockGettime, functions.clockGetres)
                : make(further - FurtherClock.count, further: functions.clockGettime64, functions.clockGetresTime64)
        }
        switch index {
        case 0..<7: return make(index, functions.clockGettime, functions.clockGetres)
        case 7: return make(.gettimeofday, "gettimeofday", "both", functions.gettimeofday, 0)
        case 8: return make(.time, "time", "stored", functions.time, 5)
        case 9: return make(.getcpu, "getcpu", "both", functions.getcpu, 0)
        case 10: return make(.getrandom, "getrandom", "query", functions.getrandom, 0)
        case 11: return make(.fill, "getrandom", "fill", functions.getrandom, 0)
        default: return make(index - 12, functions.clockGettime64, functions.clockGetresTime64)
        }
    }

    /// The call that asks `getrandom` for bytes.
    static var fill: SteppedCall? { at(11) }

    private static func make(_ index: Int, _ gettime: ClockFunction?, _ getres: ClockFunction?) -> SteppedCall? {
        switch index {
        case 0: make(.clockGettime, gettime, 0, "REALTIME")
        case 1: make(.clockGettime, gettime, 1, "MONOTONIC")
        case 2: make(.clockGettime, gettime, 4, "MONOTONIC_RAW")
        case 3: make(.clockGettime, gettime, 6, "MONOTONIC_COARSE")
        case 4: make(.clockGettime, gettime, cpuTime, "PROCESS_CPUTIME_ID")
        case 5: make(.clockGetres, getres, 1, "MONOTONIC")
        default: make(.clockGetres, getres, cpuTime, "PROCESS_CPUTIME_ID")
        }
    }
    /// A clock that takes the same path as another, as a rule.
    private enum FurtherClock {
        /// With `clock_gettime`; then with `clock_getres`.
        static let count = 4 + 7

        static func at(_ index: Int) -> Int32 {
            switch index {
            case 0, 4: 3
            case 1, 5: 5
            case 2, 6: 7
            case 3, 7: 11
            case 8: 0
            case 9: 4
            default: 6
            }
        }
    }

    private static func make(
        _ index: Int, further gettime: ClockFunction?, _ getres: ClockFunction?
    ) -> SteppedCall? {
        let clock = Clock(FurtherClock.at(index))
        guard let name = clock.name else { return nil }
        return index < 4
            ? make(.clockGettime, gettime, Int64(clock.id), name) : make(.clockGetres, getres, Int64(clock.id), name)
    }

    private static func make(
        _ kind: Kind, _ function: ClockFunction?, _ clock: Int64, _ path: StaticString
    ) -> SteppedCall? {
        function.map {
            SteppedCall(
                kind: kind, name: $0.name, path: path, entry: $0.entry, layout: $0.layout, clock: clock)
        }
    }
    private static func make(
        _ kind: Kind, _ name: StaticString, _ path: StaticString, _ entry: UInt64?, _ clock: Int64
    ) -> SteppedCall? {
        entry.map { SteppedCall(kind: kind, name: name, path: path, entry: $0, layout: .native, clock: clock) }
    }

    /// What the function gets, with `memory` to write to.
    func arguments(_ memory: Int) -> (Int64, Int64, Int64, Int64, Int64) {
        let place = Int64(memory)
        switch kind {
        case .clockGettime, .clockGetres: return (clock, place, 0, 0, 0)
        case .gettimeofday: return (place, place + 64, 0, 0, 0)
        case .time: return (place, 0, 0, 0, 0)
        case .getcpu: return (place, place + 4, 0, 0, 0)
        // The query of the state's size.
        case .getrandom: return (0, 0, 0, place, -1)
        // The state is the thread's: the same for all calls.
        case .fill: return (place, Self.length, 0, (place & ~4095) + Int64(Self.state), clock)
        }
    }

    /// Asks what must be known before the call is made.
    ///
    /// - Returns: whether it can be made now.
    mutating func prepare() -> Bool {
        guard kind == .fill else { return true }
        guard RandomSource.isReady else { return false }
        clock = Int64(min(RandomSource(entry).size, Self.state))
        return true
    }

    /// Makes a call's memory as it is before the first call of a thread.
    func clear(_ memory: Int) {
        guard let bytes = UnsafeMutablePointer<UInt8>(bitPattern: memory) else { return }
        for index in 0..<Self.state { bytes[index] = 0xa5 }
        wipe(memory)
    }

    /// Zeroes the state, as the kernel does to a child's.
    func wipe(_ memory: Int) {
        guard let bytes = UnsafeMutablePointer<UInt8>(bitPattern: memory) else { return }
        for index in Self.state..<2 * Self.state { bytes[index] = 0 }
    }
}

extension SteppedCall {
    /// What a system call would have returned: `time` returns what it says.
    func result(_ value: Int64) -> Int64 { kind == .time ? 0 : value }
}
