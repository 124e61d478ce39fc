import Foundation
import FoundationXML
import Reporting
import Results
import Testing

@Suite("JUnit XML") struct JUnitReportTests {
    /// Reports of every shape that a run can have.
    static let shapes: [(name: String, report: Report)] = [
        ("nothing", Samples.report()),
        ("a target without results", Samples.report(Samples.target([]))),
        ("every outcome", Samples.report(Samples.target(Samples.everyOutcome))),
        ("a missing target", Samples.report(Samples.missing(isRequired: false))),
        ("a missing required target", Samples.report(Samples.missing(isRequired: true))),
        (
            "an interrupted run",
            Report(targets: [Samples.target(Samples.everyOutcome)], suiteVersion: "1", interruption: "SIGINT ]]> \u{1}")
        ),
        ("hostile text", hostile),
        ("long text", long),
        ("impossible times", timeless),
        ("the same name many times", Samples.report(twins, twins)),
    ]

    @Test("is valid under both schemas", arguments: XMLLint.schemas, shapes.indices)
    func isValid(schema: String, shape: Int) throws {
        let document = JUnitReport(Self.shapes[shape].report).document
        let complaint = try XMLLint.complaint(about: document, schema: schema)
        #expect(complaint == nil, "\(Self.shapes[shape].name)")
    }

    @Test("the schemas are really applied", arguments: XMLLint.schemas)
    func refusesWhatIsWrong(schema: String) throws {
        let wrong = "<testsuites><testsuite name=\"a\" time=\"1e-5\"/></testsuites>"
        #expect(try XMLLint.complaint(about: wrong, schema: schema) != nil)
    }

    @Test func oneSuitePerTargetAndArea() throws {
        let suites = try Self.suites(Samples.report(Samples.target(Samples.everyOutcome)))
        #expect(suites.map { $0["name"] } == ["native-x86_64.image", "native-x86_64.agreement"])
        #expect(suites.map { $0["id"] } == ["0", "1"])
        #expect(suites[1]["timestamp"] == "2026-01-02T03:04:05")
        #expect(suites[1]["time"] == "1.250")
        #expect(suites[1]["tests"] == "4")
        #expect(suites[1]["failures"] == "1")
        #expect(suites[1]["errors"] == "1")
        #expect(suites[1]["skipped"] == "1")
        #expect(suites[0]["skipped"] == "1", "a known issue counts as skipped")
    }

    @Test func aFailureExplainsItselfInMessageAndText() throws {
        let root = try Self.root(Samples.report(Samples.target([Samples.result(.failed)])))
        let failure = try #require(try root.nodes(forXPath: "//testcase/failure").first as? FoundationXML.XMLElement)
        let message = try #require(failure.attribute(forName: "message")?.stringValue)
        #expect(message.contains("MONOTONIC lies between two system calls"))
        #expect(message.contains("1041 ns"))
        #expect(failure.attribute(forName: "type")?.stringValue == "ordered")
        let text = try #require(failure.stringValue)
        #expect(text.contains("Expectations/linux/x86_64.yaml:41"))
        #expect(text.contains("a program sees time run backwards"))
    }

    @Test func aKnownIssueIsSkippedWithReasonAndReference() throws {
        let root = try Self.root(Samples.report(Samples.target(Samples.everyOutcome)))
        let skipped = try #require(
            try root.nodes(forXPath: "//testcase[@name='image.dynamic-tags']/skipped").first
                as? FoundationXML.XMLElement)
        #expect(skipped.attribute(forName: "message")?.stringValue == "known issue L2: tags")
        #expect(skipped.stringValue?.contains("https://example.org") == true)
        let output = try root.nodes(forXPath: "//testsuite[@name='native-x86_64.image']/system-out").first
        #expect(output?.stringValue?.contains("known issue: x86_64/image/image.dynamic-tags") == true)
    }

    @Test func environmentAndMeasurementsAreProperties() throws {
        let root = try Self.root(Samples.report(Samples.target(Samples.everyOutcome)))
        func values(_ suite: String) throws -> [String: String] {
            let nodes = try root.nodes(forXPath: "//testsuite[@name='\(suite)']/properties/property")
            return Dictionary(
                uniqueKeysWithValues: nodes.compactMap { $0 as? FoundationXML.XMLElement }.map {
                    (
                        $0.attribute(forName: "name")?.stringValue ?? "",
                        $0.attribute(forName: "value")?.stringValue ?? ""
                    )
                })
        }
        let agreement = try values("native-x86_64.agreement")
        #expect(agreement["kernel.release"] == "6.18.44")
        #expect(agreement["agreement/clock_gettime.MONOTONIC.narrowest-ns"] == "52")
        #expect(try values("native-x86_64.image")["agreement/clock_gettime.MONOTONIC.narrowest-ns"] == nil)
    }

    @Test(arguments: [(false, "skipped"), (true, "failure")])
    func aMissingTargetIsOneCase(isRequired: Bool, element: String) throws {
        let root = try Self.root(Samples.report(Samples.missing(isRequired: isRequired)))
        let cases = try root.nodes(forXPath: "//testcase")
        #expect(cases.count == 1)
        let verdict = try root.nodes(forXPath: "//testcase[@name='target.available']/\(element)").first
        #expect(verdict?.stringValue?.contains("install qemu-user") == true)
    }

    @Test func namesAreUnique() throws {
        let root = try Self.root(Samples.report(Self.twins, Self.twins))
        let cases = try root.nodes(forXPath: "//testcase").compactMap { $0 as? FoundationXML.XMLElement }
        let names = cases.map {
            "\($0.attribute(forName: "classname")?.stringValue ?? "") \($0.attribute(forName: "name")?.stringValue ?? "")"
        }
        #expect(names.count == 6)
        #expect(Set(names).count == 6)
    }

    @Test func hostileTextStaysText() throws {
        let root = try Self.root(Self.hostile)
        #expect(try root.nodes(forXPath: "//testcase").count == Samples.hostileTexts.count * 2)
        let texts = try root.nodes(forXPath: "//failure").compactMap(\.stringValue)
        #expect(texts.contains { $0.contains("]]>") })
        #expect(texts.contains { $0.contains("\\u{1B}[2J") })
    }

    // MARK: Helpers

    private static let hostile = Report(
        targets: [
            TargetReport(
                label: "image \u{1} x", target: "image:\u{1B}", architecture: "<x>", environment: hostileProperties,
                measurements: hostileProperties,
                results: Samples.hostileTexts.flatMap { text in
                    [CheckResult.Outcome.failed, .skipped].map {
                        Samples.result(
                            $0, text, text, expected: text, observed: text, reason: text, location: text,
                            reference: text, remarks: [text])
                    }
                }, remarks: Samples.hostileTexts, startedAt: 0)
        ], suiteVersion: "\u{0}")

    private static let hostileProperties = Samples.hostileTexts.map { TargetReport.Property($0, $0) }

    private static let long: Report = {
        let long = String(repeating: "<&\u{1}x", count: 4_000_000)
        let accents = "a" + String(repeating: "\u{301}", count: 3_000_000)
        return Samples.report(
            Samples.target([
                Samples.result(.failed, expected: long, observed: accents, remarks: [long]),
                Samples.result(.skipped, "getcpu", accents, reason: long),
            ]))
    }()

    private static let timeless: Report = {
        var target = Samples.target([Samples.result(.passed), Samples.result(.passed, "image", area: .image)])
        target.startedAt = -.infinity
        target.secondsByArea = [.agreement: .nan, .image: -1]
        var other = target
        other.label = "other"
        other.startedAt = 1e300
        other.secondsByArea = [.agreement: 1e300, .image: 1.25e-5]
        return Samples.report(target, other)
    }()

    private static let twins = Samples.target([
        Samples.result(.passed), Samples.result(.passed), Samples.result(.failed),
    ])

    private static func root(_ report: Report) throws -> FoundationXML.XMLElement {
        try #require(try XMLDocument(xmlString: JUnitReport(report).document).rootElement())
    }

    private static func suites(_ report: Report) throws -> [[String: String]] {
        try root(report).elements(forName: "testsuite").map { suite in
            Dictionary(
                uniqueKeysWithValues: (suite.attributes ?? []).map { ($0.name ?? "", $0.stringValue ?? "") })
        }
    }
}
