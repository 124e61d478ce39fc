import ArgumentParser
import Foundation
import Session

struct SelftestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "selftest",
        abstract: "Break vDSOs on purpose, and show which check sees each break.",
        discussion: """
            Why believe a green result? Each row is a vDSO with one thing wrong. It is tested in place of the kernel's \
            own, in a process of its own; nothing outside of it is changed. In a virtual machine, one boot serves \
            several. The healthy one that the others are made of must pass.

            A defect is caught, missed, or cannot be observed on a target, with the reason: an emulator may refuse what \
            a check needs. A missed defect, or a healthy vDSO that fails, gives exit status 1.

            EXAMPLES
              vdso-conformance selftest
              vdso-conformance selftest --target native --only 'clobbers*'
              vdso-conformance selftest --target qemu-system:aarch64 --kernel fetch:debian/trixie
            """)

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where to test: native, qemu-user:ARCH, qemu-system:ARCH. Repeatable, commas.", valueName: "target"))
    var target: [String] = []

    @Option(help: ArgumentHelp("Only defects whose names match.", valueName: "pattern"))
    var only: String?

    @Flag(help: "Print JSON instead of the table.")
    var json = false

    @OptionGroup(title: "Virtual machines") var machines: MachineOptions

    func run() async throws {
        var settings = try Settings(environment: ProcessInfo.processInfo.environment)
        if !target.isEmpty { settings.targets = Settings.words(in: target) }
        settings.effort = .quick
        try machines.apply(to: &settings)
        let selftest = try Selftest(settings: settings, only: only)
        let isJSON = json
        let outcome = await Interruption.guarding {
            try await selftest.run { row in
                if !isJSON { try? Console.write(Data((SelftestTable.line(row) + "\n").utf8)) }
            }
        }
        let outcomes = try outcome.result.get()
        let table = SelftestTable(outcomes: outcomes)
        try Console.write(Data((json ? try table.json() : table.summary).utf8))
        if let signal = outcome.signal { Interruption.end(by: signal) }
        guard table.rowCount > 0 else { throw ExitCode(3) }
        if !table.isGood { throw ExitCode(1) }
    }
}
