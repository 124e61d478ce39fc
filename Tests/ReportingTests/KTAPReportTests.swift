import Reporting
import Results
import Testing

@Suite("KTAP") struct KTAPReportTests {
    @Test func outcomesCarryTheirDirectives() {
        let report = Samples.report(
            Samples.target([
                Samples.result(.passed), Samples.result(.failed, "a"),
                Samples.result(.knownIssue, "b", reason: "L1: r"),
                Samples.result(.skipped, "c", reason: "no"), Samples.result(.error, "d", reason: "gone"),
            ]))
        let lines = KTAPReport(report).document.split(separator: "\n").map(String.init)
        #expect(lines.contains("    ok 1 clock_gettime.MONOTONIC.ordered"))
        #expect(lines.contains("    not ok 2 a.ordered"))
        #expect(lines.contains("    ok 3 b.ordered # XFAIL known issue L1: r"))
        #expect(lines.contains("    ok 4 c.ordered # SKIP no"))
        #expect(lines.contains("    not ok 5 d.ordered # ERROR could not be judged: gone"))
        #expect(
            lines.contains(
                "    # expected: MONOTONIC lies between two system calls (Expectations/linux/x86_64.yaml:41)"))
        #expect(lines.contains("  not ok 1 agreement"))
        #expect(lines.last == "not ok 1 native-x86_64")
    }

    @Test func plansCountWhatFollows() {
        let report = Samples.report(Samples.target(Samples.everyOutcome), Samples.missing(isRequired: false))
        let lines = KTAPReport(report).document.split(separator: "\n").map(String.init)
        #expect(lines.prefix(2) == ["KTAP version 1", "1..2"])
        #expect(lines.contains("  1..2"))
        #expect(lines.contains("    1..4"))
        #expect(lines.contains("    1..1"))
        #expect(lines.last == "ok 2 qemu-user-riscv64 # SKIP there is no qemu-riscv64: install qemu-user")
    }

    @Test("holds to the rules of KTAP", arguments: HTMLReportTests.shapes.indices) func isSound(shape: Int) throws {
        let (name, report) = HTMLReportTests.shapes[shape]
        let document = try KTAPDocument(KTAPReport(report).document)
        #expect(document.bailedOut == (report.interruption != nil), "\(name)")
        #expect(document.tests.count == report.targets.count)
        for (test, target) in zip(document.tests, report.targets) {
            #expect(test.tests.map(\.name) == target.presentedAreas.map(\.area.rawValue))
            #expect(test.tests.flatMap(\.tests).count == target.presentedResults.count)
            let isBroken = target.presentedResults.contains { [.failed, .error].contains($0.outcome) }
            #expect(test.isOK == !isBroken)
        }
    }

    @Test func namesAreThoseOfIdentifiersAndOutcomesAreTold() throws {
        let report = Samples.report(Samples.target(Samples.everyOutcome))
        let target = try #require(try KTAPDocument(KTAPReport(report).document).tests.first)
        #expect(target.name == "native-x86_64")
        #expect(target.diagnostics.contains("agreement/clock_gettime.MONOTONIC.narrowest-ns: 52"))
        let results = target.tests.flatMap(\.tests)
        #expect(
            results.map { "\($0.name) \($0.isOK) \($0.directive ?? "")" } == [
                "image.dynamic-tags true XFAIL", "clock_gettime.MONOTONIC.ordered true ",
                "clock_gettime.TAI.ordered false ", "clock_gettime.BOOTTIME.ordered false ERROR",
                "getcpu.cpu true SKIP",
            ])
    }

    @Test(
        "the reader refuses what breaks a rule",
        arguments: [
            "1..1\nok 1 a\n", "KTAP version 1\nok 1 a\n", "KTAP version 1\n1..2\nok 1 a\n",
            "KTAP version 1\n1..1\nok 2 a\n", "KTAP version 1\n1..1\nok 1 a\nok 2 b\n",
            "KTAP version 1\n1..1\n  KTAP version 1\n  1..1\n  not ok 1 a\nok 1 b\n",
            "KTAP version 1\n1..1\n    KTAP version 1\n    1..1\n    ok 1 a\nok 1 b\n",
        ])
    func readerIsStrict(text: String) {
        #expect(throws: KTAPDocument.Breach.self) { try KTAPDocument(text) }
    }

    @Test func aMissingRequiredTargetIsNotOK() {
        let lines = KTAPReport(Samples.report(Samples.missing(isRequired: true))).document.split(separator: "\n")
        #expect(lines.last == "not ok 1 qemu-user-riscv64")
    }

    @Test func anInterruptionBailsOut() {
        let report = Report(targets: [], suiteVersion: "1", interruption: "SIGTERM\nok 1")
        #expect(KTAPReport(report).document == "KTAP version 1\n1..0\nBail out! SIGTERM ok 1\n")
    }

    @Test("no text becomes a line of its own or a directive", arguments: Samples.hostileTexts)
    func hostile(text: String) {
        let results = CheckResult.Outcome.allCases.map {
            Samples.result($0, text, text, expected: text, observed: text, reason: text, remarks: [text])
        }
        let document = KTAPReport(Samples.report(Samples.target(results))).document
        let own = document.split(separator: "\n").map { $0.drop { $0 == " " } }.filter {
            $0.hasPrefix("ok") || $0.hasPrefix("not ok") || $0.hasPrefix("Bail") || $0.hasPrefix("1..")
        }
        // Three plans, five results, one area, one target.
        #expect(own.count == 10)
        #expect(own.filter { $0.contains("# SKIP") }.count <= 3)
        #expect(document.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
    }
}
