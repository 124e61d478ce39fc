import ProbeRuntime

/// How long single calls take, tails included: a histogram in ticks of the counter.
///
/// Classes are one tick wide at first and then a sixteenth of their place, so any tail fits into a page. A call that
/// returns at once is measured the same way, and so is the system call: interrupts show in all three.
struct Latencies {
    private static let fraction: UInt64 = 16
    private static let classes = 512

    private let counts: UnsafeMutablePointer<UInt64>

    /// Every served clock that programs read most, and the empty call.
    static func run() {
        run("empty", nil, false) { _ in probe_empty(0, 0) }
        let clocks: RunningClocks = RunningClocks.all
        for index in 0..<clocks.count {
            let function = clocks[index]
            let clock = function.kind == .clockGettime ? function.clock : nil
            run(function.name, clock, false) { function.call($0) }
            run(function.name, clock, true) { function.system($0) }
        }
    }

    private static func run(
        _ name: StaticString, _ clock: Clock?, _ isSystem: Bool, _ call: (UnsafeMutablePointer<Timespec>) -> Int64
    ) {
        Experiment.runItems(
            1,
            name: { _ in
                Output.part("performance/")
                Experiment.part(name, clock)
                Output.part(".latency")
            },
            { _ in
                guard Counter.isReadable else {
                    Experiment.unobservable(
                        {
                            Output.part("performance/")
                            Experiment.part(name, clock)
                            Output.part(".latency")
                        }, "the counter cannot be read", 0)
                    return
                }
                var latencies = Latencies()
                latencies.measure(name, clock, isSystem, call)
            })
    }

    private init() { counts = Pages.allocate(Self.classes * 8).assumingMemoryBound(to: UInt64.self) }

    /// One loop for all, so that they can be compared: what calling a closure takes is in each of them.
    @inline(never)
    private mutating func measure(
        _ name: StaticString, _ clock: Clock?, _ isSystem: Bool, _ call: (UnsafeMutablePointer<Timespec>) -> Int64
    ) {
        _ = Affinity.pin(to: Affinity.last)
        var reading = Timespec()
        // Several ticks of the slowest timer.
        let budget = Effort.current.latencyBudget * 1_000_000
        let start = Stopwatch.now()
        let first = probe_counter()
        var calls: UInt64 = 0
        while Stopwatch.now() - start < budget {
            for _ in 0..<1000 {
                let before = probe_counter()
                _ = call(&reading)
                let after = probe_counter()
                counts[Self.index(after &- before)] &+= 1
            }
            calls &+= 1000
        }
        let ticks = probe_counter() &- first
        Output.begin("latency")
        Output.field("function", text: name)
        if let clock { Output.field("clock", Int64(clock.id)) }
        if isSystem { Output.field("system", true) }
        Output.field("calls", unsigned: calls)
        Output.field("ticks", unsigned: ticks)
        Output.field("nanoseconds", Stopwatch.now() - start)
        Output.field(
            "classes",
            list: {
                for index in 0..<Self.classes where counts[index] > 0 {
                    Output.element(Int64(bitPattern: Self.least(index)))
                    Output.element(Int64(bitPattern: counts[index]))
                }
            })
        Output.end()
    }

    /// The class of a number of ticks. A counter that went back gives the last class.
    @inline(__always)
    private static func index(_ ticks: UInt64) -> Int {
        if ticks < 2 * fraction { return Int(ticks) }
        let shift = 59 - ticks.leadingZeroBitCount
        return min(classes - 1, shift * 16 + Int(truncatingIfNeeded: ticks >> UInt64(shift)))
    }

    /// The least number of ticks of a class.
    private static func least(_ index: Int) -> UInt64 {
        if index < 32 { return UInt64(index) }
        let shift = index / 16 - 1
        return UInt64(index % 16 + 16) << UInt64(shift)
    }
}
