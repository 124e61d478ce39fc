import Foundation
public import Results

/// JUnit XML that every consumer known to us accepts: valid under the schema of the Ant tasks (`JUnit.xsd` of Windy
/// Road) and under the one that Jenkins' xunit plugin applies (`junit-10.xsd`).
///
/// One `testsuite` per target and area; `classname` is `vdso.LABEL.AREA` and never holds a kernel release, so that
/// histories stay together. JUnit has no word for a known issue: it is written as skipped, with its reason. What a
/// failure says stands in its `message`, which Jenkins shows, and in its text, which GitLab shows.
public struct JUnitReport: Sendable {
    private static let longestMessage = 1_000
    private static let longestText = 64 * 1024
    private static let longestName = 256

    private let report: Report

    /// Wraps a report.
    public init(_ report: Report) { self.report = report }

    /// The whole document.
    public var document: String {
        var names = UniqueNames()
        var suites: [XMLElement] = []
        for target in report.targets {
            for (index, entry) in target.presentedAreas.enumerated() {
                suites.append(
                    suite(
                        of: target, area: entry.area, results: entry.results, isFirst: index == 0,
                        number: suites.count, names: &names))
            }
        }
        return XMLElement("testsuites", [], .elements(suites)).document
    }

    private func suite(
        of target: TargetReport, area: Area, results: [CheckResult], isFirst: Bool, number: Int,
        names: inout UniqueNames
    ) -> XMLElement {
        let counts = OutcomeCounts(results)
        let label = Self.name(target.label)
        let classname = "vdso.\(label).\(area.rawValue)"
        let measured = target.measurements(of: area)
        let properties = facts(on: target) + measured
        let cases = results.map { Self.testCase($0, classname: classname, names: &names) }
        return XMLElement(
            "testsuite",
            [
                ("name", "\(label).\(area.rawValue)"), ("package", "vdso.\(label)"), ("id", String(number)),
                ("timestamp", Self.timestamp(target.startedAt)),
                ("hostname", Self.name(target.environment("host.name") ?? "localhost")),
                ("tests", String(counts.total)), ("failures", String(counts.failed)), ("errors", String(counts.errors)),
                ("skipped", String(counts.skipped + counts.knownIssues)),
                ("time", Self.seconds(target.secondsByArea[area] ?? 0)),
            ],
            .elements(
                [XMLElement("properties", [], .elements(properties.map(Self.property)))] + cases + [
                    XMLElement(
                        "system-out", [],
                        .text(standardOutput(of: target, measured: measured, results: results, isFirst: isFirst))),
                    XMLElement("system-err", [], .text(report.interruption.map { "interrupted: \($0)\n" } ?? "")),
                ]))
    }

    private func facts(on target: TargetReport) -> [TargetReport.Property] {
        [
            .init("suite.version", report.suiteVersion), .init("target", target.target),
            .init("architecture", target.architecture),
        ] + target.environment
    }

    private static func property(_ property: TargetReport.Property) -> XMLElement {
        XMLElement(
            "property",
            [("name", name(property.name)), ("value", PlainText.limited(property.value, to: longestMessage))])
    }

    private static func testCase(_ result: CheckResult, classname: String, names: inout UniqueNames) -> XMLElement {
        let name = names.unique(name(result.identifier.name), in: classname)
        // What one check costs is not measured; the suite's time is that of its area.
        return XMLElement(
            "testcase", [("name", name), ("classname", classname), ("time", "0.000")],
            verdict(on: result).map { .elements([$0]) } ?? .empty)
    }

    private static func verdict(on result: CheckResult) -> XMLElement? {
        let message = PlainText.oneLine(result.headline, limit: longestMessage)
        let text = XMLElement.Content.text(
            PlainText.limited("\(result.identifier)\n\(result.explanation)\n", to: longestText))
        switch result.outcome {
        case .passed:
            return nil
        case .failed:
            return XMLElement("failure", [("message", message), ("type", name(result.identifier.property))], text)
        case .error:
            return XMLElement("error", [("message", message), ("type", "not-judged")], text)
        case .knownIssue, .skipped:
            return XMLElement("skipped", [("message", message)], text)
        }
    }

    private func standardOutput(
        of target: TargetReport, measured: [TargetReport.Property], results: [CheckResult], isFirst: Bool
    ) -> String {
        var lines = facts(on: target).map { "\($0.name): \($0.value)" }
        lines += measured.map { "\($0.name): \($0.value)" }
        if isFirst { lines += target.remarks.map { "remark: \($0)" } }
        for result in results where result.outcome == .knownIssue {
            lines.append("known issue: \(result.identifier): \(result.reason)")
        }
        for result in results {
            lines += result.remarks.map { "remark: \(result.identifier): \($0)" }
        }
        let text = lines.map { PlainText.oneLine($0, limit: Self.longestMessage) }
        return PlainText.limited(text.joined(separator: "\n") + "\n", to: 16 * Self.longestText)
    }

    /// A name as `xs:token` has them: no white space at all here, not empty, of sensible length.
    private static func name(_ text: String) -> String {
        let words = PlainText.oneLine(text, limit: longestName).replacing(" ", with: "_")
        return words.isEmpty ? "_" : words
    }

    /// Seconds with three decimals, never with an exponent or a sign.
    static func seconds(_ value: Double) -> String {
        let milliseconds = value.isFinite ? Int((min(max(value, 0), 1e9) * 1000).rounded()) : 0
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }

    /// The time in UTC, without a zone as the schema has it.
    static func timestamp(_ secondsSince1970: Double) -> String {
        let limits = 0.0...253_402_300_799  // the last second of the year 9999
        let seconds = secondsSince1970.isFinite ? min(max(secondsSince1970, limits.lowerBound), limits.upperBound) : 0
        return Date(timeIntervalSince1970: seconds.rounded(.down))
            .formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false))
    }
}

/// Names that were given out, so that none is given twice: GitLab silently drops the second of two cases that share
/// class and name.
private struct UniqueNames {
    private var taken: Set<String> = []

    mutating func unique(_ name: String, in classname: String) -> String {
        var candidate = name
        var number = 2
        while !taken.insert("\(classname) \(candidate)").inserted {
            candidate = "\(name)_(\(number))"
            number += 1
        }
        return candidate
    }
}
