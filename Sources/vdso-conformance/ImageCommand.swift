import ArgumentParser
import Session

struct ImageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Judge image files; nothing of them is run.",
        discussion: """
            Files are vDSO images as a kernel's build leaves them (arch/*/vdso/vdso*.so, with or without symbols), as \
            distributions install them (/lib/modules/RELEASE/vdso), or as they were copied out of a process. The \
            architecture and the kernel's version are taken from the file. What depends on the kernel's configuration \
            is undecided and neither fails nor reports.

            EXAMPLES
              vdso-conformance image arch/arm64/kernel/vdso/vdso.so.dbg
              vdso-conformance image /lib/modules/*/vdso/*.so

            A file that cannot be read as an ELF image ends the command with status 2.
            """)

    @Argument(help: "The files to judge.")
    var files: [String]

    @Option(help: "Whose promises hold; by default the image's marks tell.")
    var flavour: FlavourOption?

    @Option(help: ArgumentHelp("Write a JUnit XML file.", valueName: "file"))
    var junit: String?

    @OptionGroup(title: "Judging") var judging: JudgingOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        var settings = try judging.settings()
        // A comma in a file's name is no separator here.
        settings.targets = files.map { "image:\($0)" }
        settings.required = []
        settings.flavour = flavour?.flavour
        settings.junit = junit
        var run = Run(settings: settings, output: output)
        if files.count > 1 { run.detail = .oneLineEach }
        try await run() { session, progress in try await session.run { progress.show($0) } }
    }
}
