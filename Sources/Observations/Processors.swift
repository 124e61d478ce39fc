/// A node of `/sys/devices/system/node`.
public struct Node: Sendable, Hashable, Codable {
    /// Its number.
    public var number: UInt32
    /// Its processors as the kernel lists them: `0-3,8`.
    public var cpus: String
}

/// `getcpu` in a loop while the thread is moved from processor to processor.
public struct ProcessorMoves: Sendable, Hashable, Codable {
    /// Who moves it: `self`, or `other` for another thread.
    public var mover: String
    /// What the answers are compared with: `rseq`, or the system call `getcpu`.
    public var reference: String
    /// Moves.
    public var moves: UInt64
    /// Answers that were compared.
    public var samples: UInt64
    /// Those during which the thread was moved.
    public var crossed: UInt64
    /// Answers during which the thread was moved too often to say what is right.
    public var undecided: UInt64
    /// Answers with a processor that the thread was not on.
    public var mismatches: UInt64
    /// Answers whose node is not the answered processor's.
    public var nodeMismatches: UInt64
    /// Calls that did not return 0.
    public var failures: UInt64
    /// The processor before, the answer, and the processor behind the first wrong call.
    public var first: [Int64]?
}
