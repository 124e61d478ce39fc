import Reporting
import Results
import Testing

@Suite("LAVA") struct LAVAReportTests {
    @Test func everyOutcomeIsASignal() {
        let document = LAVAReport(Samples.report(Samples.target(Samples.everyOutcome))).document
        let cases = document.split(separator: "\n").filter { $0.contains("TESTCASE") }
        #expect(
            cases == [
                "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=image.dynamic-tags RESULT=skip>",
                "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=clock_gettime.MONOTONIC.ordered RESULT=pass>",
                "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=clock_gettime.TAI.ordered RESULT=fail>",
                "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=clock_gettime.BOOTTIME.ordered RESULT=unknown>",
                "<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=getcpu.cpu RESULT=skip>",
            ])
    }

    @Test func setsAreOpenedAndClosedInTurn() {
        let document = LAVAReport(Samples.report(Samples.target(Samples.everyOutcome))).document
        let sets = document.split(separator: "\n").filter { $0.contains("TESTSET") }
        #expect(sets.count >= 4 && sets.count.isMultiple(of: 2))
        for (index, line) in sets.enumerated() {
            #expect(
                line.hasPrefix("<LAVA_SIGNAL_TESTSET \(index.isMultiple(of: 2) ? "START native-x86_64." : "STOP>")"))
        }
    }

    /// As LAVA's dispatcher reads a line: a signal's name, and words without spaces.
    @Test("no text breaks out of a signal", arguments: Samples.hostileTexts) func hostile(text: String) {
        let document = LAVAReport(Samples.report(Samples.target([Samples.result(.failed, text)], label: text))).document
        for line in document.split(separator: "\n") {
            #expect(
                line.wholeMatch(of: /<LAVA_SIGNAL_[A-Z]+( [A-Z_]+=?[A-Za-z0-9._-]*)*( [A-Za-z0-9._-]+)?>/) != nil,
                "\(line)")
        }
        #expect(document.contains("RESULT=fail>"))
    }

    @Test func aTargetThatDidNotRunIsASkip() {
        let document = LAVAReport(Samples.report(Samples.missing(isRequired: false))).document
        #expect(document.contains("RESULT=skip>"))
    }
}
