/// A change that only a machine's owner may make - a clock set, a clocksource switched - made and undone again and again
/// while threads read; at its end it was made.
public struct ClockChange: Sendable, Hashable, Codable {
    /// Its name: `set-forward`, `leap-insert`, `clocksource.hpet`.
    public var change: String
    /// The clocksource that the kernel used at its end; nil if it does not say.
    public var clocksource: String?
    /// Nanoseconds by which it sets its clocks; 0 if it sets none.
    public var step: Int64
    /// How often it was made and undone.
    public var changes: UInt64
    /// Nanoseconds that the namespace adds to MONOTONIC; nil for other changes.
    public var monotonicOffset: Int64?
    /// Nanoseconds that the namespace adds to BOOTTIME; nil for other changes.
    public var boottimeOffset: Int64?
    /// Threads that read.
    public var readers: Int
    /// `clock_gettime` and `clock_getres` with identifiers of clocks that are there and that are not.
    public var resultCalls: UInt64
    /// Those that returned something else than the system call, or another resolution.
    public var resultMismatches: UInt64
    /// The identifier of the first of them.
    public var firstClock: Int32?
    /// What the vDSO returned for it.
    public var firstResult: Int64?
    /// What the system call returned for it.
    public var firstSystemResult: Int64?
    /// `gettimeofday` with a time zone only.
    public var zoneCalls: UInt64
    /// Those that gave another time zone than was set.
    public var zoneMismatches: UInt64
    /// `getcpu` between two system calls.
    public var processorCalls: UInt64
    /// Those that gave another processor than both system calls, or an error.
    public var processorMismatches: UInt64
}

/// What readers saw of one function and clock during a change.
public struct ChangedClock: Sendable, Hashable, Codable {
    /// The change's name.
    public var change: String
    /// The function, without prefix.
    public var function: String
    /// The `clockid` of the outer system calls.
    public var clock: Int32
    /// Whether the change sets this clock.
    public var isTouched: Bool
    /// Sandwiches that count.
    public var samples: UInt64
    /// vDSO calls that did not return 0.
    public var failures: UInt64
    /// vDSO readings before the first system call's reading.
    public var early: UInt64
    /// vDSO readings after the second system call's reading; across a step, those that lie near neither.
    public var late: UInt64
    /// How far the worst early reading lies before, in nanoseconds.
    public var worstEarly: UInt64
    /// How far the worst late reading lies behind, in nanoseconds.
    public var worstLate: UInt64
    /// Sandwiches with the step between their system calls.
    public var across: UInt64
    /// Sandwiches with more than one change between their system calls, of which nothing can be said.
    public var unclear: UInt64
    /// vDSO readings in rows.
    public var readings: UInt64
    /// Those before the same thread's last one, but for the step.
    public var back: UInt64
    /// How far the worst of them lies before, in nanoseconds.
    public var worstBack: UInt64
    /// Steps that the change explains; the most that one thread saw.
    public var steps: UInt64
    /// Readings by system call.
    public var controls: UInt64
    /// Those before the same thread's last one, but for the step: the kernel's own.
    public var controlsBack: UInt64
    /// How far the worst of them lies before, in nanoseconds.
    public var worstControl: UInt64
    /// Steps of system calls that the change explains; the most that one thread saw.
    public var controlSteps: UInt64
    /// Calls under a filter of system calls, with the change made; 0 where there is no such filter.
    public var calls: UInt64
    /// Those that made a system call.
    public var trapped: UInt64
    /// Nanoseconds by which the first change moved the vDSO's clock against MONOTONIC: at least; nil if not looked at.
    public var movedLeast: Int64?
    /// At most.
    public var movedMost: Int64?
    /// The same by system call: at least.
    public var systemMovedLeast: Int64?
    /// At most.
    public var systemMovedMost: Int64?
}

/// Whether the machine was as before, behind a change.
public struct Restored: Sendable, Hashable, Codable {
    /// The change's name.
    public var change: String
    /// Whether everything that changes touch was as before.
    public var isComplete: Bool
}
