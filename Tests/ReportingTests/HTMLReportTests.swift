import Foundation
import FoundationXML
import Results
import Testing

@testable import Reporting

@Suite("HTML") struct HTMLReportTests {
    /// Reports of every shape that a run can have.
    static let shapes: [(name: String, report: Report)] = [
        ("nothing", Samples.report()),
        ("every outcome", Samples.report(Samples.target(Samples.everyOutcome))),
        ("a missing required target", Samples.report(Samples.missing(isRequired: true))),
        (
            "an interrupted run",
            Report(targets: [Samples.target(Samples.everyOutcome)], suiteVersion: "1", interruption: "SIGINT <b>")
        ),
        ("hostile text", hostile), ("speeds", Samples.report(fast)),
        ("impossible numbers", Samples.report(impossible)),
    ]

    @Test("is well-formed and whole", arguments: shapes.indices) func wellFormed(shape: Int) throws {
        let text = try HTMLReport(Self.shapes[shape].report, history: Self.history).document()
        let page = try Self.parse(text)
        #expect(text.hasPrefix("<!DOCTYPE html>"))
        #expect(try page.nodes(forXPath: "//h1").count == 1, "\(Self.shapes[shape].name)")
        // One of the hostile texts looks like a tag of the template, and must stay as it is.
        #expect(!text.replacing("{{nonce}}", with: "").contains("{{"), "a tag of the template is left")
        #expect(!text.contains("Optional("))
        let ids = try page.nodes(forXPath: "//@id").compactMap(\.stringValue)
        #expect(Set(ids).count == ids.count, "identifiers are unique")
        for link in try page.nodes(forXPath: "//a/@href").compactMap(\.stringValue) {
            #expect(link.hasPrefix("#") && ids.contains(String(link.dropFirst())), "\(link)")
        }
    }

    @Test("refers to nothing outside", arguments: shapes.indices) func selfContained(shape: Int) throws {
        let text = try HTMLReport(Self.shapes[shape].report).document()
        let page = try Self.parse(text)
        for path in [
            "//link", "//img", "//iframe", "//object", "//embed", "//base", "//@src", "//@srcset", "//@action",
        ] {
            #expect(try page.nodes(forXPath: path).isEmpty, "\(path)")
        }
        let style = HTMLTemplates.style + HTMLTemplates.script
        for word in ["url(", "@import", "http:", "https:", "fetch(", "import("] {
            #expect(!style.contains(word), "\(word)")
        }
        #expect(text.contains("default-src 'none'"))
    }

    @Test("text of images and kernels stays text", arguments: Self.hostileTexts.filter { !$0.isEmpty })
    func hostileText(text: String) throws {
        var target = Samples.target(
            CheckResult.Outcome.allCases.map {
                Samples.result($0, text, text, expected: text, observed: text, reason: text, remarks: [text])
            })
        target.label = text
        target.target = text
        target.architecture = text
        target.command = ["vdso-conformance", text]
        target.environment = [.init(text, text), .init("kernel.release", text)]
        target.remarks = [text]
        target.speeds = [CallSpeed(name: text, instructions: .init(least: 1, median: 2, greatest: 3))]
        let report = Report(targets: [target], suiteVersion: text, interruption: text)
        let hostile = try Self.parse(try HTMLReport(report).document())
        // The same page with harmless text has the same elements and attributes, one by one.
        var plain = target
        for index in plain.results.indices {
            plain.results[index].identifier.subject = "x"
            plain.results[index].identifier.property = "x"
            plain.results[index].expected = "x"
            plain.results[index].observed = "x"
            plain.results[index].reason = "x"
            plain.results[index].remarks = ["x"]
        }
        (plain.label, plain.target, plain.architecture, plain.command) = ("x", "x", "x", ["vdso-conformance", "x"])
        (plain.environment, plain.remarks) = ([.init("x", "x"), .init("kernel.release", "x")], ["x"])
        plain.speeds = [CallSpeed(name: "x", instructions: .init(least: 1, median: 2, greatest: 3))]
        let harmless = try Self.parse(
            try HTMLReport(Report(targets: [plain], suiteVersion: "x", interruption: "x")).document())
        for path in ["//*", "//@*", "//script", "//*[@onmouseover]"] {
            #expect(try hostile.nodes(forXPath: path).count == harmless.nodes(forXPath: path).count, "\(path)")
        }
    }

    @Test func escapingGoesByCodePoints() {
        let escaping = HTMLTemplates.Escaping()
        // For Swift a quotation mark with an accent is another character; for a browser it is not.
        #expect(escaping.escapeText("\"\u{301} x='<\u{308}&") == "&quot;\u{301} x=&#39;&lt;\u{308}&amp;")
        #expect(escaping.escapeText("a\u{1B}[2J\u{202E}") == "a\\u{1B}[2J\\u{202E}")
    }

    @Test func theScriptCarriesANumberThatNobodyKnew() throws {
        let pages = try (0..<2).map { _ in try HTMLReport(Samples.report()).document() }
        let numbers = pages.compactMap { $0.firstMatch(of: /'nonce-([0-9a-z]+)'/)?.1 }
        #expect(Set(numbers).count == 2)
        for (page, number) in zip(pages, numbers) { #expect(page.contains("<script nonce=\"\(number)\">")) }
    }

    @Test func aFailureSaysEverything() throws {
        var target = Samples.target([Samples.result(.failed)])
        target.command = ["vdso-conformance", "check", "--target", "native"]
        let page = try Self.parse(try HTMLReport(Samples.report(target)).document())
        let text = try page.nodes(forXPath: "//article").first?.stringValue ?? ""
        for word in [
            "x86_64/agreement/clock_gettime.MONOTONIC.ordered", "MONOTONIC lies between two system calls",
            "Expectations/linux/x86_64.yaml:41", "1041 ns", "a program sees time run backwards",
            "vdso-conformance check --target native --only x86_64/agreement/clock_gettime.MONOTONIC.ordered",
        ] { #expect(text.contains(word), "\(word)") }
    }

    @Test func theMatrixHasACellForEachTarget() throws {
        var other = Samples.target([Samples.result(.failed)])
        (other.label, other.architecture) = ("vmlinuz-aarch64", "aarch64")
        other.environment = [.init("image.kernel", "6.1.1")]
        let report = Samples.report(
            Samples.target([Samples.result(.passed)]), other, Samples.missing(isRequired: false))
        let matrix = HTMLMatrix(report.targets)
        #expect(matrix.architectures == ["x86_64", "aarch64", "riscv64"])
        #expect(matrix.rows.map(\.kernel) == ["Linux 6.18.44", "Linux 6.1.1", "not run"])
        let words = matrix.rows.map { $0.cells.map { $0.entries.map(\.outcome.word) } }
        #expect(words == [[["passed"], [], []], [[], ["failed"], []], [[], [], ["skipped"]]])
    }

    @Test func passedResultsAreLeftOutWhereThereAreTooMany() throws {
        let passed = (0...HTMLPage.mostResults).map { Samples.result(.passed, "\($0)") }
        let page = HTMLPage(
            Samples.report(Samples.target(passed + [Samples.result(.failed)])), history: .init(), nonce: "1")
        #expect(page.leavesOutPassed)
        #expect(page.results.map(\.outcome.word) == ["failed"])
    }

    // MARK: Samples

    static let hostileTexts =
        Samples.hostileTexts + [
            "<script>alert(1)</script>", "\" onmouseover=\"alert(1)", "' onmouseover='alert(1)",
            "\"\u{301} onmouseover=alert(1) x=\"\u{301}", "</title><script>alert(1)</script>", "<!-- ", "{{nonce}}",
            "--><img src=x onerror=alert(1)>", "&lt;script&gt;",
        ]

    private static let hostile = Samples.report(
        Samples.target(hostileTexts.map { Samples.result(.failed, $0, observed: $0, remarks: [$0]) }))

    static let fast: TargetReport = {
        var target = Samples.target(Samples.everyOutcome)
        target.speeds = [
            CallSpeed(name: "empty", vdso: CallTimes(.singleCall, [(10, 100)])),
            CallSpeed(
                name: "clock_gettime.MONOTONIC", vdso: CallTimes(.singleCall, [(50, 90), (52, 10), (9000, 1)]),
                system: CallTimes(.singleCall, [(200, 50), (220, 51)]),
                instructions: .init(least: 61, median: 61, greatest: 89),
                throughput: [.init(threads: 1, millionsPerSecond: 20), .init(threads: 2, millionsPerSecond: 39.5)]),
            CallSpeed(
                name: "getcpu", vdso: CallTimes(.batch, [(0, 3), (2, 4)]), system: CallTimes(.batch, [(180, 7)]),
                throughput: [.init(threads: 1, millionsPerSecond: 200)]),
        ]
        return target
    }()

    /// A stored report may hold anything that its types can.
    private static let impossible: TargetReport = {
        var target = Samples.target([])
        var times = CallTimes(.batch, [(1, 1)])
        times?.nanoseconds = [.nan, -.infinity, 1e300]
        times?.counts = [0, .max, .max]
        var none = CallTimes(.singleCall, [(1, 1)])
        none?.nanoseconds = []
        none?.counts = []
        target.speeds = [
            CallSpeed(
                name: "a", vdso: times, system: none, instructions: .init(least: .max, median: -1, greatest: 0),
                throughput: [
                    .init(threads: -3, millionsPerSecond: .nan), .init(threads: 5, millionsPerSecond: .infinity),
                ]),
            CallSpeed(name: "b", vdso: none, instructions: .init(least: 0, median: 0, greatest: 0)),
        ]
        target.startedAt = .nan
        return target
    }()

    static let history: RunHistory = {
        var history = RunHistory()
        history.runs = [fast, impossible].map { target in
            var target = target
            target.startedAt = 1_700_000_000
            return Samples.report(target)
        }
        history.problems = ["<x>.json: this is no report of this suite"]
        return history
    }()

    /// The page's markup is XML as well, so a strict parser can judge it. Style and script are not, and are taken out.
    static func parse(_ text: String) throws -> XMLDocument {
        let page = text.replacing("<!DOCTYPE html>", with: "")
            .replacing(/(?s)(<style>).*?(<\/style>)/) { "\($0.1)\($0.2)" }
            .replacing(/(?s)(<script nonce="[0-9a-z]+">).*?(<\/script>)/) { "\($0.1)\($0.2)" }
        return try XMLDocument(xmlString: page)
    }
}
