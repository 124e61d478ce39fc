import ArgumentParser
import Expectations
import Foundation
import Reporting
import Session

/// What decides verdicts; shared by every command that judges.
struct JudgingOptions: ParsableArguments {
    @Option(help: "The folder with expectations. (VDSO_EXPECTATIONS)")
    var expectations: String?

    @Option(
        help: ArgumentHelp(
            "A file that changes single expectations: a backport, a board without a usable timer. Repeatable. (VDSO_OVERLAY)",
            valueName: "file"))
    var overlay: [String] = []

    @Flag(help: "Fail for exports that nobody promised, and for known issues that no longer show. (VDSO_STRICT)")
    var strict = false

    @Option(
        help: ArgumentHelp(
            "Report only identifiers that match, for instance '*/agreement/clock_gettime.*'. Repeatable, commas. (VDSO_ONLY)",
            valueName: "pattern"))
    var only: [String] = []

    @Option(
        help: ArgumentHelp(
            "Widen deadlines and performance bounds on a busy machine, never order or agreement; 1 to 1000. (VDSO_LOAD_FACTOR)",
            valueName: "factor"))
    var loadFactor: String?

    @Option(
        help: ArgumentHelp(
            "The kernel that a judged image belongs to, as 'image' takes it: apart from alternatives the bytes must be the same.",
            valueName: "file"))
    var kernelImage: String?

    /// The settings of the environment, with what the command line says in their place.
    func settings() throws -> Settings {
        var settings = try Settings(environment: ProcessInfo.processInfo.environment)
        if let expectations { settings.expectations = expectations }
        if !overlay.isEmpty { settings.overlays = Settings.words(in: overlay) }
        settings.kernelFile = kernelImage
        if strict { settings.isStrict = true }
        if !only.isEmpty { settings.only = Settings.words(in: only) }
        if let loadFactor { settings.loadFactor = try Settings.factor(loadFactor, name: "--load-factor") }
        return settings
    }
}

/// How verdicts are shown.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON instead of the summary.")
    var json = false

    @Flag(help: "Print KTAP version 1 instead of the summary.")
    var ktap = false

    @Flag(help: "Print the signals of LAVA's test shell instead of the summary.")
    var lava = false

    @Flag(name: .shortAndLong, help: "Print only what failed, and the verdict.")
    var quiet = false

    @Option(
        help: ArgumentHelp(
            "Write a page for people, FOLDER/index.html; measures tails and threads too. (VDSO_HTML)",
            valueName: "folder"))
    var html: String?

    @Option(
        help: ArgumentHelp(
            "With --html: where the reports of whole runs are kept, which the page's history is made of (default: FOLDER/runs).",
            valueName: "folder"))
    var history: String?

    @Option(help: ArgumentHelp("Write a submission for KCIDB.", valueName: "file"))
    var kcidb: String?

    @Option(help: ArgumentHelp("With --kcidb: who submits; lower-case letters, digits, '_'.", valueName: "name"))
    var kcidbOrigin: String?

    @Option(
        help: ArgumentHelp(
            "With --kcidb: KCIDB's identifier of the tested build; without, the kernel is described by its release.",
            valueName: "identifier"))
    var kcidbBuild: String?

    func validate() throws {
        if [json, ktap, lava].count(where: \.self) > 1 {
            throw ValidationError("--json, --ktap and --lava are forms of one output: choose one")
        }
        if kcidb == nil, kcidbOrigin != nil || kcidbBuild != nil {
            throw ValidationError("--kcidb-origin and --kcidb-build say what --kcidb FILE writes")
        }
        if let kcidbOrigin, !KCIDBReport.isOrigin(kcidbOrigin) {
            throw ValidationError("--kcidb-origin must be lower-case letters, digits and '_', not \"\(kcidbOrigin)\"")
        }
        if let kcidbBuild, !KCIDBReport.isIdentifier(kcidbBuild) {
            throw ValidationError("--kcidb-build must be ORIGIN:IDENTIFIER, not \"\(kcidbBuild)\"")
        }
    }

    /// The settings with the files that the command line asks for.
    ///
    /// - Throws: `UsageError` for a history without a page.
    func applied(to settings: Settings) throws(UsageError) -> Settings {
        var settings = settings
        if let html { settings.html = html }
        settings.history = history
        if history != nil, settings.html == nil { throw UsageError("--history says what the page of --html shows") }
        settings.kcidb = kcidb
        if let kcidbOrigin { settings.kcidbOrigin = kcidbOrigin }
        settings.kcidbBuild = kcidbBuild
        return settings
    }
}

/// Whose promises an image is held against.
enum FlavourOption: String, ExpressibleByArgument, CaseIterable {
    case linux
    case qemuUser = "qemu-user"

    var flavour: ExpectationSet.Flavour {
        switch self {
        case .linux: .linux
        case .qemuUser: .qemuUser
        }
    }
}
