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
    /// Instructions of the call that took fewest: the same in each run on one kernel. nil where calls cannot be stepped.
    public var instructions: Int?
    /// What else was seen of stepped calls.
    public var steps: Steps?
    /// What the processor's own counters say; nil where there are none.
    public var hardware: Hardware?
    /// Nanoseconds of a call at the highest speed that the processor had in the run, the loop around it taken off.
    public var vdso: Double
    /// Nanoseconds of the system call in its least batch.
    public var system: Double
    /// `vdso / system`; nil if the system call took no time.
    public var ratio: Double?
    /// How far apart the rounds lie, from the tenth that is least to the tenth that is greatest, the processor's speed
    /// left out.
    public var spread: Double
    /// The least slowdown that a comparison with another run like this one would tell, as a share of the time; nil with
    /// too few rounds for a comparison.
    public var visible: Double?
    /// Nanoseconds of an empty call with the loop around it: what was taken off.
    public var empty: Double
    /// How long single calls took; nil where they were not timed one by one.
    public var tail: Tail?
    /// Million calls a second by number of threads, from one; empty where threads were not tried.
    public var throughput: [Double]
    /// The time of a call in each round, the loop taken off, in steps of a chain of multiplications that was timed beside
    /// it. A processor changes its speed by tens of percent while it is measured, and both times with it; this is what
    /// comparisons judge.
    public var rounds: [Double]
    /// What the loop around the calls takes, in the same steps; nil in files of earlier versions.
    public var loop: Double?
    /// Rounds that were left out, since a hypervisor took the processor away in them, or a neighbour worked on the same core.
    public var leftOut: Int
    /// Turns that were made anew, since the scheduler took the processor away in them.
    public var discarded: Int

    /// What single steps show of a call.
    public struct Steps: Sendable, Hashable, Codable {
        /// Instructions of the call in the middle.
        public var median: Int
        /// Instructions of the longest call: a tick in the midst of reading makes it begin again.
        public var greatest: Int
        /// Bytes of stack below the caller's.
        public var stack: Int
        /// Lines of 64 bytes with instructions that the shortest call executed.
        public var lines: Int?
        enum CodingKeys: String, CodingKey {
            case median = "median_instructions", greatest = "max_instructions", stack = "stack_bytes"
            case lines = "code_lines"
        }
    }

    /// Counts of a call, those of an empty one taken off.
    public struct Hardware: Sendable, Hashable, Codable {
        /// Cycles.
        public var cycles: Double
        /// Instructions.
        public var instructions: Double
    }

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
        case place, function, clock, served, instructions, steps, hardware, ratio, spread, tail
        case vdso = "vdso_ns", system = "syscall_ns", empty = "empty_ns", visible = "visible_change"
        case throughput = "million_calls_per_second", rounds = "round_steps", loop = "loop_steps"
        case leftOut = "rounds_left_out", discarded = "turns_made_anew"
    }

    /// Writes every field: one that is unknown is `null`, so that readers find the same keys in each row.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(place, forKey: .place)
        try fields.encode(function, forKey: .function)
        try fields.encode(clock, forKey: .clock)
        try fields.encode(served, forKey: .served)
        try fields.encode(instructions, forKey: .instructions)
        try fields.encode(steps, forKey: .steps)
        try fields.encode(hardware, forKey: .hardware)
        try fields.encode(vdso, forKey: .vdso)
        try fields.encode(system, forKey: .system)
        try fields.encode(ratio, forKey: .ratio)
        try fields.encode(spread, forKey: .spread)
        try fields.encode(visible, forKey: .visible)
        try fields.encode(empty, forKey: .empty)
        try fields.encode(tail, forKey: .tail)
        try fields.encode(throughput, forKey: .throughput)
        try fields.encode(rounds, forKey: .rounds)
        try fields.encode(loop, forKey: .loop)
        try fields.encode(leftOut, forKey: .leftOut)
        try fields.encode(discarded, forKey: .discarded)
    }

    /// `FUNCTION.CLOCK`, or `FUNCTION`.
    public var name: String { clock.map { "\(function).\($0)" } ?? function }
}
