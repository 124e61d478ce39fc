import Results
import Testing

@testable import Conformance

@Suite("Mappings") struct MappingTests {
    private func single(_ machine: String) throws -> CheckResult {
        let check = try #require(mappingChecks.first { $0.subject == "image" && $0.property == "single" })
        return try #require(check.judge(try MappingSamples.context("", machine: machine)).first)
    }

    @Test func oneImageIsMappedUnderItsName() throws {
        #expect(try single(MappingSamples.machine).outcome == .passed)
    }

    @Test(arguments: [
        // A second one of the name, as a checkpoint that was restored without removing its own would have it.
        (#""end":8192,"permissions":"r--p","name":"[vvar]""#, #""end":8192,"permissions":"r-xp","name":"[vdso]""#),
        // No name at all.
        (#""name":"[vdso]""#, #""name":"""#),
        // The name is another's.
        (#""value":8192"#, #""value":4096"#),
    ])
    func anythingElseFails(_ text: String, replacement: String) throws {
        #expect(MappingSamples.machine.contains(text))
        let result = try single(MappingSamples.machine.replacing(text, with: replacement))
        #expect(result.outcome == .failed)
        #expect(result.reason.contains("CRIU"))
    }

    @Test func withoutAnImageItIsSkipped() throws {
        let without = MappingSamples.machine.replacing(#""type":33"#, with: #""type":34"#)
        #expect(try single(without).outcome == .skipped)
    }
}
