import ArgumentParser
import Foundation
import Reporting
import Results
import Session

struct MatrixCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matrix",
        abstract: "Boot kernels on machines, as they are and in variants, and judge each.",
        discussion: """
            FILE says which kernels, machines and variants of the command line there are; docs/matrix.md describes it. \
            Machines run side by side as far as processors allow. What was judged is stored cell by cell, so that the \
            same command goes on after an interruption. A cell is run again if anything that its verdict depends on has \
            changed, or if it has no verdict yet.

            A cell whose distribution has no such kernel says so and is no failure. A kernel that could not be got, or a \
            machine that cannot be run here, is one: exit status 3.

            EXAMPLES
              vdso-conformance matrix docs/matrix-debian.yaml
              vdso-conformance matrix docs/matrix-debian.yaml --quick --html page
              vdso-conformance matrix docs/matrix-debian.yaml --shard 2/4 --store part2
            """)

    @Argument(help: "The file with kernels, machines and variants.")
    var file: String

    @Option(
        help: ArgumentHelp(
            "The folder for what was judged (default: Results/matrix/NAME, with the file's name).", valueName: "folder")
    )
    var store: String?

    @Flag(help: "Judge every cell again.")
    var fresh = false

    @Option(
        help: ArgumentHelp(
            "Run one part of several, the others elsewhere; 'merge' puts them together.", valueName: "i/n"))
    var shard: String?

    @Flag(help: "Look at each thing for a moment only; every identifier is still judged. (VDSO_QUICK)")
    var quick = false

    @Option(help: ArgumentHelp("Processors of each machine (default: 1). (VDSO_CPUS)", valueName: "number"))
    var cpus: String?

    @Option(
        help: ArgumentHelp(
            "What runs machines: kvm, tcg (emulation), or auto: KVM where it works. (VDSO_ACCELERATOR)",
            valueName: "name"))
    var accelerator: String?

    @Option(
        help: ArgumentHelp(
            "Where the JUnit XML file goes (default: \(Settings.defaultJUnitPath)). (VDSO_JUNIT_XML)", valueName: "file"
        ))
    var junit: String?

    @OptionGroup(title: "Judging") var judging: JudgingOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        var settings = try judging.settings()
        // The file says what is run.
        (settings.targets, settings.required, settings.kernel) = ([], [], nil)
        if quick { settings.effort = .quick }
        if let cpus { settings.processors = try Settings.processors(cpus, name: "--cpus") }
        if let accelerator { settings.accelerator = accelerator }
        if let junit { settings.junit = junit }
        let plan = try MatrixPlan(path: file)
        let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
        var options = Session.MatrixOptions(store: store ?? "Results/matrix/\(name)")
        options.isFresh = fresh
        options.shard = try shard.map { try MatrixShard($0) }
        let (chosen, isQuiet) = (options, output.quiet || output.json || output.ktap || output.lava)
        try await Run(settings: settings, output: output, detail: .failures, hasTable: true)() { session, progress in
            try await session.run(plan, options: chosen) {
                progress.show($0)
            } onCell: { cell, report in
                progress.clear()
                if !isQuiet { Console.note("\(cell.label): \(report.verdictInAWord)") }
            }
        }
    }
}

struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Put together what runs of parts of a matrix have judged.",
        discussion: """
            Nothing is run: FOLDER... are the folders of 'matrix --shard I/N --store FOLDER', brought together from \
            wherever they were made. A cell that none of them has judged is a failure: exit status 3.

            EXAMPLES
              vdso-conformance merge docs/matrix-debian.yaml part1 part2 --html page
            """)

    @Argument(help: "The file with kernels, machines and variants.")
    var file: String

    @Argument(help: ArgumentHelp("The folders.", valueName: "folder"))
    var stores: [String]

    @Option(
        help: ArgumentHelp(
            "Where the JUnit XML file goes (default: \(Settings.defaultJUnitPath)). (VDSO_JUNIT_XML)", valueName: "file"
        ))
    var junit: String?

    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        var settings = try Settings(environment: ProcessInfo.processInfo.environment)
        if let junit { settings.junit = junit }
        for store in stores where !FileManager.default.fileExists(atPath: store) {
            throw UsageError("\(store): there is no such folder")
        }
        let (plan, stores) = (try MatrixPlan(path: file), stores)
        try await Run(settings: settings, output: output, detail: .failures, hasTable: true)() { session, _ in
            session.merge(plan, stores: stores)
        }
    }
}
