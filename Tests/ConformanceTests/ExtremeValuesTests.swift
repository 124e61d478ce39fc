import Expectations
import Foundation
import ImageFixtures
import Observations
import Testing

@testable import Conformance

/// Reports of other people's probes, with numbers that ours would never write: there is a verdict, and no trap.
@Suite("Extreme values") struct ExtremeValuesTests {
    @Test("every number with every extreme value is judged or refused", .timeLimit(.minutes(10)))
    func everyNumber() throws {
        let report = try ExtremeReport()
        let expectations = try ExpectationLoader(directory: ExpectationLoader.defaultDirectory())
            .load(architecture: "x86_64", flavour: .linux)
        try #require(report.count > 300)
        var judged = 0
        for place in 0..<report.count {
            // Each number meets some of the values, and over the numbers of one kind all of them.
            for turn in 0..<3 {
                let value = ExtremeReport.values[(place * 3 + turn) % ExtremeReport.values.count]
                guard let observations = try? ObservationSet(jsonLines: report.text([place: value])) else { continue }
                judged += 1
                let context = Context(
                    expectations: expectations,
                    situation: Situation(
                        kernel: observations.kernel.flatMap { KernelVersion($0.release) }, configuration: nil,
                        clocksource: observations.clocksource?.current),
                    image: nil, observations: observations)
                let results = Catalogue.checks.filter { $0.needs == .observations }.flatMap { $0.judge(context) }
                #expect(!results.isEmpty)
            }
        }
        #expect(judged > report.count / 2, "most values can be read")
    }
}
