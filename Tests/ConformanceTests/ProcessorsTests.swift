import Conformance
import Results
import Testing

@Suite("Processors") struct ProcessorsTests {
    private func moved(_ line: String, _ mover: String = "other") throws -> CheckResult? {
        try CallSamples.result(of: "getcpu.moved-by-\(mover).follows-moves", line)
    }

    @Test("answers that follow each move pass", arguments: ["self", "other"]) func follows(mover: String) throws {
        #expect(try moved(CallSamples.moves(mover), mover)?.outcome == .passed)
    }

    @Test("another processor, another node, an error") func doesNotFollow() throws {
        let wrong = try moved(CallSamples.moves("other", mismatches: 4))
        #expect(wrong?.outcome == .failed)
        #expect(wrong?.observed.contains("0, 7, 1") == true)
        #expect(try moved(CallSamples.moves("other", nodes: 1))?.outcome == .failed)
        #expect(try moved(CallSamples.moves("other", failures: 1))?.outcome == .failed)
    }

    @Test("without a move nothing is proven") func noMove() throws {
        #expect(try moved(CallSamples.moves("other", moves: 0))?.outcome == .error)
        let refused = "{\"kind\":\"unobservable\",\"experiment\":\"agreement/getcpu.self\",\"reason\":\"one\"}"
        #expect(try moved(refused, "self")?.outcome == .skipped)
    }

    @Test(
        "nodes are those of sysfs", arguments: [(0, 0, true), (3, 1, true), (9, 0, true), (3, 0, false), (9, 1, false)])
    func nodes(cpu: Int, node: Int, isRight: Bool) throws {
        let listed = """
            {"kind":"node","number":0,"cpus":"0-1,8-11"}
            {"kind":"node","number":1,"cpus":"2-7"}
            """
        let result = try CallSamples.result(of: "getcpu.node-as-listed", listed, CallSamples.pinned(cpu, node: node))
        #expect(result?.outcome == (isRight ? .passed : .failed))
    }

    @Test("a processor in no node, and no nodes") func unlisted() throws {
        let name = "getcpu.node-as-listed"
        let node = "{\"kind\":\"node\",\"number\":0,\"cpus\":\"0-1\"}"
        #expect(try CallSamples.result(of: name, node, CallSamples.pinned(5, node: 0))?.outcome == .error)
        #expect(try CallSamples.result(of: name, CallSamples.pinned(5, node: 0))?.outcome == .skipped)
        let garbage = "{\"kind\":\"node\",\"number\":0,\"cpus\":\"5-,x,3-1-5\"}"
        #expect(try CallSamples.result(of: name, garbage, CallSamples.pinned(3, node: 0))?.outcome == .error)
    }

    @Test("one run without a wait is enough") func sleeps() throws {
        let name = "clock_gettime.never-sleeps"
        #expect(try CallSamples.result(of: name, CallSamples.sleeps("clock_gettime", least: 0))?.outcome == .passed)
        #expect(try CallSamples.result(of: name, CallSamples.sleeps("clock_gettime", least: 3))?.outcome == .failed)
        #expect(try CallSamples.result(of: name)?.outcome == .error)
    }
}
