import Histogram
public import Observations
import Statistics

extension BenchRow {
    /// The rows of a report, in the order in which functions were measured first.
    ///
    /// - Parameters:
    ///   - observations: what a probe reported with `--bench`.
    ///   - target: the target's label.
    /// - Returns: a row for each function and clock.
    public static func rows(of observations: ObservationSet, target: String) -> [BenchRow] {
        let place = Place(observations, target: target)
        var order: [Callee] = []
        var groups: [Callee: [Performance]] = [:]
        for seen in observations.performance where !seen.vdso.isEmpty {
            let callee = Callee(function: seen.function, clock: seen.clock)
            if groups[callee] == nil { order.append(callee) }
            groups[callee, default: []].append(seen)
        }
        // One speed for all rows.
        let pace = observations.performance.flatMap { $0.batches(.pace) }.filter { $0 > 0 }.min()
        var rows = order.compactMap { callee in
            groups[callee].flatMap { BenchRow(callee, $0, pace, observations, place) }
        }
        for index in rows.indices { rows[index].visible = Comparison.visibleChange(of: rows[index], among: rows.count) }
        return rows
    }

    fileprivate struct Callee: Hashable {
        var function: String
        var clock: Int32?
    }

    private init?(
        _ callee: Callee, _ seen: [Performance], _ pace: UInt64?, _ observations: ObservationSet, _ place: Place
    ) {
        guard let least = seen.map({ $0.least(.vdso) }).min(), let system = seen.map({ $0.least(.system) }).min(),
            let empty = seen.map({ $0.least(.empty) }).min()
        else { return nil }
        func nanoseconds(_ picoseconds: Double) -> Double { (picoseconds / 10).rounded() / 100 }
        self.place = place
        function = callee.function
        clock = callee.clock.map { Clock($0).name.map { "\($0)" } ?? "\($0)" }
        let served = observations.served.first { $0.function == callee.function && $0.clock == callee.clock }
        self.served = served.map { $0.trapped == 0 }
        // Functions without a clock are stepped through on one path only.
        let (name, clock) = (function, clock)
        let seenSteps = observations.steps.first {
            $0.function == name && (clock == nil || $0.path == clock) && $0.returned
        }
        instructions =
            seenSteps.map { Int(clamping: $0.least) }
            ?? observations.countedInstructions(of: callee.function, clock: callee.clock)
        steps = seenSteps.map { Steps($0, observations.frames) }
        hardware = observations.hardware.first { $0.function == callee.function && $0.clock == callee.clock }
            .flatMap { Hardware($0) }
        let kept = seen.undisturbed
        leftOut = seen.count - kept.count
        loop = Sample(kept.compactMap(\.loop)).map { ($0.quantile(0.25) * 10_000).rounded() / 10_000 }
        discarded = Int(clamping: seen.reduce(0) { $0 + ($1.discarded ?? 0) })
        rounds = kept.compactMap(\.steps)
        let steps = Sample(rounds).map { $0.quantile(0.25) }
        // Never "-0.0".
        vdso = max(0, nanoseconds(zip(steps, pace) { $0 * Double($1) } ?? (Double(least) - Double(empty)))) + 0
        self.system = nanoseconds(Double(system))
        ratio = self.system > 0 ? (vdso / self.system * 1000).rounded() / 1000 : nil
        self.empty = nanoseconds(Double(empty))
        let latency = observations.latencies.first {
            $0.function == callee.function && $0.clock == callee.clock && $0.system != true
        }
        tail = latency.flatMap { Tail($0) }
        throughput =
            observations.throughputs
            .filter { $0.function == callee.function && $0.clock == callee.clock }
            .sorted { $0.threads < $1.threads }
            .map(\.millionsPerSecond)
        spread = 0
        if let sample = Sample(rounds) {
            let least = max(sample.quantile(0.1), Comparison.leastSteps)
            spread = (max(0, sample.quantile(0.9) / least - 1) * 10_000).rounded() / 10_000
        }
    }
}

/// What two values give, if there are both.
private func zip<A, B, C>(_ first: A?, _ second: B?, _ body: (A, B) -> C) -> C? {
    first.flatMap { first in second.map { body(first, $0) } }
}

extension [Performance] {
    /// Without rounds that were slow for a reason the scheduler knows nothing of: time that was stolen, and a neighbour on the
    /// other thread of the core. The neighbour takes its share of the core from all but a chain that waits for itself: the
    /// empty loop takes more steps of it than in other rounds. All of them, where hardly one would be left.
    fileprivate var undisturbed: Self {
        let owned = filter { $0.stolen ?? 0 == 0 }
        guard let loop = Sample(owned.compactMap(\.loop))?.quantile(0.1) else { return self }
        let alone = owned.filter { ($0.loop ?? 0) <= loop * (1 + Comparison.leastDisturbance) }
        return [alone, owned].first { $0.count >= Comparison.leastRounds } ?? self
    }
}

extension Performance {
    /// What the loop around the calls takes, in steps of the chain; nil in reports without one.
    fileprivate var loop: Double? {
        let pace = least(.pace)
        return pace > 0 ? Double(least(.empty)) / Double(pace) : nil
    }

    /// The time of a call in steps of the chain of multiplications, the loop around it taken off: of the least batches,
    /// which were disturbed least. nil in reports without such a chain.
    fileprivate var steps: Double? {
        let pace = least(.pace)
        guard pace > 0 else { return nil }
        let steps = max(0, Double(least(.vdso)) - Double(least(.empty))) / Double(pace)
        return (steps * 10_000).rounded() / 10_000
    }
}

extension BenchRow.Steps {
    fileprivate init(_ seen: Steps, _ frames: [Frames]) {
        median = Int(clamping: seen.median)
        greatest = Int(clamping: seen.greatest)
        stack = Int(clamping: seen.deepest)
        let rows = frames.first { $0.function == seen.function && $0.path == seen.path && $0.lost == 0 }?.rows
        lines = rows.map { Set($0.compactMap(\.first).map { $0 / 64 }).count }
    }
}

extension BenchRow.Hardware {
    /// nil if other users took the counters away, or there were no calls.
    init?(_ seen: HardwareCount) {
        guard seen.whole, seen.calls > 0, seen.cycles >= seen.emptyCycles,
            seen.instructions >= seen.emptyInstructions
        else { return nil }
        func each(_ count: UInt64) -> Double { (Double(count) / Double(seen.calls) * 100).rounded() / 100 }
        cycles = each(seen.cycles - seen.emptyCycles)
        instructions = each(seen.instructions - seen.emptyInstructions)
    }
}

extension BenchRow.Place {
    fileprivate init(_ observations: ObservationSet, target: String) {
        func word(_ name: String) -> String? { observations.environment.first { $0.name == name }?.value }
        // Where the processor has no name, the words that stand for it.
        let identity = ["implementer", "part", "variant", "uarch", "vendor", "architecture", "implementation"]
        let words = identity.compactMap { name in word("processor.\(name)").map { "\(name) \($0)" } }
        let machine = words.isEmpty ? observations.kernel?.machine ?? "unknown" : words.joined(separator: ", ")
        let features = word("processor.features").map { " (\($0))" } ?? ""
        self.init(
            target: target, architecture: observations.start?.architecture ?? "unknown",
            processor: (word("processor") ?? machine) + features,
            clocksource: observations.clocksource?.current ?? "unknown",
            kernel: observations.kernel?.release ?? "unknown")
    }
}

extension BenchRow.Tail {
    /// nil if the counter stood still.
    init?(_ seen: Latency) {
        guard seen.ticks > 0, seen.nanoseconds > 0, seen.classes.count >= 2 else { return nil }
        var counts = Histogram<UInt64>(highestTrackableValue: 1 << 40, numberOfSignificantValueDigits: .two)
        for index in stride(from: 0, to: seen.classes.count - 1, by: 2) {
            // A value beyond 2^40 ticks is no latency: the counter went back.
            let ticks = min(seen.classes[index], 1 << 39)
            counts.record(ticks, count: seen.classes[index + 1])
        }
        let perTick = Double(seen.nanoseconds) / Double(seen.ticks)
        func nanoseconds(_ percentile: Double) -> Double {
            (Double(counts.valueAtPercentile(percentile)) * perTick * 10).rounded() / 10
        }
        p50 = nanoseconds(50)
        p99 = nanoseconds(99)
        p999 = nanoseconds(99.9)
        greatest = nanoseconds(100)
    }
}

extension Throughput {
    /// Million calls a second of all threads together.
    public var millionsPerSecond: Double {
        let rates = zip(calls, nanoseconds).map { calls, time in time > 0 ? Double(calls) / Double(time) * 1000 : 0 }
        return (rates.reduce(0, +) * 10).rounded() / 10
    }
}
