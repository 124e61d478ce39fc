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
    /// The return value of the last call.
    public var result: Int64
}

/// Cost per call, in picoseconds, from batches on one processor.
public struct Performance: Sendable, Hashable, Codable {
    /// The function, without prefix.
    public var function: String
    /// The `clockid`; absent for functions without one.
    public var clock: Int32?
    /// Calls in a batch.
    public var batch: UInt64
    /// Batches of each kind, interleaved.
    public var batches: UInt64
    /// The least batch of the vDSO.
    public var vdsoMinimum: UInt64
    /// The median batch of the vDSO.
    public var vdsoMedian: UInt64
    /// The least batch of the system call.
    public var systemMinimum: UInt64
    /// The median batch of the system call.
    public var systemMedian: UInt64
    /// A call to a function that returns at once.
    public var emptyMinimum: UInt64
    /// The processor, if pinned.
    public var cpu: Int?
}
