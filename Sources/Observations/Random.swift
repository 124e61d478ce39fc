/// What `getrandom` answers when it is asked for the parameters of its state (`struct vgetrandom_opaque_params`).
public struct RandomParameters: Sendable, Hashable, Codable {
    /// What the call returned.
    public var result: Int64
    /// Bytes of a state.
    public var stateSize: Int64
    /// `PROT_` bits to map it with.
    public var protection: Int64
    /// `MAP_` bits to map it with.
    public var flags: Int64
    /// All reserved words together; 0 where they are 0.
    public var reserved: Int64
    /// Whether bytes beside the structure were written.
    public var overrun: Bool
    /// What `mmap(2)` said to these bits: 0, or a negative errno.
    public var mapResult: Int64
}

/// Calls of `getrandom` of one kind next to the system call.
public struct RandomCalls: Sendable, Hashable, Codable {
    /// The kind: `known-flags`, `unknown-flags`, `excluding-flags`, `lengths`, `wrong-size`, `fitting-state`,
    /// `straddling-state`, `huge-length`.
    public var group: String
    /// Calls.
    public var calls: UInt64
    /// Calls that returned something else than the system call, or than the contract.
    public var mismatches: UInt64
    /// Calls that wrote behind what they returned.
    public var wroteBuffer: UInt64
    /// Calls that wrote to a state that they may not look at.
    public var wroteState: UInt64
    /// Flags of the first mismatch.
    public var firstFlags: UInt64?
    /// Its length.
    public var firstLength: UInt64?
    /// What it returned.
    public var firstResult: Int64?
    /// What it should have returned.
    public var firstExpected: Int64?
}

/// Buffers of every length and alignment, filled eight times each.
public struct RandomFill: Sendable, Hashable, Codable {
    /// Calls.
    public var calls: UInt64
    /// Calls that did not return their length.
    public var failures: UInt64
    /// Bytes that stayed what they were in all eight calls.
    public var unwritten: UInt64
    /// Calls that wrote beside their buffer or their state.
    public var beside: UInt64
    /// The first length with which something went wrong; 0 if nothing did.
    public var firstLength: UInt64
}

/// Pieces of 16 bytes of output that must all differ.
public struct RandomPieces: Sendable, Hashable, Codable {
    /// Where they come from: `calls`, `blocks` (of one call), `wiped` (states), `stale` (states of an older generation), `fork`,
    /// `threads`, `signals`, `wiped-meanwhile` (states in mid-call), `refused` (system calls that fill states).
    public var experiment: String
    /// Pieces.
    public var pieces: UInt64
    /// Pieces that were there before.
    public var repeats: UInt64
    /// Calls that did not return their length.
    public var failures: UInt64
}

/// Whether output was found in the state after the call.
public struct RandomTraces: Sendable, Hashable, Codable {
    /// Calls.
    public var calls: UInt64
    /// Calls that did not return their length.
    public var failures: UInt64
    /// Calls behind which eight bytes of output lay in the state.
    public var traces: UInt64
}

/// Calls of `getrandom` in pairs, both with the same state.
public struct RandomRepeats: Sendable, Hashable, Codable {
    /// Calls.
    public var calls: UInt64
    /// Calls that did not return their length.
    public var failures: UInt64
    /// Pairs in which output or the state behind it differed, while further calls with that state agreed.
    public var mismatches: UInt64
    /// Pairs in which they differed because the kernel had seeded its generator.
    public var reseeded: UInt64
    /// The length of the first pair that counts as a mismatch; 0 if there is none.
    public var firstLength: UInt64
}

/// A state before and after a call, and what came out of it.
public struct RandomKeystream: Sendable, Hashable, Codable {
    /// Bytes asked for.
    public var length: UInt64
    /// What the call returned.
    public var result: Int64
    /// The state before the call, in hexadecimal digits.
    public var before: String
    /// The state after it.
    public var after: String
    /// The buffer after it.
    public var output: String
}

/// Counts in a stretch of output.
public struct RandomStatistics: Sendable, Hashable, Codable {
    /// Bytes.
    public var bytes: UInt64
    /// Calls that did not return their length.
    public var failures: UInt64
    /// Bits that are 1.
    public var ones: UInt64
    /// Bytes that equal the one before.
    public var equalNeighbours: UInt64
    /// How often each of the 256 values came.
    public var histogram: [UInt64]
}

/// System calls that `getrandom` made from within the image.
public struct RandomServed: Sendable, Hashable, Codable {
    /// Calls of a run.
    public var calls: UInt64
    /// System calls of the first call of all, which fills the state.
    public var filling: UInt64
    /// System calls of each run.
    public var runs: [UInt64]
    /// The number of the last of them; -1 if there was none.
    public var number: Int64
    /// The number of `getrandom(2)`.
    public var expectedNumber: Int64
    /// What the last call returned.
    public var result: Int64
}
