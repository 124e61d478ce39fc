import Statistics
import Testing

@Suite struct StatisticsTests {
    @Test(arguments: [(0.0, 1.0), (0.25, 2.0), (0.5, 3.0), (0.9, 4.6), (1.0, 5.0), (7.0, 5.0)])
    func quantilesAreInterpolated(share: Double, value: Double) throws {
        let sample = try #require(Sample([5, 1, 4, 2, 3]))
        #expect(abs(sample.quantile(share) - value) < 1e-12)
    }

    @Test func nothingHasNoSample() { #expect(Sample([]) == nil) }

    @Test func intervalsHoldTheStatisticAndRepeat() {
        let values = (0..<60).map { 100 + Double($0 * 7919 % 13) }
        let interval = Bootstrap().interval(of: values, error: 0.01) { $0.median }
        #expect(interval.lower <= 106 && interval.upper >= 106 && interval.lower >= 100 && interval.upper <= 112)
        #expect(interval == Bootstrap().interval(of: values, error: 0.01) { $0.median })
    }

    @Test func aRatioShowsAndEqualsDoNot() {
        let first = (0..<60).map { 100 + Double($0 * 7919 % 5) }
        let slower = first.map { $0 * 1.1 }
        let changed = Bootstrap().interval(ofRatio: slower, to: first, error: 0.001) { $0.quantile(0.1) }
        #expect(changed.lower > 1.05 && changed.upper < 1.15)
        let same = Bootstrap().interval(ofRatio: first, to: first, error: 0.001) { $0.quantile(0.1) }
        #expect(same.lower <= 1 && same.upper >= 1)
    }
}
