import Bench
import Foundation
import Observations
import Testing

/// A run of ten rounds on a made-up machine.
enum Runs {
    static func report(
        vdso: Int = 22_000, speed: Double = 1, clocksource: String = "tsc", trapped: Int = 0, stolen: Set<Int> = [],
        shared: Set<Int> = [], features: String = "rdtscp", more: String...
    ) throws -> ObservationSet {
        var lines = [
            #"{"kind":"probe","schema":1,"architecture":"x86_64","pageSize":4096,"chosenImage":false}"#,
            #"{"kind":"environment","name":"processor","value":"Example 1"}"#,
            #"{"kind":"environment","name":"processor.features","value":"\#(features)"}"#,
            #"{"kind":"clocksource","current":"\#(clocksource)","available":[]}"#,
            #"{"kind":"served","function":"clock_gettime","clock":1,"calls":64,"trapped":\#(trapped),"number":-1,"result":0}"#,
            #"{"kind":"latency","function":"clock_gettime","clock":1,"calls":1000,"ticks":2000,"nanoseconds":1000,"classes":[40,989,80,10,4000,1]}"#,
            #"{"kind":"throughput","function":"clock_gettime","clock":1,"threads":2,"calls":[1000,1000],"nanoseconds":[20000,20000]}"#,
        ]
        for round in 0..<10 {
            // The processor's speed wanders by a fifth, and a round with stolen time is slow in its calls only.
            let pace = speed * (1 + Double(round % 5) / 20)
            func time(_ value: Int) -> Int { Int(Double(value) * pace) + round % 3 }
            let call = stolen.contains(round) ? 4 * vdso : vdso
            // A neighbour on the core takes from all but the chain.
            let share = shared.contains(round) ? 1.15 : 1
            func slowed(_ value: Int) -> Int { time(Int(Double(value) * share)) }
            lines.append(
                #"{"kind":"performance","function":"clock_gettime","clock":1,"round":\#(round),"calls":1000,"systemCalls":200,"#
                    + #""vdso":[\#(slowed(call)),\#(slowed(call + 500))],"system":[\#(slowed(230_000))],"#
                    + #""counter":[\#(time(18_000))],"empty":[\#(slowed(3000))],"pace":[\#(time(1000))],"preempted":1,"#
                    + #""discarded":1,"stolen":\#(stolen.contains(round) ? 2 : 0)}"#)
        }
        return try ObservationSet(jsonLines: Data(((lines + more).joined(separator: "\n") + "\n").utf8))
    }

    static func rows(_ report: ObservationSet) -> [BenchRow] { BenchRow.rows(of: report, target: "native-x86_64") }

    static func row(_ report: ObservationSet) throws -> BenchRow { try #require(rows(report).first) }
}

@Suite struct BenchRowTests {
    @Test func aRowSaysWhatACallCosts() throws {
        let row = try Runs.row(try Runs.report())
        #expect(row.name == "clock_gettime.MONOTONIC" && row.served == true && row.rounds.count == 10)
        #expect(abs(row.vdso - 19) < 0.1 && row.system == 230 && row.empty == 3)
        #expect(abs(try #require(row.ratio) - 0.083) < 0.002)
        #expect(row.throughput == [100] && row.discarded == 10 && row.leftOut == 0)
        let tail = try #require(row.tail)
        #expect(tail.p50 == 20 && tail.p99 == 40 && tail.greatest > 1900)
        #expect(row.place.processor == "Example 1 (rdtscp)")
    }

    @Test func aChangingProcessorSpeedIsNoSpread() throws {
        #expect(try Runs.row(try Runs.report()).spread < 0.01)
    }

    @Test func roundsWithStolenTimeAreLeftOut() throws {
        let row = try Runs.row(try Runs.report(stolen: [1, 4, 7]))
        #expect(row.leftOut == 3 && row.rounds.count == 7 && row.spread < 0.01)
        // Where hardly a round is whole, what there is must do.
        let poor = try Runs.row(try Runs.report(stolen: Set(0..<8)))
        #expect(poor.leftOut == 0 && poor.rounds.count == 10)
    }

    @Test func roundsWithANeighbourOnTheCoreAreLeftOut() throws {
        let shared = try Runs.report(shared: [0, 2, 5, 8])
        let row = try Runs.row(shared)
        #expect(row.leftOut == 4 && row.rounds.count == 6 && row.spread < 0.01)
        let changes = try Comparison(of: [row], with: Runs.rows(try Runs.report())).changes
        #expect(changes.map(\.verdict) == [.same])
    }

    @Test func stepsAndCountersAreTold() throws {
        let steps =
            #"{"kind":"steps","function":"clock_gettime","path":"MONOTONIC","passes":8,"returned":true,"result":0,"#
            + #""least":61,"median":61,"greatest":89,"deepest":48}"#
        let frames =
            #"{"kind":"frames","function":"clock_gettime","path":"MONOTONIC","lost":0,"registers":[7],"#
            + #""rows":[[2048,1],[2052,1],[2111,1],[2112,1],[4096,1]]}"#
        let counted =
            #"{"kind":"hardware","function":"clock_gettime","clock":1,"calls":1000,"cycles":98000,"#
            + #""instructions":80010,"emptyCycles":32000,"emptyInstructions":21010,"whole":true}"#
        let row = try Runs.row(try Runs.report(more: steps, frames, counted))
        #expect(row.instructions == 61 && row.steps?.stack == 48 && row.steps?.greatest == 89)
        #expect(row.steps?.lines == 3)
        #expect(row.hardware?.cycles == 66 && row.hardware?.instructions == 59)
        let shared = counted.replacingOccurrences(of: "true", with: "false")
        #expect(try Runs.row(try Runs.report(more: shared)).hardware == nil)
    }

    /// What a kernel without counters reports, as here.
    @Test func aRefusalOfCountersLeavesTheRest() throws {
        let refusal =
            #"{"kind":"unobservable","experiment":"performance/hardware-counters","#
            + #""reason":"the kernel gives no hardware counters (errno 2)"}"#
        let row = try Runs.row(try Runs.report(more: refusal))
        #expect(row.hardware == nil && row.rounds.count == 10)
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

    @Test func everyRowHasTheKeysOfTheOthers() throws {
        let getcpu =
            #"{"kind":"performance","function":"getcpu","calls":1000,"systemCalls":200,"vdso":[11000],"system":[0],"#
            + #""counter":[],"empty":[10000],"preempted":0}"#
        let data = try BenchDocument.encode(Runs.rows(try Runs.report(more: getcpu)))
        let rows = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        #expect(rows.count == 2 && rows[0].keys.sorted() == rows[1].keys.sorted())
        let promised = ["function", "clock", "served", "instructions", "vdso_ns", "syscall_ns", "ratio"]
        #expect(promised.allSatisfy { rows[1].keys.contains($0) })
        #expect(rows[1]["clock"] is NSNull && rows[1]["ratio"] is NSNull && rows[0]["clock"] as? String == "MONOTONIC")
    }

    @Test func csvHasALineARow() throws {
        let lines = BenchDocument.csv(Runs.rows(try Runs.report())).split(separator: "\n")
        #expect(lines.count == 2 && lines[1].hasPrefix("native-x86_64,clock_gettime,MONOTONIC,true,,"))
        let fields = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count }
        #expect(fields[0] == fields[1])
    }

    @Test func aNamelessProcessorIsKnownByItsNumbers() throws {
        let lines = """
            {"kind":"kernel","sysname":"Linux","release":"6.12","version":"1","machine":"aarch64"}
            {"kind":"environment","name":"processor.implementer","value":"0x41"}
            {"kind":"environment","name":"processor.part","value":"0xd0c"}
            {"kind":"performance","function":"getcpu","calls":1,"systemCalls":1,"vdso":[2],"system":[9],"counter":[],\
            "empty":[1],"preempted":0}

            """
        let row = try Runs.row(try ObservationSet(jsonLines: Data(lines.utf8)))
        #expect(row.place.processor == "implementer 0x41, part 0xd0c")
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
        let share = Double(vdso - 3000) / 19_000
        #expect(try #require(change.lower) <= share + 0.01)
        #expect(try #require(change.upper) >= share - 0.01)
    }

    /// A tenth of a call of two steps is less than a cycle.
    @Test func lessThanACycleIsNoChange() throws {
        #expect(try verdict(try Runs.report(vdso: 5200), try Runs.report(vdso: 5000)).verdict == .same)
        #expect(try verdict(try Runs.report(vdso: 5600), try Runs.report(vdso: 5000)).verdict == .slower)
    }

    @Test func aRowSaysWhatItWouldShow() throws {
        let row = try Runs.row(try Runs.report())
        let visible = try #require(row.visible)
        #expect(visible >= Comparison.leastSize && visible < 0.07)
        let beyond = 3000 + Int(19_000 * (1 + visible + 0.01))
        #expect(try verdict(try Runs.report(vdso: beyond), try Runs.report()).verdict == .slower)
        #expect(try #require(try Runs.row(try Runs.report(vdso: 5000)).visible) >= 0.15, "a cycle is more here")
    }

    @Test func aNeighbourThroughoutARunIsNoChange() throws {
        let shared = try Runs.report(shared: Set(0..<10))
        for change in [try verdict(shared, try Runs.report()), try verdict(try Runs.report(), shared)] {
            #expect(change.verdict == .unclear && change.time == nil)
            #expect(change.reason.hasPrefix("times not compared: the empty loop takes "))
        }
        let counted = #"{"kind":"steps","function":"clock_gettime","path":"MONOTONIC","passes":8,"returned":true,"#
        let more = try Runs.report(shared: Set(0..<10), more: counted + Self.steps(66))
        let change = try verdict(more, try Runs.report(more: counted + Self.steps(61)))
        #expect(change.verdict == .slower && change.reason.contains("5 instructions more"))
    }

    private static func steps(_ count: Int) -> String {
        #""result":0,"least":\#(count),"median":\#(count),"greatest":89,"deepest":48}"#
    }

    /// Nothing is a share of no time.
    @Test func aCallInTheLoopsShadowIsComparedAllTheSame() throws {
        let hidden = try Runs.report(vdso: 3000)
        let row = try Runs.row(hidden)
        let visible = try #require(row.visible)
        #expect(row.vdso == 0 && row.spread == 0 && visible <= 1.1)
        #expect(throws: Never.self) { try JSONEncoder().encode(row) }
        #expect(try verdict(try Runs.report(vdso: 3200), hidden).verdict == .same)
        #expect(try verdict(try Runs.report(vdso: 5000), hidden).verdict == .slower)
    }

    @Test func theTimeOfASystemCallIsNotTheVDSOs() throws {
        let slow = try Runs.report(vdso: 300_000, trapped: 64)
        let change = try verdict(slow, try Runs.report(vdso: 200_000, trapped: 64))
        #expect(change.verdict == .same && change.reason.hasPrefix("a system call both times"))
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
        // Without rounds to compare times by, too.
        now[0].rounds = []
        #expect(try Comparison(of: now, with: then).changes.first?.verdict == .slower)
    }

    @Test func whatTakesLongerIsSlowerWhateverItsInstructions() throws {
        var now = Runs.rows(try Runs.report(vdso: 26_000))
        var then = Runs.rows(try Runs.report())
        then[0].instructions = 61
        now[0].instructions = 58
        let change = try #require(try Comparison(of: now, with: then).changes.first)
        #expect(change.verdict == .slower && change.reason.contains("3 instructions fewer"))
    }

    @Test func otherPlacesAreRefused() throws {
        let here = Runs.rows(try Runs.report())
        let now = Runs.rows(try Runs.report(clocksource: "hpet"))
        let refusal = #expect(throws: Comparison.Refusal.self) { try Comparison(of: now, with: here) }
        #expect(refusal?.description == "clocksources differ: tsc then, hpet now")
        let newer = Runs.rows(try Runs.report(features: "rdtscp rdpid"))
        #expect(throws: Comparison.Refusal.self, "other variants of code") { try Comparison(of: newer, with: here) }
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

    @Test func aNameKeepsWhatOtherMachinesSaved() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "baselines-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let baselines = Baselines(environment: ["VDSO_BASELINES": folder.path])
        let here = Runs.rows(try Runs.report())
        let there = Runs.rows(try Runs.report(clocksource: "hpet"))
        try baselines.save(here, as: "before")
        try baselines.save(there, as: "before")
        var newer = here
        newer[0].place.kernel = "9.9"
        try baselines.save(newer, as: "before")
        #expect(try baselines.load("before") == there + newer, "a newer kernel takes the older one's place")
        #expect(try Comparison(of: here, with: baselines.load("before")).changes.map(\.verdict) == [.same])
    }

    @Test(arguments: ["", "../x", "a/b", ".hidden", "a b"])
    func aNameIsNoPath(name: String) {
        #expect(throws: Baselines.Failure.self) {
            try Baselines(environment: ["VDSO_BASELINES": "/nowhere"]).load(name)
        }
    }
}
