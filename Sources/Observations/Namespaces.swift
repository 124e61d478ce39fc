/// The offsets of the time namespace that the probe made.
public struct Namespace: Sendable, Hashable, Codable {
    /// Added to MONOTONIC, its coarse reading, and RAW.
    public var monotonic: Reading
    /// Added to BOOTTIME and its alarm clock.
    public var boottime: Reading
}

/// A clock read inside the time namespace, between two system calls of a process outside.
public struct Crossing: Sendable, Hashable, Codable {
    /// The change that made the namespace; nil for the namespace where everything is observed once more.
    public var change: String?
    /// The function; absent for `clock_gettime`.
    public var function: String?
    /// The `clockid`.
    public var clock: Int32
    /// The system call outside, before.
    public var before: Reading
    /// The system call inside.
    public var system: Reading
    /// The vDSO inside.
    public var vdso: Reading
    /// What the vDSO returned.
    public var vdsoResult: Int64
    /// The system call outside, after.
    public var after: Reading
}
