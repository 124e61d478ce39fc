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
        return order.compactMap { callee in
            groups[callee].flatMap { BenchRow(callee, $0, observations, place) }
        }
    }

    fileprivate struct Callee: Hashable {
        var function: String
        var clock: Int32?
    }

    private init?(_ callee: Callee, _ seen: [Performance], _ observations: ObservationSet, _ place: Place) {
        let rounds = seen.map { $0.least(.vdso) }
        guard let least = rounds.min(), let system = seen.map({ $0.least(.system) }).min(),
            let empty = seen.map({ $0.least(.empty) }).min()
        else { return nil }
        func nanoseconds(_ picoseconds: UInt64) -> Double {
            ((Double(picoseconds) - Double(empty)) / 100).rounded() / 10
        }
        self.place = place
        function = callee.function
        clock = callee.clock.map { Clock($0).name.map { "\($0)" } ?? "\($0)" }
        let served = observations.served.first { $0.function == callee.function && $0.clock == callee.clock }
        self.served = served.map { $0.trapped == 0 }
        // Functions without a clock are stepped through on one path only.
        let (name, clock) = (function, clock)
        let steps = observations.steps.first {
            $0.function == name && (clock == nil || $0.path == clock) && $0.returned
        }
        instructions = steps.map { Int($0.least) }
        // Never "-0.0".
        vdso = max(0, nanoseconds(least)) + 0
        self.system = max(0, nanoseconds(system))
        ratio = self.system > 0 ? (vdso / self.system * 1000).rounded() / 1000 : nil
        self.empty = (Double(empty) / 100).rounded() / 10
        let latency = observations.latencies.first {
            $0.function == callee.function && $0.clock == callee.clock && $0.system != true
        }
        tail = latency.flatMap { Tail($0) }
        throughput =
            observations.throughputs
            .filter { $0.function == callee.function && $0.clock == callee.clock }
            .sorted { $0.threads < $1.threads }
            .map(\.millionsPerSecond)
        self.rounds = rounds
        counter = seen.map { $0.least(.counter) }
        spread = 0
        if let sample = Sample(relative), sample.quantile(0.1) > 0 {
            spread = ((sample.quantile(0.9) / sample.quantile(0.1) - 1) * 10_000).rounded() / 10_000
        }
    }
}

extension BenchRow.Place {
    fileprivate init(_ observations: ObservationSet, target: String) {
        func word(_ name: String) -> String? { observations.environment.first { $0.name == name }?.value }
        self.init(
            target: target, architecture: observations.start?.architecture ?? "unknown",
            processor: word("processor") ?? observations.kernel?.machine ?? "unknown",
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
