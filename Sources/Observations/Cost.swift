/// How often a function entered the kernel from within the image.
public struct Served: Sendable, Hashable, Codable {
    /// The function, without prefix.
    public var function: String
    /// The `clockid`; absent for functions without one.
    public var clock: Int32?
    /// How often it was called.
    public var calls: UInt64
    /// System calls made from within the image.
    public var trapped: UInt64
    /// The number of the last of them; -1 if there was none.
    public var number: Int64
    /// The number of the function's own system call; -1 or absent where there is none.
    public var expectedNumber: Int64?
    /// System calls that did not get the caller's first two arguments; absent where nobody looked.
    public var altered: UInt64?
    /// The return value of the last call.
    public var result: Int64
}

/// Cost per call, in picoseconds, from interleaved batches on one processor: the first of each kind were timed in one
/// turn, and so on. What looking at the time takes is taken off; what the loop around the calls takes is not.
public struct Performance: Sendable, Hashable, Codable {
    /// The function, without prefix.
    public var function: String
    /// The `clockid`; absent for functions without one.
    public var clock: Int32?
    /// The round over all functions that it belongs to; absent if there is one only.
    public var round: Int64?
    /// Calls in a batch.
    public var calls: UInt64
    /// The same for system calls.
    public var systemCalls: UInt64
    /// Each batch of the vDSO.
    public var vdso: [UInt64]
    /// Each batch of the system call.
    public var system: [UInt64]
    /// Each batch of a function that reads the counter, in order with what comes before, and returns.
    public var counter: [UInt64]
    /// Each batch of a function that returns at once.
    public var empty: [UInt64]
    /// Instructions of that function; absent in reports of earlier versions.
    public var emptyInstructions: Int64?
    /// Each batch of a multiplication that waits for the one before: how fast the processor ran. Absent in reports
    /// of earlier versions.
    public var pace: [UInt64]?
    /// How often the scheduler took the processor away meanwhile.
    public var preempted: Int64
    /// Turns that are not among the batches, since the scheduler took the processor away in them.
    public var discarded: Int64?
    /// Hundredths of a second that a hypervisor gave to others meanwhile; absent where the kernel does not say.
    public var stolen: Int64?
    /// The processor, if pinned.
    public var cpu: Int?
}

/// What the processor itself counted in the least of some batches, in user space only (`perf_event_open(2)`).
public struct HardwareCount: Sendable, Hashable, Codable {
    /// The function, without prefix.
    public var function: String
    /// The `clockid`; absent for functions without one.
    public var clock: Int32?
    /// Calls in a batch.
    public var calls: UInt64
    /// Cycles of the batch that took fewest.
    public var cycles: UInt64
    /// Instructions of the batch that took fewest, those of the loop around the calls included.
    public var instructions: UInt64
    /// Cycles of the least batch of a function that returns at once.
    public var emptyCycles: UInt64
    /// The same for instructions.
    public var emptyInstructions: UInt64
    /// Whether the counters counted all the time; where others share them they do not.
    public var whole: Bool
}

/// How long single calls took while the kernel updated its clocks, in ticks of the counter.
public struct Latency: Sendable, Hashable, Codable {
    /// The function, without prefix; `empty` for a call that returns at once, to compare with.
    public var function: String
    /// The `clockid`; absent for functions without one.
    public var clock: Int32?
    /// Whether the clock's system call was made in the function's place; absent for no.
    public var system: Bool?
    /// Calls.
    public var calls: UInt64
    /// Ticks of the counter in all of it.
    public var ticks: UInt64
    /// Nanoseconds of all of it.
    public var nanoseconds: UInt64
    /// Pairs: the least number of ticks of a class, and the calls in it. Classes are a sixteenth wide, or one tick.
    public var classes: [UInt64]
}

/// How many calls threads make at the same time, each on a processor of its own.
public struct Throughput: Sendable, Hashable, Codable {
    /// The function, without prefix.
    public var function: String
    /// The `clockid`; absent for functions without one.
    public var clock: Int32?
    /// Threads.
    public var threads: Int
    /// Calls of each thread.
    public var calls: [UInt64]
    /// Nanoseconds that each thread took for them.
    public var nanoseconds: [UInt64]
}
