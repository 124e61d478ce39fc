import Testing

@testable import Session

@Suite("Facts") struct FactsTests {
    @Test(arguments: [
        ([], ""), ([0], "0"), ([0, 1], "0-1"), ([3, 0, 1, 2, 6], "0-3,6"), ([5, 5, 4], "4-5"), ([1, 3, 5], "1,3,5"),
    ])
    func ranges(numbers: [Int], text: String) {
        #expect(Facts.ranges(numbers) == text)
    }

    @Test func timesAreMeasurements() throws {
        let observations = try Samples.observations(
            Samples.start,
            """
            {"kind":"performance","function":"clock_gettime","clock":1,"batch":100,"batches":31,"vdsoMinimum":21450,\
            "vdsoMedian":22000,"systemMinimum":101000,"systemMedian":110000,"emptyMinimum":900}
            """)
        let measured = Facts.measurements(in: observations)
        #expect(measured.contains(.init("performance/clock_gettime.MONOTONIC.vdso-minimum-ns", "21.4")))
        #expect(measured.contains(.init("performance/clock_gettime.MONOTONIC.system-call-median-ns", "110.0")))
    }

    @Test func nothingObservedIsNothingMeasured() {
        #expect(Facts.measurements(in: nil).isEmpty)
    }
}
