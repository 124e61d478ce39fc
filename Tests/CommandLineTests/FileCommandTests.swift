import Foundation
import ImageFixtures
import Testing

/// `diff`, `record` and `initramfs`, which read and write files and start nothing.
@Suite("Commands on files") final class FileCommandTests {
    /// A folder with `old.so`, and `new.so`, in which `__vdso_getcpu` has another name.
    private let folder: URL

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "vdso-files-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var image = Data(try await Fixtures.image(.x64))
        try image.write(to: folder.appending(path: "old.so"))
        let name = try #require(image.range(of: Data("__vdso_getcpu".utf8)))
        image.replaceSubrange(name, with: Data("__vdso_setcpu".utf8))
        try image.write(to: folder.appending(path: "new.so"))
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    deinit { try? FileManager.default.removeItem(at: folder) }

    @Test func imagesThatAreTheSameDoNotDiffer() throws {
        let run = try CommandLine.run("diff", path("old.so"), path("old.so"))
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("no difference"))
    }

    @Test func aLostExportIsIncompatible() throws {
        let run = try CommandLine.run("diff", path("old.so"), path("new.so"))
        #expect(run.status == 1, "\(run.errors)")
        #expect(run.output.contains("! __vdso_getcpu@@LINUX_2.6: lost"))
        #expect(run.output.contains("__vdso_setcpu@@LINUX_2.6: added"))
        let json = try CommandLine.run("diff", path("old.so"), path("new.so"), "--json")
        #expect(json.status == 1)
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect(object?["isIncompatible"] as? Bool == true)
    }

    @Test func whatIsRecordedCanBeAddedTo() throws {
        let recorded = path("recorded.yaml")
        let first = try CommandLine.run("record", path("old.so"), "--output", recorded)
        #expect(first.status == 0, "\(first.errors)")
        let text = try String(contentsOfFile: recorded, encoding: .utf8)
        #expect(text.contains("architecture: x86_64\n"))
        #expect(text.contains("symbol: __vdso_getcpu,"))
        #expect(!text.contains("__vdso_setcpu"))
        let comment = "# Read by a person.\n"
        try (comment + text).write(toFile: recorded, atomically: true, encoding: .utf8)
        let second = try CommandLine.run("record", path("new.so"), "--update", recorded)
        #expect(second.status == 0, "\(second.errors)")
        #expect(second.output.hasPrefix(comment))
        #expect(second.output.contains("symbol: __vdso_getcpu,"), "what an image lacks is not taken away")
        #expect(second.output.contains("symbol: __vdso_setcpu,"))
        #expect(second.errors.contains("__vdso_getcpu"), "but said")
    }

    @Test func anInitramfsIsACpioArchive() throws {
        let run = try CommandLine.run("initramfs", "riscv64", path("it.cpio"), "--serial", "/dev/ttyAMA0", "--quick")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("--serial /dev/ttyAMA0"))
        let archive = try Data(contentsOf: folder.appending(path: "it.cpio"))
        #expect(archive.starts(with: Data("070701".utf8)))
        #expect(archive.count > 50_000, "the probe is in it")
    }

    @Test func noInitramfsIsMadeForAnUnknownArchitecture() throws {
        let run = try CommandLine.run("initramfs", "vax", path("it.cpio"))
        #expect(run.status == 2)
        #expect(run.errors.contains("there is no probe for vax"))
        #expect(!FileManager.default.fileExists(atPath: path("it.cpio")))
    }
}
