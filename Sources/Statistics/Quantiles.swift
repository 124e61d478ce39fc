/// Measured values in ascending order.
public struct Sample: Sendable, Hashable {
    /// The values, smallest first.
    public let sorted: [Double]

    /// Sorts values; nil if there are none.
    public init?(_ values: some Sequence<Double>) {
        sorted = values.sorted()
        if sorted.isEmpty { return nil }
    }

    /// The number of values.
    public var count: Int { sorted.count }
    /// The smallest value.
    public var least: Double { sorted[0] }
    /// The largest value.
    public var greatest: Double { sorted[sorted.count - 1] }
    /// The value in the middle.
    public var median: Double { quantile(0.5) }

    /// The value below which a share of all lies, interpolated between neighbours.
    ///
    /// - Parameter share: from 0 to 1.
    /// - Returns: that value.
    public func quantile(_ share: Double) -> Double {
        let place = min(max(share, 0), 1) * Double(sorted.count - 1)
        let below = Int(place)
        guard below + 1 < sorted.count else { return sorted[below] }
        return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below))
    }
}

/// Where a quantity lies, as far as a sample can tell.
public struct Interval: Sendable, Hashable {
    /// The lower end.
    public var lower: Double
    /// The upper end.
    public var upper: Double

    /// Makes an interval.
    public init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }
}
