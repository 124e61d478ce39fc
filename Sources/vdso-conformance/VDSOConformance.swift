import ArgumentParser
import Glibc
import Results
import Session

/// The command line: arguments, exit codes, and where text goes. Every rule lives in `Session` and below.
@main struct VDSOConformance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vdso-conformance",
        abstract: "Does this vDSO keep its promises?",
        discussion: """
            The vDSO is the small library that the Linux kernel maps into every program, so that it can read clocks \
            without entering the kernel. This suite compares it with what its architecture promises: the form of its \
            image, its symbols, and what its functions do next to the system calls of the same name. The promises are \
            the YAML files below Expectations/.

            EXAMPLES
              vdso-conformance check
              vdso-conformance check --target native --strict
              vdso-conformance check --only '*/agreement/*'
              vdso-conformance image vdso64.so
              vdso-conformance list '*/exports/*'

            EXIT STATUS
              0  conformant: every promise is kept, or its breach is a known issue
              1  not conformant: a failed or an error result, or an unwritten report
              2  wrong use, invalid expectations, or no image: nothing was run
              3  not judged: a required target could not run, or nothing was judged
            An interrupted run writes its report first and then ends by the same signal.
            """,
        version: SuiteVersion.current,
        subcommands: [
            CheckCommand.self, ImageCommand.self, InspectCommand.self, TargetsCommand.self, ListCommand.self,
            JudgeCommand.self, DiffCommand.self, RecordCommand.self, BenchCommand.self, SelftestCommand.self,
            MatrixCommand.self, MergeCommand.self, DoctorCommand.self,
            InitramfsCommand.self,
        ])

    static func main() async {
        // A reader that went away (`| head`) shows as an error of write(2) and not as a death. Unlike "ignore", a
        // handler is not inherited by the probes.
        signal(SIGPIPE, doNothing)
        // Shells start what scripts put into the background with SIGINT ignored.
        signal(SIGINT, SIG_DFL)
        // Swift reads them from /proc/self/cmdline: without, every command would be the one without arguments.
        guard !CommandLine.arguments.isEmpty else {
            Console.complain("this program cannot read its own arguments: /proc is not mounted")
            Glibc.exit(ExitStatus.wrongUse.rawValue)
        }
        do {
            var command = try await asyncParseAsRoot(nil)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Glibc.exit(Failure(error).report())
        }
    }
}

/// A handler of signals that runs on whatever thread the signal comes to: a closure within `main` would insist on the
/// main one, and end the process.
private func doNothing(_ signal: Int32) {}
