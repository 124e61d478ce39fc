import Expectations
import Observations
import Results
import Statistics

/// How a call's time is held against a bound: the ratio to the system call, as an interval.
///
/// What every call costs (`empty`) is taken off both. A read of the counter is taken off clocks that make one: a counter
/// that traps makes a healthy vDSO slow, and what must be saved is the system call.
struct Ratio {
    /// The chance that the interval misses the true median of one function.
    static let error = 1e-6
    /// Of the least batches, which were disturbed least.
    var least: Double
    /// Of the medians of interleaved batches.
    var interval: Interval

    /// nil if the batches do not allow a ratio.
    init?(_ seen: Performance, readsCounter: Bool) {
        let empty = Double(seen.least(.empty))
        let counter = readsCounter ? max(0, Double(seen.least(.counter)) - empty) : 0
        func ratio(_ vdso: UInt64, _ system: UInt64) -> Double? {
            let whole = Double(system) - empty
            return whole > 0 ? max(0, Double(vdso) - empty - counter) / whole : nil
        }
        let pairs = zip(seen.vdso, seen.system).compactMap(ratio)
        guard pairs.count >= 3, let least = ratio(seen.least(.vdso), seen.least(.system)) else { return nil }
        self.least = least
        interval = Bootstrap(draws: 400).interval(of: pairs, error: Self.error) { $0.median }
    }

    /// Whether all that is known lies beyond a bound.
    func exceeds(_ limit: Double) -> Bool { min(least, interval.lower) > limit }
}
