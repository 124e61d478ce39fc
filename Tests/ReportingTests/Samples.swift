import Results

/// Results made up for the tests of the writers.
enum Samples {
    static func result(
        _ outcome: CheckResult.Outcome, _ subject: String = "clock_gettime.MONOTONIC", _ property: String = "ordered",
        area: Area = .agreement, expected: String = "MONOTONIC lies between two system calls",
        observed: String = "12 of 10000 readings lie before the first system call, the worst by 1041 ns",
        reason: String = "a program sees time run backwards", location: String? = "Expectations/linux/x86_64.yaml:41",
        reference: String? = nil, remarks: [String] = []
    ) -> CheckResult {
        CheckResult(
            Identifier(architecture: "x86_64", area: area, subject: subject, property: property), outcome,
            expected: expected, observed: observed, reason: reason, location: location, reference: reference,
            remarks: remarks)
    }

    static func target(_ results: [CheckResult], label: String = "native-x86_64") -> TargetReport {
        TargetReport(
            label: label, target: "native", architecture: "x86_64",
            environment: [.init("kernel.release", "6.18.44"), .init("clocksource", "kvm-clock")],
            measurements: [.init("agreement/clock_gettime.MONOTONIC.narrowest-ns", "52")], results: results,
            startedAt: 1_767_323_045.75, secondsByArea: [.agreement: 1.25], seconds: 1.5)
    }

    static func report(_ targets: TargetReport...) -> Report { Report(targets: targets, suiteVersion: "0.1.0") }

    /// One result of each outcome.
    static let everyOutcome = [
        result(.passed), result(.failed, "clock_gettime.TAI"), result(.error, "clock_gettime.BOOTTIME"),
        result(
            .knownIssue, "image", "dynamic-tags", area: .image, reason: "L2: tags", reference: "https://example.org"),
        result(.skipped, "getcpu", "cpu", reason: "only one processor", remarks: ["a remark"]),
    ]

    /// A target that cannot be run.
    static func missing(isRequired: Bool) -> TargetReport {
        TargetReport(
            label: "qemu-user-riscv64", target: "qemu-user:riscv64", architecture: "riscv64", isRequired: isRequired,
            unavailable: "there is no qemu-riscv64: install qemu-user", startedAt: 0)
    }

    /// What an image, a kernel or an emulator may put into its texts.
    static let hostileTexts = [
        "", " ", "\n\n", "\t", "]]>", "<failure/>", "&amp;&#0;", "\"'`", "-->", "<![CDATA[", "# SKIP all", "\u{0}",
        "a\u{0}b",
        "\u{1B}[2J\u{1B}]0;title\u{7}", "\r\rover", "\u{FFFE}\u{FFFF}", "\u{85}\u{2028}\u{2029}", "\u{202E}detrevni",
        "\u{10FFFF}\u{1F600}", String(decoding: [0xED, 0xA0, 0x80, 0xFF, 0xC0], as: UTF8.self), "e\u{301}\u{301}",
        "1..9\nok 1 fooled\nnot ok 2\nBail out!", "a/b/../c", "%s%n%d", "\\u{41}",
    ]
}
