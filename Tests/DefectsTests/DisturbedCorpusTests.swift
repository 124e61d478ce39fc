import Defects
import Foundation
import Session
import Testing

/// Why to believe a green result under disturbance. Machines are booted, which takes a minute or two: with VDSO_DISTURB=1 and
/// a kernel (VDSO_KERNEL) only.
@Suite("vDSOs that break under disturbance") struct DisturbedCorpusTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static var isAskedFor: Bool { environment["VDSO_DISTURB"] == "1" && environment["VDSO_KERNEL"] != nil }

    @Test(
        "are caught, and the healthy one passes",
        .enabled(if: isAskedFor, "VDSO_DISTURB=1 VDSO_KERNEL=fetch:debian/trixie/amd64/cloud-amd64 swift test"))
    func areCaught() async throws {
        let settings = try Settings(environment: Self.environment)
        let outcome = try await DisturbedSelftest(settings: settings).run(on: "x86_64")
        #expect(outcome.unavailable == nil)
        let failures = outcome.healthyFailures.map { "\($0.identifier): \($0.observed)" }
        #expect(failures.isEmpty)
        #expect(outcome.rows.count == Corpus.disturbance.count)
        for row in outcome.rows {
            guard case .caught(let identifiers) = row.fate else {
                Issue.record("\(row.defect): \(row.fate)")
                continue
            }
            #expect(!identifiers.isEmpty)
        }
    }

    @Test func haveNamesOfTheirOwn() {
        let names = (Corpus.defects + Corpus.disturbance).map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Corpus.disturbance.count >= 5)
    }
}
