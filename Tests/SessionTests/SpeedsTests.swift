import Foundation
import Observations
import Results
import Testing

@testable import Session

@Suite("Speeds") struct SpeedsTests {
    private static let costs = """
        {"kind":"performance","function":"clock_gettime","clock":1,"calls":2000,"systemCalls":300,"vdso":[50000,52000],\
        "system":[250000,260000],"counter":[20000,20000],"empty":[1000,1100],"preempted":0}
        """
    private static let steps = """
        {"kind":"steps","function":"clock_gettime","path":"MONOTONIC","passes":5,"returned":true,"result":0,"least":61,\
        "median":61,"greatest":89,"deepest":64}
        """
    private static func latency(_ system: Bool?) -> String {
        """
        {"kind":"latency","function":"clock_gettime","clock":1,"calls":10,"ticks":1000,"nanoseconds":500,\
        "classes":\(system == true ? "[400,10]" : "[100,9,900,1]")\(system.map { ",\"system\":\($0)" } ?? "")}
        """
    }
    private static func set(_ lines: String...) throws -> ObservationSet {
        try ObservationSet(jsonLines: Data((lines.joined(separator: "\n") + "\n").utf8))
    }

    @Test func batchesLoseWhatAnEmptyCallTakes() throws {
        let rows = Speeds(check: try Self.set(Self.costs, Self.steps), bench: nil).rows
        let row = try #require(rows.first)
        #expect(row.name == "clock_gettime.MONOTONIC")
        #expect(row.vdso == CallTimes(.batch, [(49, 1), (51, 1)]))
        #expect(row.system?.quantile(0) == 250)
        #expect(row.instructions == .init(least: 61, median: 61, greatest: 89))
        #expect(row.throughput.isEmpty)
    }

    @Test func singleCallsComeBeforeBatchesWhereBothWereTimed() throws {
        let check = try Self.set(Self.costs)
        let both = Speeds(check: check, bench: try Self.set(Self.latency(nil), Self.latency(true))).rows
        #expect(both.first?.vdso == CallTimes(.singleCall, [(50, 9), (450, 1)]))
        #expect(both.first?.system == CallTimes(.singleCall, [(200, 10)]))
        let one = Speeds(check: check, bench: try Self.set(Self.latency(nil))).rows
        #expect(one.first?.vdso?.sample == .batch, "the two are not laid over each other")
    }

    @Test func measurementsNameValueAndUnit() throws {
        let rows = Speeds(
            check: try Self.set(Self.costs, Self.steps), bench: try Self.set(Self.latency(nil), Self.latency(true))
        ).rows
        let values = Facts.measurements(of: rows).map { "\($0.name)=\($0.value)" }
        let prefix = "performance/clock_gettime.MONOTONIC"
        #expect(values.contains("\(prefix).instructions-minimum=61"))
        #expect(values.contains("\(prefix).vdso-single-greatest-ns=450.0"))
        #expect(values.contains("\(prefix).system-call-single-p50-ns=200.0"))
    }
}
