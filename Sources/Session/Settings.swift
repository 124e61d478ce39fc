public import Expectations

/// What a user can ask for, in the same words on the command line and in the environment.
public struct Settings: Sendable, Hashable {
    /// The targets as written; empty for `native` and every other architecture that can run here.
    public var targets: [String] = []
    /// What targets are called in reports, by their names as written; others have their own labels.
    var labels: [String: String] = [:]
    /// Targets that must run here; they are added to `targets`.
    public var required: [String] = []
    /// The folder with expectations; nil for the project's own.
    public var expectations: String?
    /// Files that change single records, applied in order.
    public var overlays: [String] = []
    /// Whether unlisted exports fail, and known issues that no longer show.
    public var isStrict = false
    /// Patterns of the identifiers to report; empty for all.
    public var only: [String] = []
    /// Where the JUnit file goes; nil for none.
    public var junit: String?
    /// Widens deadlines and performance bounds, never order or agreement; 1 for an idle machine.
    public var loadFactor = 1.0
    /// Whose promises an image file is held against; nil to tell by the image's marks.
    public var flavour: ExpectationSet.Flavour?
    /// The kernel configuration that an image file was built with; nil for the one that lies with it, if any does.
    public var configuration: String?
    /// How long probes may look.
    public var effort = Effort.normal
    /// An image that is tested in place of the kernel's; nil for the kernel's own.
    public var chosenImage: String?
    /// A file with the kernel whose image is judged, to hold that image against; nil for none.
    public var kernelFile: String?
    /// A folder for the HTML page, as `index.html`, and the reports that its history is made of; nil for none.
    public var html: String?
    /// The folder with the reports that the page's history is made of; nil for `runs` beside the page.
    public var history: String?
    /// Where the submission for KCIDB goes; nil for none.
    public var kcidb: String?
    /// Who submits to KCIDB: lower-case letters, digits and `_`.
    public var kcidbOrigin = "vdso_conformance"
    /// KCIDB's identifier of the build that was tested; nil to describe the kernel as far as it is known.
    public var kcidbBuild: String?
    /// Whether tails and threads are measured too, which takes some seconds a target.
    public var measuresSpeed: Bool { html != nil }
    /// A folder for the observations of each target, as `LABEL.jsonl`; nil for none.
    public var observationsFolder: String?

    /// The kernel that virtual machines boot: a file, or `fetch:debian/trixie`; nil for none.
    public var kernel: String?
    /// Words for the command line of that kernel.
    public var kernelArguments = ""
    /// Processors of each virtual machine.
    public var processors = 1
    /// What may run virtual machines: `auto`, `kvm` or `tcg`.
    public var accelerator = "auto"
    /// Whether virtual machines count instructions in place of time, so that two runs are the same.
    public var isDeterministic = false
    /// Whether clocks are set, slewed and switched in virtual machines while they are read.
    public var disturbs = false

    /// How long probes may look: every identifier is judged with each of them.
    public enum Effort: Sendable, Hashable {
        /// A second or less on a real processor.
        case quick
        /// A few seconds.
        case normal
        /// Longer: for rare defects. With a number, about so many seconds are spent on streams of readings.
        case thorough(seconds: Int?)

        /// The probe's arguments.
        var arguments: [String] {
            switch self {
            case .quick: ["--quick"]
            case .normal: []
            case .thorough(let seconds): ["--thorough"] + (seconds.map { ["--seconds", "\($0)"] } ?? [])
            }
        }

        /// Seconds that are added to deadlines.
        var extraSeconds: Int {
            if case .thorough(let seconds) = self { return 240 + (seconds ?? 0) * 2 }
            return 0
        }
    }

    /// Where the JUnit file goes unless somebody says otherwise.
    public static let defaultJUnitPath = "Results/junit.xml"

    /// Settings that nobody changed.
    public init() {}

    /// Reads the settings from environment variables.
    ///
    /// - Parameter environment: the variables; `VDSO_TARGETS`, `VDSO_REQUIRE`, `VDSO_EXPECTATIONS`, `VDSO_OVERLAY`,
    ///   `VDSO_STRICT`, `VDSO_ONLY`, `VDSO_QUICK`, `VDSO_JUNIT_XML`, `VDSO_HTML`, `VDSO_LOAD_FACTOR`, `VDSO_KCONFIG` and
    ///   those of virtual machines (`VDSO_KERNEL`, `VDSO_KERNEL_ARGUMENTS`, `VDSO_CPUS`, `VDSO_ACCELERATOR`,
    ///   `VDSO_DETERMINISTIC`, `VDSO_DISTURB`) count, unless empty.
    /// - Throws: `UsageError` that names the variable.
    public init(environment: [String: String]) throws(UsageError) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        func list(_ name: String) -> [String] { value(name).map { Self.words(in: [$0]) } ?? [] }
        targets = list("VDSO_TARGETS")
        required = list("VDSO_REQUIRE")
        expectations = value("VDSO_EXPECTATIONS")
        overlays = list("VDSO_OVERLAY")
        only = list("VDSO_ONLY")
        junit = value("VDSO_JUNIT_XML") ?? Self.defaultJUnitPath
        html = value("VDSO_HTML")
        if let text = value("VDSO_STRICT") { isStrict = try Self.flag(text, name: "VDSO_STRICT") }
        if let text = value("VDSO_QUICK"), try Self.flag(text, name: "VDSO_QUICK") { effort = .quick }
        if let text = value("VDSO_LOAD_FACTOR") { loadFactor = try Self.factor(text, name: "VDSO_LOAD_FACTOR") }
        configuration = value("VDSO_KCONFIG")
        kernel = value("VDSO_KERNEL")
        kernelArguments = value("VDSO_KERNEL_ARGUMENTS") ?? ""
        if let text = value("VDSO_CPUS") { processors = try Self.processors(text, name: "VDSO_CPUS") }
        accelerator = value("VDSO_ACCELERATOR") ?? "auto"
        if let text = value("VDSO_DETERMINISTIC") { isDeterministic = try Self.flag(text, name: "VDSO_DETERMINISTIC") }
        if let text = value("VDSO_DISTURB") { disturbs = try Self.flag(text, name: "VDSO_DISTURB") }
    }

    /// The words of arguments that may hold several, separated by commas; each once, in the order of the first.
    public static func words(in arguments: [String]) -> [String] {
        var seen: Set<String> = []
        return arguments.flatMap { $0.split(separator: ",") }
            .map { $0.trimmingPrefix { $0.isWhitespace } }
            .map { String($0.reversed().trimmingPrefix { $0.isWhitespace }.reversed()) }
            .filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// Reads a load factor.
    ///
    /// - Parameters:
    ///   - text: a number from 1 to 1000.
    ///   - name: the option or variable, for the error.
    /// - Returns: the number.
    /// - Throws: `UsageError`
    public static func factor(_ text: String, name: String) throws(UsageError) -> Double {
        guard let factor = Double(text), (1...1000).contains(factor) else {
            throw UsageError("\(name) must be a number from 1 to 1000, not \"\(text)\"")
        }
        return factor
    }

    private static func flag(_ text: String, name: String) throws(UsageError) -> Bool {
        switch text.lowercased() {
        case "1", "true", "yes", "on": true
        case "0", "false", "no", "off": false
        default: throw UsageError("\(name) must be 1 or 0, not \"\(text)\"")
        }
    }
}
