extension Performance {
    /// Which of the kinds of batches.
    public enum Kind: Sendable, Hashable, CaseIterable {
        case vdso, system, counter, empty, pace
    }

    /// All batches of a kind, in picoseconds per call.
    public func batches(_ kind: Kind) -> [UInt64] {
        switch kind {
        case .vdso: vdso
        case .system: system
        case .counter: counter
        case .empty: empty
        case .pace: pace ?? []
        }
    }

    /// The least batch in picoseconds per call: the one that was disturbed least. 0 without batches.
    public func least(_ kind: Kind) -> UInt64 { batches(kind).min() ?? 0 }

    /// The batch in the middle, in picoseconds per call. 0 without batches.
    public func median(_ kind: Kind) -> UInt64 {
        let sorted = batches(kind).sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
}
