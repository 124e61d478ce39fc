import Conformance
import Session
import Testing

@Suite("Descriptions of checks") struct CheckDescriptionTests {
    @Test func everyCheckIsListed() throws {
        let all = try CheckDescription.matching(nil)
        for check in Catalogue.checks {
            #expect(all.contains { $0.area == check.area && $0.property == check.property })
        }
        #expect(all.contains { $0.name == "run/probe.complete" })
        #expect(all.allSatisfy { !$0.meaning.isEmpty && !$0.meaning.contains("\n") })
    }

    @Test func everyRowHasANameOfItsOwn() throws {
        let names = try CheckDescription.matching(nil).map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func anArchitectureHasEveryCheck() throws {
        #expect(try CheckDescription.matching("x86_64/*").count == CheckDescription.all.count)
    }

    @Test func anIdentifierLeadsToItsCheck() throws {
        let found = try CheckDescription.matching("aarch64/agreement/clock_gettime.MONOTONIC.ordered")
        #expect(found.map(\.name) == ["agreement/*.ordered"])
    }

    @Test func patternsLeadToSeveral() throws {
        let found = try CheckDescription.matching("*/agreement/*")
        #expect(found.count > 1)
        #expect(found.allSatisfy { $0.area == .agreement })
        #expect(try CheckDescription.matching("*/run/*").count == 6)
    }

    @Test(
        arguments: [
            "x86_64/agreement/clock_gettime.MONOTONIC.shiny", "moon", "", "///", "a b",
            "x86_64/agreement//getcpu.node-as-listed",
        ])
    func whatNobodyAsksIsAnError(pattern: String) {
        #expect(throws: UsageError.self) { try CheckDescription.matching(pattern) }
    }
}
