import ArgumentParser
import Session

struct JudgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge",
        abstract: "Judge a stored run again.",
        discussion: """
            Observations are the JSON Lines that 'check --save-observations' stores, one file for each target, or that \
            a probe wrote when it was run by hand on another machine. Their schema is described in \
            docs/observations.md. The kernel's configuration is not part of them: what depends on it is undecided.

            EXAMPLES
              vdso-conformance judge runs/native-x86_64.jsonl
              vdso-conformance judge runs/native-x86_64.jsonl --overlay backport.yaml
            """)

    @Argument(help: "The file with observations.")
    var observations: String

    @Option(help: "Whose promises hold; by default the file's name and the image's marks tell.")
    var flavour: FlavourOption?

    @Option(help: ArgumentHelp("Write a JUnit XML file.", valueName: "file"))
    var junit: String?

    @OptionGroup(title: "Judging") var judging: JudgingOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        var settings = try judging.settings()
        settings.targets = []
        settings.required = []
        settings.flavour = flavour?.flavour
        settings.junit = junit
        let path = observations
        try await Run(settings: settings, output: output)() { session, _ in
            try session.judge(observationsAt: path)
        }
    }
}
