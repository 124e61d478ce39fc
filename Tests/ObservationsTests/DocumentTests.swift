import Foundation
import Testing

@testable import Observations

/// `docs/observations.md` is what a runner of other people's making follows: it has every kind, and its examples are read.
@Suite("The document of observations") struct DocumentTests {
    /// What stands below each heading of the second level.
    private func sections() throws -> [String: Substring] {
        // Tests/ObservationsTests/DocumentTests.swift
        let package = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let text = try String(contentsOf: package.appending(path: "docs/observations.md"), encoding: .utf8)
        let pairs = text.components(separatedBy: "\n## ").dropFirst().map { section in
            let heading = section.prefix { $0 != "\n" }
            return (String(heading), section.dropFirst(heading.count))
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    @Test(arguments: Observation.Kind.allCases) func everyKindHasAnExampleThatIsRead(kind: Observation.Kind) throws {
        let section = try #require(try sections()[kind.rawValue], "no section of its own")
        // Grave accents by their number: two in a row stop the compiler of Debian's Swift 6.2.3 at an assertion.
        let example = try #require(section.firstMatch(of: /\x60{3}json\n(.+)\n\x60{3}/), "no example of one line").1
        let observation = try JSONDecoder().decode(Observation.self, from: Data(example.utf8))
        let again = try JSONSerialization.jsonObject(with: JSONEncoder().encode(observation)) as? [String: Any]
        #expect(again?["kind"] as? String == kind.rawValue)
        for field in (again ?? [:]).keys where field != "kind" {
            #expect(section.contains("| `\(field)` |"), "the field \(field) is not explained")
        }
    }
}
