/// An experiment that did not end by itself. What it had observed until then stands before this line.
public struct Ended: Sendable, Hashable, Codable {
    /// The experiment, for instance `agreement/clock_gettime.MONOTONIC`.
    public var experiment: String
    /// The signal that ended it; SIGPROF is its own deadline in CPU time and SIGALRM that in wall time.
    public var signal: Int?
    /// The exit status, if it was not a signal.
    public var status: Int?
    /// Where in the image the fault happened; absent if outside.
    public var offset: UInt64?
    /// The address of the faulting instruction.
    public var address: UInt64?

    /// An end at an unknown place.
    public init(experiment: String, signal: Int?, status: Int?) {
        self.experiment = experiment
        self.signal = signal
        self.status = status
    }
}

/// An experiment that this target does not allow.
public struct Unobservable: Sendable, Hashable, Codable {
    /// The experiment, for instance `performance/time.served`.
    public var experiment: String
    /// In words, for instance "seccomp filters are refused (errno 38)".
    public var reason: String

    /// Whether it is for want of a process: that is the moment's, not the target's.
    public var isShortage: Bool { reason.hasPrefix("fork fails") }
}

/// The last line. A report without it was cut off.
public struct End: Sendable, Hashable, Codable {
    /// The number of lines before this one.
    public var lines: UInt64
}
