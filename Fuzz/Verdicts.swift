import Conformance
import Expectations
import Foundation
import ImageFixtures
import Observations

/// Judges reports in which numbers take extreme values: whatever somebody's probe writes, there is a verdict.
///
/// An input is a row of changes of three bytes: which number, and what it becomes.
struct Verdicts {
    private let report: ExtremeReport
    private let expectations: ExpectationSet

    /// Made once; the files are the project's own.
    static let all = Result { try Verdicts() }

    private init() throws {
        report = try ExtremeReport()
        expectations = try ExpectationLoader(directory: ExpectationLoader.defaultDirectory())
            .load(architecture: "x86_64", flavour: .linux)
    }

    func judge(_ bytes: UnsafeRawBufferPointer) {
        var changes: [Int: String] = [:]
        for start in stride(from: 0, through: bytes.count - 3, by: 3).prefix(64) {
            let place = (Int(bytes[start]) | Int(bytes[start + 1]) << 8) % report.count
            changes[place] = ExtremeReport.values[Int(bytes[start + 2]) % ExtremeReport.values.count]
        }
        guard let observations = try? ObservationSet(jsonLines: report.text(changes)) else { return }
        let context = Context(
            expectations: expectations,
            situation: Situation(
                kernel: observations.kernel.flatMap { KernelVersion($0.release) }, configuration: nil,
                clocksource: observations.clocksource?.current),
            image: nil, observations: observations)
        for check in Catalogue.checks where check.needs == .observations { _ = check.judge(context) }
    }
}
