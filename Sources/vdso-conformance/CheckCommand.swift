import ArgumentParser
import Session

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Run a probe on each target, and judge what it observes.",
        discussion: """
            Without --target, this machine (native) and every other architecture that an emulator can run here are \
            judged. A target that cannot be run here is reported as such, and fails only with --require.

            Each option can also be set by the variable named with it, which is how the same settings reach \
            'swift test'; the command line comes first.

            EXAMPLES
              vdso-conformance check --target native
              vdso-conformance check --require native,qemu-user:aarch64
              vdso-conformance check --only '*/exports/*' --json
              vdso-conformance check --save-observations runs
              vdso-conformance check --target qemu-system:x86_64 --kernel vmlinuz

            The exit status is that of 'vdso-conformance --help'.
            """)

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "What to judge: native, qemu-user:ARCH, qemu-system:ARCH, ssh:HOST, image:FILE. Repeatable, commas. (VDSO_TARGETS)",
            valueName: "target"
        ))
    var target: [String] = []

    @Option(
        help: ArgumentHelp(
            "A target that must be judged: exit status 3 if it cannot be run. Repeatable, commas. (VDSO_REQUIRE)",
            valueName: "target"))
    var require: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where the JUnit XML file goes (default: \(Settings.defaultJUnitPath)). (VDSO_JUNIT_XML)", valueName: "file"
        ))
    var junit: String?

    @Option(
        help: ArgumentHelp("Store what each probe reported as FOLDER/LABEL.jsonl, for 'judge'.", valueName: "folder"))
    var saveObservations: String?

    @Flag(help: "Look at each thing for a moment only; every identifier is still judged. (VDSO_QUICK)")
    var quick = false

    @Flag(help: "Look longer, for rare defects.")
    var thorough = false

    @Option(
        help: ArgumentHelp(
            "With --thorough: seconds to spend on long streams of readings, for instance 60s.", valueName: "seconds"))
    var duration: String?

    @Option(
        help: ArgumentHelp(
            "Test this image in place of the kernel's: a vDSO to try before booting it.", valueName: "file"))
    var image: String?

    @Option(
        help: ArgumentHelp(
            "Make checks again that could not be made (errors), up to so many times; failures are never repeated. (VDSO_RETRY)",
            valueName: "times"))
    var retry: String?

    @OptionGroup(title: "Virtual machines") var machines: MachineOptions
    @OptionGroup(title: "Judging") var judging: JudgingOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if quick && thorough { throw ValidationError("--quick and --thorough are opposites: choose one") }
        if duration != nil && !thorough { throw ValidationError("--duration says how long --thorough may take") }
        if let duration { _ = try Seconds.parse(duration, option: "--duration") }
    }

    func run() async throws {
        var settings = try judging.settings()
        if !target.isEmpty { settings.targets = Settings.words(in: target) }
        if !require.isEmpty { settings.required = Settings.words(in: require) }
        if let junit { settings.junit = junit }
        settings.observationsFolder = saveObservations
        settings.chosenImage = image
        try machines.apply(to: &settings)
        if let retry { settings.retries = try Settings.retries(retry, name: "--retry") }
        if quick { settings.effort = .quick }
        if thorough {
            settings.effort = .thorough(seconds: try duration.map { try Seconds.parse($0, option: "--duration") })
        }
        try await Run(settings: settings, output: output)() { session, progress in
            try await session.run { progress.show($0) }
        }
    }
}
