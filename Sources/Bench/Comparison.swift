import Statistics

/// What became of one row since another run.
public struct Change: Sendable, Hashable, Codable {
    /// What is compared, for instance `clock_gettime.MONOTONIC`.
    public var name: String
    /// What became of it.
    public var verdict: Verdict
    /// The time as a share of the time before; nil where there is nothing to compare.
    public var time: Double?
    /// Where that share lies, as far as both runs can tell.
    public var lower: Double?
    /// Its upper end.
    public var upper: Double?
    /// Instructions more than before; nil where they were not counted.
    public var instructions: Int?
    /// In words: how much, and by what it was found.
    public var reason: String

    /// What a change is.
    public enum Verdict: String, Sendable, Hashable, Codable {
        /// It is the same, as far as both runs can tell.
        case same
        /// It takes longer.
        case slower
        /// It takes less time.
        case faster
        /// It made no system call before, and makes one.
        case notServed = "not-served"
        /// There was no such row.
        case new
        /// There is no such row any more.
        case gone

        /// Whether a user of the clock would complain.
        public var isRegression: Bool { self == .slower || self == .notServed || self == .gone }
    }
}

/// Two runs, row by row.
public struct Comparison: Sendable {
    /// The least change in time that is told: what the place of code and data in memory can do.
    public static let leastSize = 0.05
    /// The chance of a false report in all rows together, as far as chance alone goes.
    public static let error = 0.01

    /// What changed, in the order of the new rows.
    public var changes: [Change]

    /// Why two runs cannot be compared.
    public struct Refusal: Error, Hashable, CustomStringConvertible {
        /// In words.
        public var description: String
    }

    /// Compares rows with those of an earlier run.
    ///
    /// - Parameters:
    ///   - rows: the new ones, of one target.
    ///   - earlier: those before.
    /// - Throws: `Refusal` if they were measured in places that cannot be compared.
    public init(of rows: [BenchRow], with earlier: [BenchRow]) throws(Refusal) {
        guard let here = rows.first?.place else { throw Refusal(description: "nothing was measured") }
        let before = earlier.filter { $0.place.target == here.target }
        guard let there = before.first?.place else {
            throw Refusal(description: "the earlier run has no rows of \(here.target)")
        }
        if let difference = here.difference(from: there) { throw Refusal(description: difference) }
        let error = Self.error / Double(max(1, rows.count))
        changes = rows.map { row in
            before.first { $0.name == row.name }.map { Change(row, since: $0, error) }
                ?? Change(row.name, .new, "it was not measured before")
        }
        for row in before where !rows.contains(where: { $0.name == row.name }) {
            changes.append(Change(row.name, .gone, "it was measured before"))
        }
    }
}

extension BenchRow.Place {
    /// Why rows from there say nothing about rows from here.
    fileprivate func difference(from other: Self) -> String? {
        if architecture != other.architecture {
            return "architectures differ: \(other.architecture) then, \(architecture) now"
        }
        if processor != other.processor { return "processors differ: \(other.processor) then, \(processor) now" }
        if clocksource != other.clocksource {
            return "clocksources differ: \(other.clocksource) then, \(clocksource) now"
        }
        return nil
    }
}

extension Change {
    fileprivate init(_ name: String, _ verdict: Verdict, _ reason: String) {
        self.init(name: name, verdict: verdict, time: nil, lower: nil, upper: nil, instructions: nil, reason: reason)
    }

    /// Instructions are counted exactly; times are judged by the rounds that were disturbed least.
    fileprivate init(_ row: BenchRow, since before: BenchRow, _ error: Double) {
        self.init(row.name, .same, "no change beyond chance")
        if let now = row.instructions, let then = before.instructions { instructions = now - then }
        let (now, then) = (row.relative, before.relative)
        guard now.count >= 5, then.count >= 5 else {
            reason = "too few rounds to compare times"
            return
        }
        let statistic: @Sendable (Sample) -> Double = { max($0.quantile(0.25), .leastNonzeroMagnitude) }
        let interval = Bootstrap(draws: 1000).interval(ofRatio: now, to: then, error: error, statistic)
        if let first = Sample(then), let second = Sample(now) { time = statistic(second) / statistic(first) }
        lower = interval.lower
        upper = interval.upper
        judge(row, before, interval)
    }

    private mutating func judge(_ row: BenchRow, _ before: BenchRow, _ interval: Interval) {
        if before.served == true, row.served == false {
            verdict = .notServed
            reason = "it made no system call before, and makes one now"
        } else if let instructions, instructions != 0 {
            verdict = instructions > 0 ? .slower : .faster
            reason = "\(abs(instructions)) instructions \(instructions > 0 ? "more" : "fewer")"
        } else if interval.lower > 1 + Comparison.leastSize {
            verdict = .slower
            reason = "by \(percent(interval.lower - 1)) at least"
        } else if interval.upper < 1 - Comparison.leastSize {
            verdict = .faster
            reason = "by \(percent(1 - interval.upper)) at least"
        }
    }

    private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
}
