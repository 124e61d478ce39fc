/// A function called from a process or thread of a special kind, between two system calls.
public struct Circumstance: Sendable, Hashable, Codable {
    /// What is special: `fork`, `vfork`, `thread`, `small-stack`, `exec`, `moved` (the mappings), `strict` (seccomp),
    /// `counter-denied` (`PR_SET_TSC`).
    public var circumstance: String
    /// The function, without prefix.
    public var function: String
    /// The `clockid`; absent for functions without one.
    public var clock: Int32?
    /// Whether the call was begun.
    public var called: Bool
    /// Whether it returned.
    public var returned: Bool
    /// What the vDSO returned.
    public var result: Int64
    /// What the system call returned.
    public var systemResult: Int64
    /// Whether the value agrees with the system calls around it.
    public var ordered: Bool
    /// The signal that ended the process, perhaps in another call.
    public var signal: Int?
    /// The process's exit status, if it was not 0.
    public var status: Int?
    /// Before, value and after, where they do not agree.
    public var readings: [Reading]?
}

/// What `mprotect(2)` does with one of the vDSO's mappings.
public struct Protection: Sendable, Hashable, Codable {
    /// The name in brackets, brackets included.
    public var name: String
    /// The system call's answer to reading and writing: 0, or a negative errno.
    public var writableResult: Int64
    /// Whether a child could then change a byte; absent for data, which is left alone.
    public var written: Bool?
    /// Whether its parent saw the change.
    public var seenByParent: Bool?
}

/// What `mremap(2)` answered when all mappings of the vDSO were to be moved together.
public struct Relocation: Sendable, Hashable, Codable {
    /// 0, or a negative errno: EPERM where they are sealed.
    public var result: Int64
}

/// Where a signal handler came back to after all mappings of the vDSO were moved.
public struct SignalReturn: Sendable, Hashable, Codable {
    /// Whether it returned to what it had interrupted.
    public var returned: Bool
    /// The signal that ended the process instead.
    public var signal: Int?
}

/// The way back from a signal handler, where the kernel takes the vDSO's own trampoline. Offsets are those of the mapped
/// image.
public struct Trampoline: Sendable, Hashable, Codable {
    /// Where the symbol of the trampoline lies.
    public var symbol: UInt64
    /// Whether the handler ran and came back.
    public var handled: Bool
    /// Where the handler returned to; absent for an address outside of the image.
    public var returnAddress: UInt64?
    /// Preserved registers that were lost on the way.
    public var changed: [String]
}

/// Where the kernel put the image in many executions of the probe.
public struct Placement: Sendable, Hashable, Codable {
    /// Executions.
    public var runs: UInt64
    /// Pairs of executions with the same place.
    public var repeats: UInt64
    /// The first of the places.
    public var first: UInt64
    /// Whether the personality forbids randomisation (`ADDR_NO_RANDOMIZE`).
    public var forbiddenByPersonality: Bool
    /// `/proc/sys/kernel/randomize_va_space`; absent if it cannot be read.
    public var level: Int?
}
