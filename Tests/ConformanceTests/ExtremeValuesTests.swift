import Expectations
import Foundation
import ImageFixtures
import Observations
import Testing

@testable import Conformance

/// Reports of other people's probes, with numbers that ours would never write: there is a verdict, and no trap.
@Suite("Extreme values") struct ExtremeValuesTests {
    /// Readable numbers from one that changes to the next that changes with it.
    private static let distance = 20

    @Test("every number with every extreme value is judged or refused", .timeLimit(.minutes(10)))
    func everyNumber() throws {
        let report = try ExtremeReport()
        let expectations = try ExpectationLoader(directory: ExpectationLoader.defaultDirectory())
            .load(architecture: "x86_64", flavour: .linux)
        try #require(report.count > 300)
        var judged = 0
        // Each number meets some of the values, and over the numbers of one kind all of them.
        for turn in 0..<3 {
            let values = (0..<report.count).map { ExtremeReport.values[($0 * 3 + turn) % ExtremeReport.values.count] }
            let readable = (0..<report.count).filter { place in
                (try? ObservationSet(jsonLines: report.line(place, values[place]))) != nil
            }
            judged += readable.count
            // Numbers far from each other change together, so that one hides no other of its observation.
            for first in 0..<Self.distance {
                let places = stride(from: first, to: readable.count, by: Self.distance).map { readable[$0] }
                let changes = Dictionary(uniqueKeysWithValues: places.map { ($0, values[$0]) })
                let observations = try ObservationSet(jsonLines: report.text(changes))
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
        #expect(judged > report.count, "most values can be read")
    }
}
