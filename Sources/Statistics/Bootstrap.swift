/// Intervals by resampling: how much a statistic would move in another run like this one.
public struct Bootstrap: Sendable {
    /// Samples that are drawn.
    public var draws: Int
    /// Neighbours that are drawn together: what disturbs one measurement often disturbs the next.
    public var block: Int

    /// Makes a bootstrap.
    public init(draws: Int = 2000, block: Int = 4) {
        self.draws = draws
        self.block = block
    }

    /// The interval of a statistic, the same in each run on the same values.
    ///
    /// - Parameters:
    ///   - values: in the order of time; not empty.
    ///   - error: the chance that the true value lies outside.
    ///   - statistic: of one drawn sample.
    /// - Returns: the interval.
    public func interval(of values: [Double], error: Double, _ statistic: (Sample) -> Double) -> Interval {
        spread(error, drawn(values, Generator(state: 1), statistic))
    }

    /// The interval of the ratio `second / first` of a statistic.
    ///
    /// - Parameters:
    ///   - second: values in the order of time; not empty.
    ///   - first: the same of another run.
    ///   - error: the chance that the true ratio lies outside.
    ///   - statistic: of one drawn sample; greater than 0.
    /// - Returns: the interval.
    public func interval(
        ofRatio second: [Double], to first: [Double], error: Double, _ statistic: (Sample) -> Double
    ) -> Interval {
        let below = drawn(first, Generator(state: 1), statistic)
        let above = drawn(second, Generator(state: 2), statistic)
        return spread(error, zip(above, below).map { $0 / $1 })
    }

    private func spread(_ error: Double, _ statistics: [Double]) -> Interval {
        guard let sample = Sample(statistics) else { return Interval(lower: .nan, upper: .nan) }
        return Interval(lower: sample.quantile(error / 2), upper: sample.quantile(1 - error / 2))
    }

    private func drawn(_ values: [Double], _ generator: Generator, _ statistic: (Sample) -> Double) -> [Double] {
        var generator = generator
        let length = max(1, min(block, values.count))
        return (0..<draws).compactMap { _ in
            var drawn: [Double] = []
            drawn.reserveCapacity(values.count + length)
            while drawn.count < values.count {
                let start = Int(generator.next(upperBound: UInt64(values.count - length + 1)))
                drawn += values[start..<(start + length)]
            }
            return Sample(drawn.prefix(values.count)).map(statistic)
        }
    }
}

/// SplitMix64: small, and the same on every machine.
private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }
}
