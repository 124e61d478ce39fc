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

    /// Calls it as the compiler would.
    func call(_ memory: Int) -> Int64 {
        let all = arguments(memory)
        return probe_call(entry, all.0, all.1, all.2, all.3, all.4)
    }
}

extension SteppedCall {
    /// An answer: what was returned, and what was written.
    struct Answer {
        var result: Int64 = 0
        var value = Timespec()
    }

    /// The answer in memory. `time` returns what it says.
    func answer(_ result: Int64, _ memory: Int) -> Answer {
        guard let words = UnsafePointer<Int64>(bitPattern: memory) else { return Answer() }
        switch kind {
        case .time: return Answer(result: 0, value: Timespec(seconds: result, nanoseconds: 0))
        case .gettimeofday:
            return Answer(result: result, value: Timespec(seconds: words[0], nanoseconds: words[1] &* 1000))
        default: return Answer(result: result, value: Timespec(seconds: words[0], nanoseconds: words[1]))
        }
    }

    /// The system call's answer, cut down to what the function can say. The query has none: the function's own answer,
    /// undisturbed.
    func systemAnswer(_ memory: Int) -> Answer {
        guard let words = UnsafeMutablePointer<Int64>(bitPattern: memory) else { return Answer() }
        words[0] = 0
        words[1] = 0
        switch kind {
        case .clockGetres: return answer(Int64(systemCall(NR_clock_getres, Int(clock), memory)), memory)
        case .getcpu: return answer(Int64(systemCall(NR_getcpu, memory, memory + 4, 0)), memory)
        case .getrandom: return answer(call(memory), memory)
        case .clockGettime, .gettimeofday, .time:
            let result = Int64(systemCall(NR_clock_gettime, Int(clock), memory))
            if kind == .gettimeofday { words[1] = words[1] / 1000 * 1000 }
            if kind == .time { words[1] = 0 }
            return Answer(result: result, value: Timespec(seconds: words[0], nanoseconds: words[1]))
        }
    }

    /// Whether an answer may stand between two of the system call's; from `elsewhere`, another process, which has a CPU
    /// time of its own.
    func accepts(_ answer: Answer, _ before: Answer, _ after: Answer, elsewhere: Bool) -> Bool {
        guard answer.result == before.result else { return false }
        guard answer.result == 0 else { return true }
        switch kind {
        case .clockGettime, .gettimeofday, .time:
            if elsewhere, clock == Self.cpuTime { return answer.value.isNormalised }
            return Order.distance(answer.value, before: before.value) == 0
                && Order.distance(after.value, before: answer.value) == 0
        case .getcpu:
            // The scheduler may have moved us.
            return elsewhere || before.value.seconds != after.value.seconds
                || answer.value.seconds == before.value.seconds
        case .clockGetres, .getrandom:
            return answer.value.seconds == before.value.seconds && answer.value.nanoseconds == before.value.nanoseconds
        }
    }
}
