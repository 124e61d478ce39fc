import Foundation
import Reporting
import Testing

/// The browser of this machine; nil where there is none.
private let browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

/// The page in a real browser; skipped where there is none.
@Suite("HTML in Chromium", .enabled(if: browser != nil, "there is no chromium")) struct BrowserTests {
    @Test("the script runs without an error, and no text of an image does") func scriptRuns() throws {
        var target = Samples.target(HTMLReportTests.hostileTexts.map { Samples.result(.failed, $0, observed: $0) })
        target.label = "<script>document.title='fooled'</script>"
        let folder = FileManager.default.temporaryDirectory.appending(path: "vdso-browser-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let page = folder.appending(path: "index.html")
        try Data(try HTMLReport(Samples.report(target)).document().utf8).write(to: page)
        let (dom, log) = try Self.load(page, profile: folder.appending(path: "profile"))
        let count = HTMLReportTests.hostileTexts.count
        // What the script wrote once it was through.
        #expect(dom.contains(">\(count) of \(count) results</p>"), "\(log.suffix(2000))")
        #expect(dom.contains("<title>Not conformant - vdso-conformance</title>"))
        #expect(!log.contains("CONSOLE"), "\(log.suffix(2000))")
    }

    private static func load(_ page: URL, profile: URL) throws -> (dom: String, log: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        // Containers and root have no sandbox; the page is our own.
        process.arguments = [
            "-k", "5", "120", browser ?? "", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--enable-logging=stderr", "--user-data-dir=\(profile.path)", "--dump-dom", page.absoluteString,
        ]
        let files = ["out", "log"].map { profile.deletingLastPathComponent().appending(path: $0) }
        for file in files { try Data().write(to: file) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try process.run()
        process.waitUntilExit()
        let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        return (texts[0], texts[1])
    }
}
