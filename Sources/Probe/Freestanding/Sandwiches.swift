import ProbeRuntime

/// System call, vDSO call, system call, many times: the middle reading must lie between the outer two.
struct Sandwiches {
    private static let blockSize = 100
    /// Sandwiches whose steps are divided. More steps only make a common divisor smaller, and cost a division each where
    /// it stays above 1: thousands are enough.
    private static let grainSamples: UInt64 = 4096
    private let function: TimedFunction
    private var tally = Tally()
    private var widths = WidthHistogram()
    /// The readings of the first sandwich out of order.
    private var example: (before: Timespec, value: Timespec, after: Timespec)?

    /// What is counted. A block during which the clock was set is taken back as a whole.
    private struct Tally {
        static let names: StaticString =
            """
            samples resultMismatches unnormalised early late backward systemBackward worstEarly worstLate worstBackward \
            advanced systemAdvanced grain beforeGrain afterGrain
            """
        var samples: UInt64 = 0
        var resultMismatches: UInt64 = 0
        var unnormalised: UInt64 = 0
        var early: UInt64 = 0
        var late: UInt64 = 0
        var backward: UInt64 = 0
        var systemBackward: UInt64 = 0
        var worstEarly: UInt64 = 0
        var worstLate: UInt64 = 0
        var worstBackward: UInt64 = 0
        var advanced: UInt64 = 0
        var systemAdvanced: UInt64 = 0
        /// The greatest number of nanoseconds that the first steps are a multiple of, and the same of the system calls.
        var grain: UInt64 = 0
        var beforeGrain: UInt64 = 0
        var afterGrain: UInt64 = 0
    }

    private init(_ function: TimedFunction) { self.function = function }

    /// One experiment per function and clock.
    static func run() {
        TimedFunction.forEach { function in
            Experiment.runItems(1, name: { _ in function.part("agreement") }) { _ in
                var sandwiches = Sandwiches(function)
                sandwiches.run()
            }
        }
    }

    private mutating func run() {
        var first = Timespec()
        let systemResult = function.system(&first)
        let vdsoResult = function.call(&first)
        var repeated: UInt64 = 0
        var watch = StepWatch()
        let start = Stopwatch.now()
        let budget = Effort.current.sandwichBudget * 1_000_000
        // A clock that the kernel does not have has no readings to compare, only results.
        let wanted = systemResult == 0 ? Effort.current.sandwiches : 100
        var fastest = Int64.max
        var last = start
        while tally.samples < wanted, tally.samples == 0 || last - start < budget {
            let kept = (tally, example)
            block(of: Self.blockSize, compareReadings: systemResult == 0)
            // Ten thousand blocks in which the clock is set are a machine on which nothing can be compared.
            if watch.wasSet(), repeated < 1_000_000 {
                (tally, example) = kept
                repeated += UInt64(Self.blockSize)
            }
            let now = Stopwatch.now()
            fastest = min(fastest, now - last)
            last = now
        }
        report(systemResult, vdsoResult, repeated, fastest)
    }

    private mutating func block(of count: Int, compareReadings: Bool) {
        var before = Timespec()
        var value = Timespec()
        var after = Timespec()
        var lastBefore = Timespec()
        var lastValue = Timespec()
        var lastAfter = Timespec()
        for index in 0..<count {
            let firstResult = function.system(&before)
            let result = function.call(&value)
            let secondResult = function.system(&after)
            tally.samples += 1
            if result != firstResult, result != secondResult { tally.resultMismatches += 1 }
            guard compareReadings else { continue }
            if !value.isNormalised { tally.unnormalised += 1 }
            compare(before, value, after)
            let isShort = Self.areInOrder(before, after)
            widths.add(
                isShort
                    ? UInt64(bitPattern: after.nanoseconds &- before.nanoseconds)
                    : Order.distance(before, before: after))
            if index > 0 {
                let step = Self.areInOrder(lastValue, value) ? 0 : Order.distance(value, before: lastValue)
                if step > 0 {
                    tally.backward += 1
                    tally.worstBackward = max(tally.worstBackward, step)
                }
                if value.total != lastValue.total { tally.advanced += 1 }
                if after.total != lastAfter.total { tally.systemAdvanced += 1 }
                if tally.samples <= Self.grainSamples {
                    Self.divide(&tally.grain, lastValue, value)
                    Self.divide(&tally.beforeGrain, lastBefore, before)
                    Self.divide(&tally.afterGrain, lastAfter, after)
                }
            }
            lastBefore = before
            lastValue = value
            lastAfter = after
        }
    }

    /// Whether two readings lie in order within a second, as nearly all do: calls for the others only keep the loop near the
    /// cost of its three calls.
    @inline(__always)
    private static func areInOrder(_ a: Timespec, _ b: Timespec) -> Bool {
        a.seconds == b.seconds && a.nanoseconds <= b.nanoseconds
    }

    /// Makes a grain a divisor of a step as well. After a few steps it is 1 as a rule.
    @inline(__always)
    private static func divide(_ grain: inout UInt64, _ a: Timespec, _ b: Timespec) {
        guard grain != 1, a.seconds == b.seconds else { return }
        grain = greatestDivisor(grain, (b.nanoseconds &- a.nanoseconds).magnitude)
    }

    @inline(never)
    private static func greatestDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }

    @inline(__always)
    private mutating func compare(_ before: Timespec, _ value: Timespec, _ after: Timespec) {
        if Self.areInOrder(before, value), Self.areInOrder(value, after) { return }
        if Order.distance(after, before: before) > 0 {
            tally.systemBackward += 1
            return
        }
        let early = Order.distance(value, before: before)
        let late = Order.distance(after, before: value)
        guard early > 0 || late > 0 else { return }
        if early > 0 { tally.early += 1 }
        if late > 0 { tally.late += 1 }
        tally.worstEarly = max(tally.worstEarly, early)
        tally.worstLate = max(tally.worstLate, late)
        if example == nil { example = (before, value, after) }
    }

    private func report(_ systemResult: Int64, _ vdsoResult: Int64, _ repeated: UInt64, _ fastest: Int64) {
        Output.begin("sandwich")
        Output.field("function", text: function.name)
        Output.field("clock", Int64(function.clock.id))
        Output.field("systemResult", systemResult)
        Output.field("vdsoResult", vdsoResult)
        Output.field("repeated", unsigned: repeated)
        Output.field("fastest", fastest)
        withUnsafePointer(to: tally) { Output.fields(Tally.names, UnsafeRawPointer($0)) }
        Output.field("narrowest", unsigned: widths.greatest == 0 ? 0 : widths.least)
        Output.field("median", unsigned: widths.median)
        Output.field("widest", unsigned: widths.greatest)
        if let example {
            Output.field(
                "example",
                list: {
                    Output.element(example.before)
                    Output.element(example.value)
                    Output.element(example.after)
                })
        }
        Output.end()
    }
}
