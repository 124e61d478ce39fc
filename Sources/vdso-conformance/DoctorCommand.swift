import ArgumentParser
import Foundation
import Reporting
import Session

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what is missing on this machine, and how to get it.",
        discussion: """
            Runs this machine's probe for a moment, looks for emulators, and starts a virtual machine whose only program \
            switches it off, to see whether KVM works. Nothing is changed. What is missing costs targets or checks, which \
            'check' then reports as skipped; --require names what must be there.

            EXAMPLES
              vdso-conformance doctor
              vdso-conformance doctor --require native,seccomp,ptrace
              vdso-conformance doctor --json

            EXIT STATUS
              0  nothing is missing
              1  nothing can be judged on this machine
              2  wrong use
              3  something is missing: some targets or checks are left out
            """)

    @Option(help: ArgumentHelp("Look only at this. Repeatable, commas.", valueName: "name"))
    var require: [String] = []

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let settings = try Settings(environment: environment)
        let names = Settings.words(in: require)
        let examined = await Interruption.guarding {
            await Doctor.examine(expectations: settings.expectations)
        }
        let doctor = try examined.result.get().limited(to: names)
        if json {
            try Console.write(try JSONReport.document(of: doctor.requirements))
        } else {
            try Console.write(DoctorTable(doctor: doctor, style: Console.style).text)
        }
        if let signal = examined.signal { Interruption.end(by: signal) }
        if doctor.status != 0 { throw ExitCode(doctor.status) }
    }
}
