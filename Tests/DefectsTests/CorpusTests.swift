import Defects
import Session
import Testing

/// Why to believe a green result: each broken vDSO of the corpus is caught, and the healthy one passes.
@Suite("Broken vDSOs") struct CorpusTests {
    @Test("is caught", arguments: try await CorpusRun.rows())
    func isCaught(row: Selftest.Row) throws {
        switch row.fate {
        case .caught(let identifiers): #expect(!identifiers.isEmpty)
        case .missed: Issue.record("\(row.summary): no check that should see it fails")
        case .notObservable(let reason):
            #expect(!reason.isEmpty)
            #if compiler(>=6.3)
                try Test.cancel("not observable: \(reason)")
            #endif
        }
    }

    @Test("the healthy one passes") func healthyPasses() async throws {
        let outcomes = try await CorpusRun.outcomes()
        #expect(outcomes.contains { $0.unavailable == nil }, "no target could be run")
        for outcome in outcomes {
            let failures = outcome.healthyFailures.map { "\(outcome.target) \($0.identifier): \($0.observed)" }
            #expect(failures.isEmpty)
        }
    }

    /// Where an emulator runs this very program (`scripts/test-on`), no target can show what takes a kernel, as single
    /// steps and time namespaces. Then one that is shown must be caught, and many must be.
    @Test("each is caught on a target, or cannot be shown here") func everyDefectIsSeen() async throws {
        let rows = try await CorpusRun.rows()
        let hasKernel = try await CorpusRun.outcomes().contains { $0.unavailable == nil && $0.emulator == nil }
        var shown = 0
        let architectures = Set(rows.map { $0.target.split(separator: "-").last.map(String.init) ?? "" })
        for defect in Corpus.defects {
            if let own = defect.architectures, architectures.isDisjoint(with: own) { continue }
            let fates = rows.filter { $0.defect == defect.name }
            if !hasKernel, fates.allSatisfy({ if case .notObservable = $0.fate { true } else { false } }) { continue }
            shown += 1
            let isCaught = fates.contains { if case .caught = $0.fate { true } else { false } }
            #expect(isCaught, "\(defect.name) was caught nowhere")
        }
        #expect(shown >= 60)
    }

    @Test("names are unique, and there are many") func names() {
        #expect(Set(Corpus.defects.map(\.name)).count == Corpus.defects.count)
        #expect(Corpus.defects.count >= 60)
    }
}

extension Selftest.Row: CustomTestStringConvertible, CustomTestArgumentEncodable {
    /// The name of the case: `native-x86_64 frozen`.
    public var testDescription: String { "\(target) \(defect)" }

    /// The identity of the case, which must not change with what was found.
    public func encodeTestArgument(to encoder: some Encoder) throws { try testDescription.encode(to: encoder) }
}
