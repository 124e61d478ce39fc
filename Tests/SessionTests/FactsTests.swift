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
            {"kind":"performance","function":"clock_gettime","clock":1,"calls":2000,"systemCalls":300,\
            "vdso":[22000,21450,23000],"system":[101000,110000,120000],"counter":[18000,18000,18000],\
            "empty":[900,900,900],"preempted":0}
            """)
        let measured = Facts.measurements(in: observations)
        #expect(measured.contains(.init("performance/clock_gettime.MONOTONIC.vdso-minimum-ns", "21.4")))
        #expect(measured.contains(.init("performance/clock_gettime.MONOTONIC.system-call-median-ns", "110.0")))
    }

    @Test func nothingObservedIsNothingMeasured() {
        #expect(Facts.measurements(in: nil).isEmpty)
    }
}
