import ProbeRuntime

/// A coarse clock, then the fine one that it follows: the coarse reading is never ahead.
struct CoarsePairs {
    private struct Pair {
        /// The counters, in the order of this structure.
        static let names: StaticString = "samples failures ahead worst controls controlsAhead worstControl"
        var samples: UInt64 = 0
        var failures: UInt64 = 0
        var ahead: UInt64 = 0
        var worst: UInt64 = 0
        var controls: UInt64 = 0
        var controlsAhead: UInt64 = 0
        var worstControl: UInt64 = 0
        var coarse: TimedFunction
        var fine: TimedFunction
    }
    private var realtime: Pair
    private var monotonic: Pair
    private var time: Pair?

    init(_ gettime: ClockFunction) {
        realtime = Pair(coarse: .clockGettime(gettime, Clock(5)), fine: .clockGettime(gettime, Clock(0)))
        monotonic = Pair(coarse: .clockGettime(gettime, Clock(6)), fine: .clockGettime(gettime, Clock(1)))
        // Once is enough.
        let time = gettime.layout.isTwin && Functions.tested.clockGettime != nil ? nil : Functions.tested.time
        self.time = time.map { Pair(coarse: .time($0), fine: .clockGettime(gettime, Clock(0))) }
    }

    /// Compares each pair a number of times; system calls alone an eighth of it.
    mutating func compare(_ count: Int) {
        Self.compare(&realtime, count)
        Self.compare(&monotonic, count)
        if var pair = time {
            Self.compare(&pair, count)
            time = pair
        }
    }

    private static func compare(_ pair: inout Pair, _ count: Int) {
        var coarse = Timespec()
        var fine = Timespec()
        for index in 0..<count {
            pair.samples &+= 1
            if pair.coarse.call(&coarse) | pair.fine.call(&fine) == 0 {
                let distance = Order.distance(fine, before: coarse)
                if distance > 0 { pair.ahead &+= 1 }
                pair.worst = max(pair.worst, distance)
            } else {
                pair.failures &+= 1
            }
            guard index % 8 == 0 || pair.ahead > 0 else { continue }
            guard pair.coarse.system(&coarse) | pair.fine.system(&fine) == 0 else { continue }
            pair.controls &+= 1
            let distance = Order.distance(fine, before: coarse)
            if distance > 0 { pair.controlsAhead &+= 1 }
            pair.worstControl = max(pair.worstControl, distance)
        }
    }

    func report(_ repeated: UInt64) {
        Self.report(realtime, repeated)
        Self.report(monotonic, repeated)
        if let time { Self.report(time, repeated) }
    }

    private static func report(_ pair: Pair, _ repeated: UInt64) {
        guard pair.controls > 0 else { return }
        Output.begin("coarse")
        Output.field("function", text: pair.coarse.name)
        Output.field("clock", Int64(pair.coarse.clock.id))
        Output.field("fine", Int64(pair.fine.clock.id))
        Output.field("repeated", unsigned: repeated)
        withUnsafePointer(to: pair) { Output.fields(Pair.names, UnsafeRawPointer($0)) }
        Output.end()
    }
}
