import ProbeRuntime

/// A function with arguments, as it is stepped through.
struct SteppedCall {
    enum Kind { case clockGettime, clockGetres, gettimeofday, time, getcpu, getrandom }
    let kind: Kind
    let name: StaticString
    /// The clock, or which pointers are given.
    let path: StaticString
    let entry: UInt64
    let clock: Int64

    static let count = 11
    private static let cpuTime: Int64 = 2

    /// A call that the tested image can make; nil if it has no such function.
    static func at(_ index: Int) -> SteppedCall? {
        let functions = Functions.tested
        switch index {
        case 0: return gettime(0, "REALTIME")
        case 1: return gettime(1, "MONOTONIC")
        case 2: return gettime(4, "MONOTONIC_RAW")
        case 3: return gettime(6, "MONOTONIC_COARSE")
        case 4: return gettime(cpuTime, "PROCESS_CPUTIME_ID")
        case 5: return make(.clockGetres, "clock_getres", "MONOTONIC", functions.clockGetres, 1)
        case 6: return make(.clockGetres, "clock_getres", "PROCESS_CPUTIME_ID", functions.clockGetres, cpuTime)
        case 7: return make(.gettimeofday, "gettimeofday", "both", functions.gettimeofday, 0)
        case 8: return make(.time, "time", "stored", functions.time, 5)
        case 9: return make(.getcpu, "getcpu", "both", functions.getcpu, 0)
        default: return make(.getrandom, "getrandom", "query", functions.getrandom, 0)
        }
    }

    private static func gettime(_ clock: Int64, _ path: StaticString) -> SteppedCall? {
        make(.clockGettime, "clock_gettime", path, Functions.tested.clockGettime, clock)
    }
    private static func make(
        _ kind: Kind, _ name: StaticString, _ path: StaticString, _ entry: UInt64?, _ clock: Int64
    ) -> SteppedCall? {
        entry.map { SteppedCall(kind: kind, name: name, path: path, entry: $0, clock: clock) }
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
        }
    }
}

extension SteppedCall {
    /// What a system call would have returned: `time` returns what it says.
    func result(_ value: Int64) -> Int64 { kind == .time ? 0 : value }
}
