import ArgumentParser
import Foundation
import Reporting
import Session

struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show all that is known of an image.",
        discussion: """
            Shows what libelf reads from an image: segments, dynamic tags, symbols with their versions, hash tables, \
            relocations, notes, unwind tables. The image comes from a file, or from a target's memory through its probe.

            EXAMPLES
              vdso-conformance inspect vdso64.so
              vdso-conformance inspect native
              vdso-conformance inspect qemu-user:aarch64 --json
            """)

    @Argument(help: "A file, or a target: native, qemu-user:ARCH.")
    var fileOrTarget: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let image = try await Inspection(of: fileOrTarget).image()
        try Console.write(json ? try image.json() : PlainText.visible(image.description))
    }
}
