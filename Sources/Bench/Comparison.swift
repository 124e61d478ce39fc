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
        /// Its times cannot be compared: something else than the kernel differs.
        case unclear
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
    /// The least change in time that is told, as a share: what the place of code and data in memory can do.
    public static let leastSize = 0.05
    /// The same in steps of the chain of multiplications: a cycle more or less is what that place can do as well.
    public static let leastSteps = 0.3
    /// By how much the empty loop is longer at least where something disturbs all but the chain of multiplications, as a
    /// share.
    public static let leastDisturbance = 0.03
    /// The chance of a false report in all rows together, as far as chance alone goes: each row gets its share of it
    /// (Bonferroni), since all are judged.
    public static let error = 0.01
    /// Rounds that are needed to compare times.
    public static let leastRounds = 5

    /// What is compared of the rounds: the quarter that was disturbed least ends here. Less than can be told counts as the
    /// least that can: a call that hides in the loop's shadow takes no time of its own, and nothing is a share of that.
    static func statistic(_ sample: Sample) -> Double { max(sample.quantile(0.25), leastSteps) }

    /// The least change that would be told of a row, as a share of its time: beyond this size its whole interval lies
    /// beyond what the place of code can do.
    ///
    /// - Parameters:
    ///   - row: of one run.
    ///   - count: rows that are compared together.
    /// - Returns: nil with too few rounds.
    static func visibleChange(of row: BenchRow, among count: Int) -> Double? {
        guard row.rounds.count >= leastRounds, let sample = Sample(row.rounds) else { return nil }
        let interval = bootstrap.interval(
            ofRatio: row.rounds, to: row.rounds, error: error / Double(max(1, count)), statistic)
        let visible = max(leastSize, leastSteps / statistic(sample)) + max(0, interval.upper - 1)
        return (visible * 1000).rounded(.up) / 1000
    }

    static let bootstrap = Bootstrap(draws: 2000)

    /// What changed, in the order of the new rows.
    public var changes: [Change]
    /// The release of the kernel that is compared with.
    public var kernelBefore: String

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
        let before = earlier.filter { here.difference(from: $0.place) == nil }
        if before.isEmpty {
            let others = earlier.filter { $0.place.target == here.target }
            let reason = (others.last ?? earlier.last).flatMap { here.difference(from: $0.place) }
            throw Refusal(description: reason ?? "the earlier run has no rows")
        }
        kernelBefore = before.first?.place.kernel ?? "unknown"
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
    /// Why rows from there say nothing about rows from here; nil if they can be compared.
    func difference(from other: Self) -> String? {
        if target != other.target { return "targets differ: \(other.target) then, \(target) now" }
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

extension BenchRow {
    /// Why times say nothing about the kernel; nil if they do. The empty loop is the probe's own: where it takes more steps
    /// in one of the runs, a neighbour on the core took from all of it.
    fileprivate func disturbance(since before: BenchRow) -> String? {
        guard let now = loop, let then = before.loop, min(now, then) > 0,
            max(now, then) / min(now, then) > 1 + Comparison.leastDisturbance
        else { return nil }
        return "times not compared: the empty loop takes \(now) steps now, \(then) then (another thread of the core "
            + "was busy throughout one of the runs, or the suite differs)"
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
        let (now, then) = (row.rounds, before.rounds)
        var interval: Interval?
        var least = Comparison.leastSize
        if row.served == false, before.served == false {
            reason = "a system call both times, whose time is not the vDSO's"
        } else if let difference = row.disturbance(since: before) {
            (verdict, reason) = (.unclear, difference)
        } else if now.count >= Comparison.leastRounds, then.count >= Comparison.leastRounds, let first = Sample(then),
            let second = Sample(now)
        {
            let statistic = Comparison.statistic
            interval = Comparison.bootstrap.interval(ofRatio: now, to: then, error: error, statistic)
            time = statistic(second) / statistic(first)
            least = max(least, Comparison.leastSteps / statistic(first))
        } else {
            reason = "too few rounds to compare times"
        }
        lower = interval?.lower
        upper = interval?.upper
        judge(row, before, interval, least)
    }

    private mutating func judge(_ row: BenchRow, _ before: BenchRow, _ interval: Interval?, _ least: Double) {
        let count = instructions ?? 0
        let counted = count == 0 ? nil : "\(abs(count)) instructions \(count > 0 ? "more" : "fewer")"
        func tell(_ verdict: Verdict, _ time: String?) {
            self.verdict = verdict
            reason = [time, counted].compactMap(\.self).joined(separator: ", ")
        }
        if before.served == true, row.served == false {
            tell(.notServed, "it made no system call before, and makes one now")
        } else if let interval, interval.lower > 1 + least {
            tell(.slower, "by \(percent(interval.lower - 1)) at least")
        } else if let interval, interval.upper < 1 - least {
            tell(.faster, "by \(percent(1 - interval.upper)) at least")
        } else if count != 0 {
            // Too few to show in time, or on a machine that shows no time.
            tell(count > 0 ? .slower : .faster, verdict == .unclear ? reason : nil)
        }
    }

    private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
}
