import ArgumentParser
import Foundation
import Reporting
import Session

struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Write or update an expectations file from images, for review.",
        discussion: """
            Writes what the images of one architecture export as the beginning of a file in Expectations/linux, or adds to \
            a file what it does not list yet; its comments, order and spelling stay. An export that only newer images have \
            gets 'since'. What the file promises and an image lacks is said and not changed: a person decides.

            EXAMPLES
              vdso-conformance record vdso64.so > Expectations/linux/new.yaml
              vdso-conformance record --update Expectations/linux/riscv64.yaml vmlinuz-7.2
              vdso-conformance record --architecture i386 /boot/vmlinuz-*

            It prints the file unless --output says where it goes.
            """)

    @Argument(help: "Files and folders as 'image' takes them.")
    var images: [String]

    @Option(help: "The architecture to record, where the images have several.")
    var architecture: String?

    @Option(help: ArgumentHelp("The file to add to; it is only read.", valueName: "file"))
    var update: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Where the text goes.", valueName: "file"))
    var output: String?

    @Option(help: "The folder with expectations. (VDSO_EXPECTATIONS)")
    var expectations: String?

    func run() throws {
        let recorder = try Recorder(
            images: images, architecture: architecture, update: update, directory: expectations)
        for remark in recorder.remarks { Console.note("vdso-conformance: review: \(PlainText.visible(remark))") }
        guard let output else { return try Console.write(recorder.text) }
        do {
            try recorder.text.write(toFile: output, atomically: true, encoding: .utf8)
        } catch {
            throw UsageError("\(output): cannot be written")
        }
    }
}
