import Bench
import Observations
import Results

/// What calls cost, from the observations of a check and, where it was made, of a measurement of speed alone.
struct Speeds {
    var check: ObservationSet?
    var bench: ObservationSet?

    /// A row for each function and clock, in the order in which they were measured; before them the call that returns at
    /// once, where it was measured.
    var rows: [CallSpeed] {
        var rows: [CallSpeed] = []
        if let empty = bench?.latencies.first(where: { $0.function == Self.empty && $0.clock == nil }) {
            rows.append(CallSpeed(name: Self.empty, vdso: CallTimes(empty)))
        }
        return rows + callees.map(row)
    }

    private static let empty = "empty"

    private struct Callee: Hashable {
        var function: String
        var clock: Int32?
    }

    /// The measurement of speed alone is the longer one.
    private var sets: [ObservationSet] { [bench, check].compactMap(\.self) }

    private var callees: [Callee] {
        var seen: Set<Callee> = []
        return sets.flatMap(\.performance).filter { !$0.vdso.isEmpty }
            .map { Callee(function: $0.function, clock: $0.clock) }
            .filter { seen.insert($0).inserted }
    }

    private func row(_ callee: Callee) -> CallSpeed {
        let name = Facts.subject(callee.function, callee.clock)
        let singles = bench?.latencies.filter { $0.function == callee.function && $0.clock == callee.clock } ?? []
        let vdso = singles.first { $0.system != true }.flatMap { CallTimes($0) }
        let system = singles.first { $0.system == true }.flatMap { CallTimes($0) }
        // Histograms of one kind only can be laid over each other.
        let both = vdso != nil && system != nil
        return CallSpeed(
            name: name, vdso: both ? vdso : batches(callee, .vdso), system: both ? system : batches(callee, .system),
            instructions: instructions(callee), throughput: throughput(callee))
    }

    private func batches(_ callee: Callee, _ kind: Performance.Kind) -> CallTimes? {
        let set = sets.first { set in
            set.performance.contains { $0.function == callee.function && $0.clock == callee.clock }
        }
        let seen = set?.performance.filter { $0.function == callee.function && $0.clock == callee.clock } ?? []
        // System calls are not waited for one by one: there is no such loop to take off.
        guard let loop = seen.map({ $0.least(.empty) }).min() else { return nil }
        let empty = kind == .system ? 0 : loop
        let times = seen.flatMap { $0.batches(kind) }.map { batch in
            (nanoseconds: (Double(batch > empty ? batch - empty : 0) / 100).rounded() / 10, count: UInt64(1))
        }
        return CallTimes(.batch, times)
    }

    private func instructions(_ callee: Callee) -> CallSpeed.Instructions? {
        // Functions without a clock are stepped through on one path only.
        let clock = callee.clock.map { Clock($0).name.map { "\($0)" } ?? "\($0)" }
        let steps = sets.flatMap(\.steps).first {
            $0.function == callee.function && $0.returned
                && (!callee.function.hasPrefix("clock_") || $0.path == clock)
        }
        return steps.map {
            CallSpeed.Instructions(
                least: Int(clamping: $0.least), median: Int(clamping: $0.median), greatest: Int(clamping: $0.greatest))
        }
    }

    private func throughput(_ callee: Callee) -> [CallSpeed.Throughput] {
        let seen = bench?.throughputs.filter { $0.function == callee.function && $0.clock == callee.clock } ?? []
        return seen.sorted { $0.threads < $1.threads }.map {
            CallSpeed.Throughput(threads: $0.threads, millionsPerSecond: $0.millionsPerSecond)
        }
    }
}

extension CallTimes {
    /// Single calls, ticks as nanoseconds; nil if the counter stood still.
    fileprivate init?(_ seen: Latency) {
        guard seen.ticks > 0, seen.nanoseconds > 0 else { return nil }
        let perTick = Double(seen.nanoseconds) / Double(seen.ticks)
        let pairs = stride(from: 0, to: seen.classes.count - 1, by: 2)
        self.init(
            .singleCall,
            pairs.map { ((Double(seen.classes[$0]) * perTick * 10).rounded() / 10, seen.classes[$0 + 1]) })
    }
}
