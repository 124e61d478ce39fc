/// What one function with one clock costs on one target: a row of the table, and of the JSON that baselines are kept in.
public struct BenchRow: Sendable, Hashable, Codable {
    /// Where it was measured.
    public var place: Place
    /// The function, without prefix.
    public var function: String
    /// The clock's name without `CLOCK_`, or its number; nil for functions without one.
    public var clock: String?
    /// Whether no call made a system call; nil where that cannot be observed.
    public var served: Bool?
    /// Instructions of the call that took fewest; nil where it cannot be stepped.
    public var instructions: Int?
    /// Nanoseconds of a call in the least batch, what an empty call takes taken off.
    public var vdso: Double
    /// The same of the system call.
    public var system: Double
    /// `vdso / system`; nil if the system call took no time.
    public var ratio: Double?
    /// How far apart the rounds lie, from the tenth that is least to the tenth that is greatest, in relation to the counter.
    public var spread: Double
    /// Nanoseconds of an empty call: how fast the processor ran.
    public var empty: Double
    /// How long single calls took; nil where they were not timed one by one.
    public var tail: Tail?
    /// Million calls a second by number of threads, from one; empty where threads were not tried.
    public var throughput: [Double]
    /// Picoseconds of a call in the least batch of each round, nothing taken off.
    public var rounds: [UInt64]
    /// The same for a bare read of the counter, in the same rounds. A processor changes its speed by tens of percent
    /// while it is measured, and both times with it.
    public var counter: [UInt64]

    /// Where and on what something was measured. Rows of different places are not compared, but for the kernel.
    public struct Place: Sendable, Hashable, Codable {
        /// The target's label.
        public var target: String
        /// The architecture.
        public var architecture: String
        /// The processor's own name, with the features that choose between variants of code.
        public var processor: String
        /// The kernel's clocksource.
        public var clocksource: String
        /// The kernel's release: shown, and allowed to differ.
        public var kernel: String

        /// Makes a place.
        public init(target: String, architecture: String, processor: String, clocksource: String, kernel: String) {
            self.target = target
            self.architecture = architecture
            self.processor = processor
            self.clocksource = clocksource
            self.kernel = kernel
        }
    }

    /// Nanoseconds below which a share of single calls ended, the counter's own cost included.
    public struct Tail: Sendable, Hashable, Codable {
        /// Half of them.
        public var p50: Double
        /// 99 of 100.
        public var p99: Double
        /// 999 of 1000.
        public var p999: Double
        /// All of them.
        public var greatest: Double
        enum CodingKeys: String, CodingKey {
            case p50 = "p50_ns", p99 = "p99_ns", p999 = "p999_ns", greatest = "max_ns"
        }
    }

    enum CodingKeys: String, CodingKey {
        case place, function, clock, served, instructions, ratio, spread, tail
        case vdso = "vdso_ns", system = "syscall_ns", empty = "empty_ns"
        case throughput = "million_calls_per_second", rounds = "rounds_ps", counter = "counter_rounds_ps"
    }

    /// The time of each round in relation to the counter's: what comparisons judge, since it does not depend on the
    /// processor's speed.
    public var relative: [Double] {
        zip(rounds, counter).compactMap { call, counter in counter > 0 ? Double(call) / Double(counter) : nil }
    }

    /// `FUNCTION.CLOCK`, or `FUNCTION`.
    public var name: String { clock.map { "\(function).\($0)" } ?? function }
}
