import ArgumentParser
import Foundation
import Reporting
import Session
import Targets

struct InitramfsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "initramfs",
        abstract: "Write what another machine boots to be judged.",
        discussion: """
            FILE becomes an initramfs whose only program is the probe, for laboratories (docs/ci.md), boards and virtual \
            machines that something else starts. What must stand at the end of the kernel's command line is printed. The \
            machine writes its report to the serial port, and starts again: then 'judge' says what it is worth.

            EXAMPLES
              vdso-conformance initramfs riscv64 vdso.cpio
              vdso-conformance initramfs aarch64 vdso.cpio --serial /dev/ttyAMA0
              vdso-conformance judge console.jsonl --lava
            """)

    @Argument(help: "The architecture of the programs: x86_64, aarch64, riscv64, i386, arm.")
    var architecture: String

    @Argument(help: ArgumentHelp("The file to write, a cpio archive.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("The serial port that the report goes to.", valueName: "device"))
    var serial = "/dev/ttyS0"

    @Option(help: ArgumentHelp("Test this image in place of the kernel's.", valueName: "file"))
    var image: String?

    @Flag(help: "Look at each thing for a moment only; every identifier is still judged.")
    var quick = false

    func run() throws {
        let file: BootFile
        do {
            let bytes = try image.map { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) }
            file = try BootFile(
                architecture: architecture, serial: serial, image: bytes, arguments: quick ? ["--quick"] : [])
        } catch let failure as BootFile.Failure {
            throw UsageError(failure.description)
        } catch let failure as CocoaError {
            throw UsageError("\(image ?? architecture) cannot be read: \(failure.localizedDescription)")
        }
        let written = ReportFile(path: output)
        try written.prepare()
        try written.write(file.bytes)
        try Console.write(file.commandLine + "\n")
    }
}
