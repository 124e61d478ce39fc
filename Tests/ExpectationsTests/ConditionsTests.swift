import Testing

@testable import Expectations

@Suite("Conditions")
struct ConditionsTests {
    static let conditions = Conditions(
        since: KernelVersion(5, 3), until: KernelVersion(7, 0), configuration: .isSet("CONFIG_A"),
        clocksources: ["tsc", "kvm-clock"])
    static let on = KernelConfiguration(options: ["CONFIG_A": "m"])
    static let off = KernelConfiguration(options: [:])

    @Test(
        arguments: [
            (KernelVersion(5, 3), on, "tsc", "holds"),
            (KernelVersion(6, 99, 9), on, "kvm-clock", "holds"),
            (KernelVersion(5, 2, 99), on, "tsc", "not before 5.3"),
            (KernelVersion(7, 0), on, "tsc", "no longer from 7.0"),
            (KernelVersion(6, 1), off, "tsc", "ruled out: the kernel's configuration lacks CONFIG_A"),
            (KernelVersion(6, 1), on, "hpet", "ruled out: holds under clocksource tsc, kvm-clock, not hpet"),
            (nil, on, "tsc", "undecided: the kernel's version is unknown; holds from 5.3 before 7.0"),
            (KernelVersion(6, 1), nil, "tsc", "undecided: the kernel's configuration is unknown; holds with CONFIG_A"),
            (KernelVersion(6, 1), on, nil, "undecided: the clocksource is unknown; holds under tsc, kvm-clock"),
            // What is known to be violated decides, whatever is unknown.
            (KernelVersion(5, 2), nil, nil, "not before 5.3"),
            (nil, off, nil, "ruled out: the kernel's configuration lacks CONFIG_A"),
            (nil, nil, "hpet", "ruled out: holds under clocksource tsc, kvm-clock, not hpet"),
        ] as [(KernelVersion?, KernelConfiguration?, String?, String)])
    func decide(
        _ kernel: KernelVersion?, _ configuration: KernelConfiguration?, _ clocksource: String?, _ decision: String
    ) {
        let situation = Situation(kernel: kernel, configuration: configuration, clocksource: clocksource)
        #expect(words(Self.conditions.decide(in: situation)) == decision)
    }

    @Test func withoutConditionsItHolds() {
        #expect(Conditions().decide(in: Situation()) == .holds)
    }

    private func words(_ decision: Decision) -> String {
        switch decision {
        case .holds: "holds"
        case .notYet(let version): "not before \(version)"
        case .noLonger(let version): "no longer from \(version.major).\(version.minor)"
        case .ruledOut(let reason): "ruled out: \(reason)"
        case .undecided(let reason): "undecided: \(reason)"
        }
    }
}

@Suite("Kernel configurations")
struct KernelConfigurationTests {
    @Test func aConfigIsRead() {
        let configuration = KernelConfiguration(
            text: """
                #
                # Linux/x86 6.12.107 Kernel Configuration
                CONFIG_HZ=250
                CONFIG_TIME_NS=y
                CONFIG_RTC=m\r
                # CONFIG_X86_SGX is not set
                CONFIG_LOCALVERSION="-a=b"
                CONFIG_EMPTY=""
                CONFIG_QUOTE="
                CONFIG_BROKEN
                rubbish
                """)
        #expect(
            configuration.options == [
                "CONFIG_HZ": "250", "CONFIG_TIME_NS": "y", "CONFIG_RTC": "m", "CONFIG_LOCALVERSION": "-a=b",
                "CONFIG_EMPTY": "", "CONFIG_QUOTE": "\"",
            ])
        #expect(configuration.isSet("CONFIG_TIME_NS") && configuration.isSet("CONFIG_RTC"))
        #expect(!configuration.isSet("CONFIG_HZ") && !configuration.isSet("CONFIG_X86_SGX"))
    }

    @Test(arguments: [
        ("CONFIG_A", true), ("!CONFIG_A", false), ("CONFIG_B", false), ("! !CONFIG_A", true),
        ("CONFIG_A && CONFIG_B", false), ("CONFIG_A||CONFIG_B", true), ("CONFIG_B || CONFIG_B && CONFIG_A", false),
        ("(CONFIG_A || CONFIG_B) && CONFIG_B", false), ("CONFIG_A || CONFIG_B && CONFIG_B", true),
        ("!(CONFIG_A && CONFIG_B)", true), ("!CONFIG_B && CONFIG_A", true),
    ]) func expressionsAreEvaluated(_ text: String, _ value: Bool) throws {
        let expression = try ConfigurationExpression(text)
        #expect(expression.evaluate(in: KernelConfiguration(options: ["CONFIG_A": "y"])) == value)
        #expect(expression.evaluate(in: nil) == nil)
        #expect(try ConfigurationExpression(expression.description) == expression)
    }

    @Test func threeValues() throws {
        let known: (String) -> Bool? = { ["CONFIG_ON": true, "CONFIG_OFF": false][$0] }
        for (text, value) in [
            ("CONFIG_OFF && CONFIG_X", false), ("CONFIG_X && CONFIG_ON", nil), ("CONFIG_X || CONFIG_ON", true),
            ("CONFIG_OFF || CONFIG_X", nil), ("!CONFIG_X", nil),
        ] as [(String, Bool?)] {
            #expect(try ConfigurationExpression(text).evaluate(known) == value, "\(text)")
        }
    }

    @Test(arguments: [
        ("", "expected CONFIG_NAME, ! or (, found the end"), ("A", "expected CONFIG_NAME, ! or (, found \"A\""),
        ("CONFIG_", "expected CONFIG_NAME, ! or (, found \"CONFIG_\""),
        ("CONFIG_A CONFIG_B", "expected &&, || or the end, found \"CONFIG_B\""),
        ("CONFIG_A & CONFIG_B", "expected &&, || or the end, found \"& CONFIG_B\""),
        ("(CONFIG_A", "expected ), found the end"), ("CONFIG_A)", "expected &&, || or the end, found \")\""),
        ("CONFIG_A && || CONFIG_B", "expected CONFIG_NAME, ! or (, found \"|| CONFIG_B\""),
        ("CONFIG_Ä", "expected CONFIG_NAME, ! or (, found \"CONFIG_Ä\""),
        (String(repeating: "!", count: 40) + "CONFIG_A", "nested deeper than 32 levels"),
        (String(repeating: "(", count: 400), "nested deeper than 32 levels"),
        (String(repeating: " ", count: 600), "longer than 512 characters"),
    ]) func mistakesInExpressions(_ text: String, _ message: String) {
        #expect(throws: ConfigurationExpression.SyntaxError(description: message)) {
            try ConfigurationExpression(text)
        }
    }

    @Test func exclusion() throws {
        let a = try ConfigurationExpression("CONFIG_A && CONFIG_B")
        #expect(a.excludes(try ConfigurationExpression("!CONFIG_B")))
        #expect(!a.excludes(try ConfigurationExpression("CONFIG_A || !CONFIG_B")))
        let many = try ConfigurationExpression((0..<9).map { "CONFIG_\($0)" }.joined(separator: " && "))
        #expect(!many.excludes(.not(many)), "too many names to be examined")
    }
}

@Suite("Kernel versions in files")
struct ExactKernelVersionTests {
    @Test(arguments: ["6.12", "6.18.44", "0.0", "65535.0.1"]) func areRead(_ text: String) {
        #expect(KernelVersion(exactly: text) != nil)
    }

    @Test(arguments: [
        "", "6", "6.", "6.1.", "6.1.2.3", "6.-1", "6.1-rc1", "65536.1", " 6.1", "६.1", "6.99999999999999999999",
    ])
    func areRefused(_ text: String) {
        #expect(KernelVersion(exactly: text) == nil)
    }

    @Test func orderByAge() {
        #expect(KernelVersion(5, 10) > KernelVersion(5, 9, 200))
        #expect(KernelVersion(exactly: "5.10") == KernelVersion(5, 10, 0))
        #expect(KernelVersion(code: 0x0006_122c) == KernelVersion(6, 18, 44))
        #expect(KernelVersion("6.18.44-fc-v445") == KernelVersion(6, 18, 44))
    }
}
