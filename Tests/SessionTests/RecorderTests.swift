import Foundation
import ImageFixtures
import Testing

@testable import Session

@Suite("Recording expectations") struct RecorderTests {
    /// A folder with the project's own expectations and the machine's image fixture, gone with the test.
    private func image() async throws -> (folder: URL, path: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "record-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "vdso.so")
        try Data(try await Fixtures.image(.x64)).write(to: file)
        return (folder, file.path)
    }

    @Test("what is recorded is read again, and the image keeps it") func new() async throws {
        let (folder, path) = try await image()
        defer { try? FileManager.default.removeItem(at: folder) }
        let recorder = try Recorder(images: [path], architecture: nil, update: nil, directory: nil)
        let linux = folder.appending(path: "Expectations/linux")
        try FileManager.default.createDirectory(at: linux, withIntermediateDirectories: true)
        let common = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Expectations/common").standardizedFileURL
        try FileManager.default.copyItem(at: common, to: folder.appending(path: "Expectations/common"))
        try Data(recorder.text.utf8).write(to: linux.appending(path: "x86_64.yaml"))
        var settings = Settings()
        settings.expectations = folder.appending(path: "Expectations").path
        settings.targets = ["image:\(path)"]
        let report = try await Session(settings: settings).run()
        let exports = report.targets.flatMap(\.results).filter { $0.identifier.area == .exports }
        #expect(exports.count > 8)
        #expect(exports.allSatisfy { $0.outcome == .passed })
    }

    @Test("an update adds what is not listed, says what is lost, and keeps each line") func update() async throws {
        let (folder, path) = try await image()
        defer { try? FileManager.default.removeItem(at: folder) }
        let old = "# a comment that stays\nexports:   # here\n  - {something: odd}\n"
        let file = folder.appending(path: "x86_64.yaml")
        try Data(old.utf8).write(to: file)
        let recorder = try Recorder(images: [path], architecture: nil, update: file.path, directory: nil)
        #expect(recorder.text.hasPrefix(old))
        // The project's own x86_64.yaml knows all that the fixture exports, and promises more.
        #expect(recorder.text == old)
        #expect(recorder.remarks.contains { $0.hasPrefix("__vdso_time ") && $0.contains("absent") })
    }

    @Test("a file in a folder of expectations is brought up to date from what is listed there")
    func ownFolder() async throws {
        let (folder, path) = try await image()
        defer { try? FileManager.default.removeItem(at: folder) }
        let linux = folder.appending(path: "linux")
        try FileManager.default.createDirectory(at: linux, withIntermediateDirectories: true)
        let common = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Expectations/common").standardizedFileURL
        try FileManager.default.copyItem(at: common, to: folder.appending(path: "common"))
        let whole = try Recorder(images: [path], architecture: nil, update: nil, directory: nil).text
        let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
        let partial = lines.filter { !$0.contains("__vdso_getcpu") }
        #expect(partial.count == lines.count - 1)
        let file = linux.appending(path: "x86_64.yaml")
        try Data(partial.joined(separator: "\n").utf8).write(to: file)
        let recorder = try Recorder(images: [path], architecture: nil, update: file.path, directory: nil)
        #expect(recorder.text.contains("symbol: __vdso_getcpu"))
        #expect(recorder.remarks.isEmpty)
    }

    @Test("images of several architectures need a choice") func choice() async throws {
        let (folder, path) = try await image()
        defer { try? FileManager.default.removeItem(at: folder) }
        let other = folder.appending(path: "other.so")
        try Data(try await Fixtures.image(.riscv64)).write(to: other)
        #expect(throws: UsageError.self) {
            try Recorder(images: [path, other.path], architecture: nil, update: nil, directory: nil)
        }
        let recorder = try Recorder(
            images: [path, other.path], architecture: "riscv64", update: nil, directory: nil)
        #expect(recorder.text.contains("\nmachine: 243\n"))
    }
}
