import Bench
import Foundation
import Observations
import Testing

/// A run of ten rounds on a made-up machine.
enum Runs {
    static func report(
        vdso: Int = 22_000, speed: Double = 1, clocksource: String = "tsc", trapped: Int = 0
    ) throws -> ObservationSet {
        var lines = [
            #"{"kind":"probe","schema":1,"architecture":"x86_64","pageSize":4096,"chosenImage":false}"#,
            #"{"kind":"clocksource","current":"\#(clocksource)","available":[]}"#,
            #"{"kind":"served","function":"clock_gettime","clock":1,"calls":64,"trapped":\#(trapped),"number":-1,"result":0}"#,
            #"{"kind":"latency","function":"clock_gettime","clock":1,"calls":1000,"ticks":2000,"nanoseconds":1000,"classes":[40,989,80,10,4000,1]}"#,
            #"{"kind":"throughput","function":"clock_gettime","clock":1,"threads":2,"calls":[1000,1000],"nanoseconds":[20000,20000]}"#,
        ]
        for round in 0..<10 {
            // The processor's speed wanders by a fifth.
            let pace = speed * (1 + Double(round % 5) / 20)
            func time(_ value: Int) -> Int { Int(Double(value) * pace) + round % 3 }
            lines.append(
                #"{"kind":"performance","function":"clock_gettime","clock":1,"round":\#(round),"calls":2000,"systemCalls":300,"#
                    + #""vdso":[\#(time(vdso)),\#(time(vdso + 500))],"system":[\#(time(230_000))],"#
                    + #""counter":[\#(time(18_000))],"empty":[\#(time(3000))],"preempted":0}"#)
        }
        return try ObservationSet(jsonLines: Data((lines.joined(separator: "\n") + "\n").utf8))
    }

    static func rows(_ report: ObservationSet) -> [BenchRow] { BenchRow.rows(of: report, target: "native-x86_64") }
}

@Suite struct BenchRowTests {
    @Test func aRowSaysWhatACallCosts() throws {
        let row = try #require(Runs.rows(try Runs.report()).first)
        #expect(row.name == "clock_gettime.MONOTONIC" && row.served == true && row.rounds.count == 10)
        #expect(row.vdso == 19 && row.system == 227 && row.empty == 3 && row.ratio == 0.084)
        #expect(row.throughput == [100])
        let tail = try #require(row.tail)
        #expect(tail.p50 == 20 && tail.p99 == 40 && tail.greatest > 1900)
    }

    @Test func aChangingProcessorSpeedIsNoSpread() throws {
        #expect(try #require(Runs.rows(try Runs.report()).first).spread < 0.01)
    }

    @Test func rowsSurviveJSON() throws {
        let rows = Runs.rows(try Runs.report())
        let file = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try BenchDocument.encode(rows).write(to: file)
        #expect(try BenchDocument.read(file) == rows)
        try Data("[{}]".utf8).write(to: file)
        #expect(throws: Baselines.Failure.self) { try BenchDocument.read(file) }
    }

    @Test func csvHasALineARow() throws {
        let lines = BenchDocument.csv(Runs.rows(try Runs.report())).split(separator: "\n")
        #expect(lines.count == 2 && lines[1].hasPrefix("native-x86_64,clock_gettime,MONOTONIC,true,,19.0,227.0,0.084,"))
    }
}

@Suite struct ComparisonTests {
    private func verdict(_ now: ObservationSet, _ then: ObservationSet) throws -> Change {
        try #require(try Comparison(of: Runs.rows(now), with: Runs.rows(then)).changes.first)
    }

    @Test func equalsAreTheSame() throws {
        let report = try Runs.report()
        #expect(try verdict(report, report).verdict == .same)
    }

    @Test func anotherProcessorSpeedIsNoChange() throws {
        #expect(try verdict(try Runs.report(speed: 1.4), try Runs.report()).verdict == .same)
    }

    @Test(arguments: [(24_200, Change.Verdict.slower), (19_800, .faster), (22_200, .same)])
    func aChangeHasASizeAndAVerdict(vdso: Int, expected: Change.Verdict) throws {
        let change = try verdict(try Runs.report(vdso: vdso), try Runs.report())
        #expect(change.verdict == expected)
        let share = Double(vdso) / 22_000
        #expect(try #require(change.lower) <= share + 0.01)
        #expect(try #require(change.upper) >= share - 0.01)
    }

    @Test func aCallThatIsNoLongerServedIsWorse() throws {
        #expect(try verdict(try Runs.report(trapped: 64), try Runs.report()).verdict == .notServed)
    }

    @Test func instructionsAreComparedExactly() throws {
        var now = Runs.rows(try Runs.report())
        var then = now
        then[0].instructions = 61
        now[0].instructions = 66
        let change = try #require(try Comparison(of: now, with: then).changes.first)
        #expect(change.verdict == .slower && change.instructions == 5)
    }

    @Test func otherPlacesAreRefused() throws {
        let now = Runs.rows(try Runs.report(clocksource: "hpet"))
        #expect(throws: Comparison.Refusal.self) { try Comparison(of: now, with: Runs.rows(try Runs.report())) }
        #expect(throws: Comparison.Refusal.self) { try Comparison(of: now, with: []) }
    }

    @Test func aLostRowIsWorse() throws {
        let rows = Runs.rows(try Runs.report())
        var renamed = rows
        renamed[0].clock = "TAI"
        let verdicts = try Comparison(of: renamed, with: rows).changes.map(\.verdict)
        #expect(verdicts == [.new, .gone] && Change.Verdict.gone.isRegression)
    }
}

@Suite struct BaselinesTests {
    @Test func aBaselineIsKeptAndFound() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "baselines-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let baselines = Baselines(environment: ["VDSO_BASELINES": folder.path])
        let rows = Runs.rows(try Runs.report())
        try baselines.save(rows, as: "before")
        #expect(try baselines.load("before") == rows)
        #expect(throws: Baselines.Failure.self) { try baselines.load("after") }
    }

    @Test(arguments: ["", "../x", "a/b", ".hidden", "a b"])
    func aNameIsNoPath(name: String) {
        #expect(throws: Baselines.Failure.self) {
            try Baselines(environment: ["VDSO_BASELINES": "/nowhere"]).load(name)
        }
    }
}
