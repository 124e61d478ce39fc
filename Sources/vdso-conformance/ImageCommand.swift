import ArgumentParser
import Session

struct ImageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Judge the images in files, kernels and packages; nothing of them is run.",
        discussion: """
            Takes whatever people have: a vDSO image with or without its debug sections; the folder \
            /lib/modules/RELEASE/vdso; the tree of a kernel's build; vmlinux; a compressed kernel of any architecture \
            (vmlinuz, bzImage, Image, Image.gz, EFI zboot); a Debian or RPM package of a kernel. Every image inside is \
            judged, and said where it lies. Architecture and version are taken from the image. The kernel's \
            configuration is the one given, or the one found in the package, the build, beside the kernel, or within it \
            (CONFIG_IKCONFIG); without one, what depends on it is undecided and neither fails nor reports.

            EXAMPLES
              vdso-conformance image arch/arm64/kernel/vdso/vdso.so.dbg
              vdso-conformance image /boot/vmlinuz-6.1.0-50-amd64
              vdso-conformance image linux-image-6.12.107_arm64.deb
              vdso-conformance image --kconfig .config vmlinux

            A file that holds no image ends the command with status 2.
            """)

    @Argument(help: "The files and folders to judge.")
    var files: [String]

    @Option(help: ArgumentHelp("The kernel's configuration.", valueName: "file"))
    var kconfig: String?

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
        settings.configuration = kconfig
        var run = Run(settings: settings, output: output)
        if files.count > 1 { run.detail = .oneLineEach }
        try await run() { session, progress in try await session.run { progress.show($0) } }
    }
}
