/// Sandwiches of one function and clock while something disturbs them, and as many of system calls alone.
public struct DisturbedSandwiches: Sendable, Hashable, Codable {
    /// What disturbs: `busy`, `migration`, `signals`, `tick`; `handler` for sandwiches within signal handlers.
    public var disturbance: String
    /// The function, without prefix.
    public var function: String
    /// The `clockid` of the outer system calls.
    public var clock: Int32
    /// How often it happened, for all functions together: busy threads, migrations, signals, ticks.
    public var events: UInt64
    /// Sandwiches that count.
    public var samples: UInt64
    /// Sandwiches of all functions that were taken back because the clock was set meanwhile.
    public var repeated: UInt64
    /// vDSO calls that did not return 0.
    public var failures: UInt64
    /// vDSO readings before the first system call's reading.
    public var early: UInt64
    /// vDSO readings after the second system call's reading.
    public var late: UInt64
    /// How far the worst early reading lies before, in nanoseconds.
    public var worstEarly: UInt64
    /// How far the worst late reading lies behind, in nanoseconds.
    public var worstLate: UInt64
    /// Sandwiches of three system calls.
    public var controls: UInt64
    /// Those out of order: the clocksource's fault.
    public var controlsBack: UInt64
    /// How far the worst of them is out of order, in nanoseconds.
    public var worstControl: UInt64
    /// The first sandwich out of order: before, value, after.
    public var example: [Reading]?
}

/// Readings of one function and clock without pause, by one thread or by several that share their greatest reading; and
/// the same with system calls alone.
public struct ReadingStream: Sendable, Hashable, Codable {
    /// The function, without prefix.
    public var function: String
    /// The `clockid`.
    public var clock: Int32
    /// Threads that share their greatest reading; 1 if each is for itself. There is one on each processor.
    public var threads: Int
    /// Readings that were taken back because the clock was set meanwhile.
    public var repeated: UInt64
    /// Readings of all threads.
    public var readings: UInt64
    /// vDSO calls that did not return 0.
    public var failures: UInt64
    /// Readings before the same thread's last one.
    public var back: UInt64
    /// How far the worst of them lies before, in nanoseconds.
    public var worstBack: UInt64
    /// Readings before one that another thread had published before they began.
    public var across: UInt64
    /// How far the worst of them lies before, in nanoseconds.
    public var worstAcross: UInt64
    /// Nanoseconds between two readings of a thread, on average.
    public var spacing: UInt64
    /// Readings by system call.
    public var controlReadings: UInt64
    /// Those before the same thread's last one: the clocksource's fault.
    public var controlBack: UInt64
    /// How far the worst of them lies before, in nanoseconds.
    public var controlWorstBack: UInt64
    /// Readings by system call before one that another thread had published.
    public var controlAcross: UInt64
    /// How far the worst of them lies before, in nanoseconds.
    public var controlWorstAcross: UInt64
    /// Nanoseconds between two system calls of a thread, on average.
    public var controlSpacing: UInt64
}
