import ArgumentParser
import Foundation
import Results
import Session

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changed between two images or kernels.",
        discussion: """
            Exports added, lost, or moved to another version; the size of each function's code; the image's properties; \
            what unwinders know; and whether a program that worked with the first could notice. Both may be all that \
            'image' takes; images are paired by architecture.

            EXAMPLES
              vdso-conformance diff vdso64-old.so vdso64.so
              vdso-conformance diff /boot/vmlinuz-6.1.0-50-amd64 /boot/vmlinuz-6.12.107-amd64
              vdso-conformance diff old.deb new.deb --json

            The exit status is 0 if no program could notice, 1 if one could, 2 for wrong use.
            """)

    @Argument(help: "The image or kernel that programs worked with.")
    var old: String

    @Argument(help: "The one to compare with it.")
    var new: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let comparison = try ImageComparison(of: old, and: new)
        try Console.write(json ? comparison.json() : Data(comparison.text(style: Console.style).utf8))
        if comparison.isIncompatible { throw ExitCode(ExitStatus.notConformant.rawValue) }
    }
}
