import Foundation
import Session
import Testing

/// `docs/coverage.md` names checks; a check that was renamed would leave it wrong.
@Suite("The table of coverage") struct CoverageTests {
    /// The rows of the historic catalogue: the entry (`A01`), what broke, what sees it.
    private func rows() throws -> [[String]] {
        // Tests/SessionTests/CoverageTests.swift
        let package = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let text = try String(contentsOf: package.appending(path: "docs/coverage.md"), encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| |") }.map {
            $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }.filter { $0[0].wholeMatch(of: /[A-L]\d+/) != nil }
    }

    @Test func everyEntryIsThereOnce() throws {
        let entries = try rows().map { $0[0] }
        #expect(entries.count > 100)
        #expect(Set(entries).count == entries.count)
    }

    @Test func everyCheckThatIsNamedExists() throws {
        let names = Set(CheckDescription.all.map(\.name))
        for row in try rows() {
            let named = row[2].matches(of: /`([^`]+)`/).map { String($0.1) }.filter { $0.contains("/") }
            #expect(named.allSatisfy(names.contains), "\(row[0]): \(named.filter { !names.contains($0) })")
            #expect(!named.isEmpty || row[2].hasPrefix("no check"), "\(row[0]) is seen by nothing, without a reason")
        }
    }
}
