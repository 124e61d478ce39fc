import Reporting
import Results
import Testing

@Suite("Summary") struct SummaryTests {
    @Test func reads() {
        let report = Samples.report(Samples.target(Samples.everyOutcome), Samples.missing(isRequired: false))
        #expect(
            Summary(report, style: Style(width: 76)).text == """
                native-x86_64
                  Linux 6.18.44, clocksource kvm-clock
                  image               1 known issue
                  agreement           1 passed, 1 failed, 1 error, 1 skipped

                  known issue L2: tags (https://example.org)
                    x86_64/image/image.dynamic-tags

                  remarks
                    a remark
                      x86_64/agreement/getcpu.cpu

                  skipped
                    only one processor
                      x86_64/agreement/getcpu.cpu

                qemu-user-riscv64
                  not run: there is no qemu-riscv64: install qemu-user

                native-x86_64

                  FAILED x86_64/agreement/clock_gettime.TAI.ordered
                    expected        MONOTONIC lies between two system calls
                                    (Expectations/linux/x86_64.yaml:41)
                    observed        12 of 10000 readings lie before the first system call,
                                    the worst by 1041 ns
                    why it matters  a program sees time run backwards

                  ERROR x86_64/agreement/clock_gettime.BOOTTIME.ordered
                    expected            MONOTONIC lies between two system calls
                                        (Expectations/linux/x86_64.yaml:41)
                    observed            12 of 10000 readings lie before the first system
                                        call, the worst by 1041 ns
                    not judged because  a program sees time run backwards

                1 target judged, 1 not run, in 1.500 s: 1 passed, 1 failed, 1 error, 1 known issue, 1 skipped
                not conformant: there is a failed or an error result (exit status 1)

                """)
    }

    @Test("each failure has the command that judges it again, unwrapped") func again() {
        var target = Samples.target([Samples.result(.failed)])
        target.command = ["vdso-conformance", "check", "--target", "native", "--overlay", "a long name.yaml"]
        let line =
            "    again           vdso-conformance check --target native --overlay 'a long name.yaml' "
            + "--only x86_64/agreement/clock_gettime.MONOTONIC.ordered"
        let text = Summary(Samples.report(target), style: Style(width: 60)).text
        #expect(text.split(separator: "\n").contains { $0 == line })
    }

    @Test("many files take one line each, and failures in full") func oneLineEach() {
        let good = Samples.target([Samples.result(.passed)], label: "a.so")
        let bad = Samples.target([Samples.result(.failed), Samples.result(.skipped)], label: "bb.so")
        let lines = Summary(Samples.report(good, bad), detail: .oneLineEach).text.split(separator: "\n")
        #expect(lines.first == "a.so   x86_64: 1 passed")
        #expect(lines.contains { $0.contains("FAILED x86_64/agreement/") })
        #expect(!lines.contains { $0.contains("skipped because") })
    }

    @Test("quiet tells failures and the verdict") func failuresOnly() {
        let report = Samples.report(Samples.target(Samples.everyOutcome), Samples.missing(isRequired: false))
        let text = Summary(report, detail: .failures).text
        #expect(text.contains("FAILED"))
        #expect(text.contains("ERROR"))
        #expect(text.contains("(exit status 1)"))
        #expect(!text.contains("known issue L2"))
        #expect(!text.contains("only one processor"))
        let good = Summary(Samples.report(Samples.target([Samples.result(.passed)])), detail: .failures).text
        #expect(good.split(separator: "\n").count == 2)
    }

    @Test("a file says its architecture") func files() {
        var file = Samples.target([Samples.result(.passed)], label: "vdso64.so")
        file.environment = [.init("image.kernel", "6.12.107")]
        #expect(Summary(Samples.report(file)).text.contains("  x86_64, image of Linux 6.12.107\n"))
    }

    @Test func equalReasonsAreToldOnce() {
        let skips = (1...40).map { Samples.result(.skipped, "clock_gettime.\($0)", reason: "no such clock") }
        let text = Summary(Samples.report(Samples.target(skips))).text
        #expect(text.ranges(of: "no such clock").count == 1)
        #expect(text.contains("and 37 more"))
        #expect(text.contains("40 skipped"))
    }

    @Test func everyFailureIsThere() {
        let failures = (1...40).map { Samples.result(.failed, "clock_gettime.\($0)") }
        let text = Summary(Samples.report(Samples.target(failures))).text
        #expect(text.ranges(of: "FAILED x86_64/agreement/").count == 40)
    }

    @Test func theEndTellsTheStatus() {
        #expect(Summary(Samples.report(Samples.target([Samples.result(.passed)]))).text.contains("(exit status 0)"))
        #expect(Summary(Samples.report()).text.contains("(exit status 3)"))
        #expect(Summary(Samples.report(Samples.missing(isRequired: true))).text.contains("required, but not run"))
        let interrupted = Report(targets: [], suiteVersion: "1", interruption: "ended by SIGINT")
        #expect(Summary(interrupted).text.contains("Interrupted: ended by SIGINT"))
    }

    @Test func coloursOnlyWhereAsked() {
        let report = Samples.report(Samples.target(Samples.everyOutcome))
        #expect(!Summary(report).text.contains("\u{1B}"))
        #expect(Summary(report, style: Style(isColoured: true)).text.contains("\u{1B}[1;31mFAILED\u{1B}[0m"))
    }

    @Test("nothing hostile reaches the terminal", arguments: Samples.hostileTexts)
    func hostile(text: String) {
        let results = CheckResult.Outcome.allCases.map {
            Samples.result(
                $0, text, text, expected: text, observed: text, reason: text, location: text, remarks: [text])
        }
        var target = Samples.target(results, label: text)
        target.environment = [.init("kernel.release", text)]
        var missing = Samples.missing(isRequired: true)
        missing.unavailable = text
        let shown = Summary(Report(targets: [target, missing], suiteVersion: "1", interruption: text)).text
        #expect(
            shown.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control })
        #expect(!shown.contains("\u{202E}"))
    }

    @Test func linesAreWrapped() {
        let words = String(repeating: "word ", count: 200)
        let text = Summary(
            Samples.report(Samples.target([Samples.result(.failed, observed: words, reason: words)])),
            style: Style(width: 60)
        ).text
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 60 })
    }
}
