/// What one function with one clock costs on a target: measured for people to look at, never judged.
public struct CallSpeed: Sendable, Codable, Hashable {
    /// `FUNCTION.CLOCK`, or `FUNCTION`; `empty` for a call that returns at once.
    public var name: String
    /// How long calls of the vDSO took.
    public var vdso: CallTimes?
    /// How long the same system calls took.
    public var system: CallTimes?
    /// Instructions of a call; nil where it cannot be stepped.
    public var instructions: Instructions?
    /// Calls of several threads at once, from one thread.
    public var throughput: [Throughput]

    /// Instructions of stepped calls.
    public struct Instructions: Sendable, Codable, Hashable {
        /// Of the shortest call: the same in each run on one kernel.
        public var least: Int
        /// Of the call in the middle.
        public var median: Int
        /// Of the longest: a tick in the midst of reading makes a call begin again.
        public var greatest: Int
        /// Makes a count.
        public init(least: Int, median: Int, greatest: Int) {
            self.least = least
            self.median = median
            self.greatest = greatest
        }
    }

    /// How many calls threads make at the same time.
    public struct Throughput: Sendable, Codable, Hashable {
        /// Threads, each on a processor of its own.
        public var threads: Int
        /// Million calls a second of all threads together.
        public var millionsPerSecond: Double
        /// Makes a measurement.
        public init(threads: Int, millionsPerSecond: Double) {
            self.threads = threads
            self.millionsPerSecond = millionsPerSecond
        }
    }

    /// Makes a description.
    public init(
        name: String, vdso: CallTimes? = nil, system: CallTimes? = nil, instructions: Instructions? = nil,
        throughput: [Throughput] = []
    ) {
        self.name = name
        self.vdso = vdso
        self.system = system
        self.instructions = instructions
        self.throughput = throughput
    }
}

/// How long calls took: a histogram.
public struct CallTimes: Sendable, Codable, Hashable {
    /// What one sample is.
    public enum Sample: String, Sendable, Codable, Hashable {
        /// One call, with the reading of the counter around it.
        case singleCall = "single-call"
        /// The mean of some hundred calls in a row, what an empty call takes taken off.
        case batch
    }

    /// What one sample is.
    public var sample: Sample
    /// Classes in rising order: the least time of a class in nanoseconds.
    public var nanoseconds: [Double]
    /// The samples in each class.
    public var counts: [UInt64]

    /// Makes a histogram; nil without a sample, or with a time that is no number.
    ///
    /// - Parameters:
    ///   - sample: what one sample is.
    ///   - classes: times in nanoseconds with how often they were seen, in any order; equal times are added up.
    public init?(_ sample: Sample, _ classes: [(nanoseconds: Double, count: UInt64)]) {
        var sums: [Double: UInt64] = [:]
        for entry in classes where entry.count > 0 {
            guard entry.nanoseconds.isFinite else { return nil }
            sums[entry.nanoseconds, default: 0] &+= entry.count
        }
        guard !sums.isEmpty else { return nil }
        self.sample = sample
        nanoseconds = sums.keys.sorted()
        counts = nanoseconds.map { sums[$0] ?? 0 }
    }

    /// The time below or at which a share of all samples lies.
    ///
    /// - Parameter share: from 0 for the least to 1 for the greatest.
    /// - Returns: nanoseconds; 0 without samples.
    public func quantile(_ share: Double) -> Double {
        let pairs = Array(zip(nanoseconds, counts))
        let total = pairs.reduce(0) { $0 + Double($1.1) }
        var seen = 0.0
        for (time, count) in pairs {
            seen += Double(count)
            if seen >= share * total, count > 0 { return time }
        }
        return pairs.last?.0 ?? 0
    }

    /// All samples.
    public var total: UInt64 { counts.reduce(0, &+) }
}
