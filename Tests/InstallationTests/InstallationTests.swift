import Foundation
import Testing

@testable import Installation

@Suite("Installation") struct InstallationTests {
    /// A folder with files, gone with the value.
    private final class Tree {
        let url = FileManager.default.temporaryDirectory.appending(path: "installation-\(UUID())")

        init(_ files: String...) throws {
            for file in files {
                let url = url.appending(path: file)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data().write(to: url)
            }
        }

        deinit { try? FileManager.default.removeItem(at: url) }

        func path(_ name: String) -> String { url.appending(path: name).path }
    }

    private let nowhere = "/nonexistent/Sources/Installation/Installation.swift"

    @Test func isFoundBesideTheExecutableWhereverThatIs() throws {
        let tree = try Tree("moved/bin/vdso-conformance", "moved/share/vdso-conformance/Expectations/linux/x86_64.yaml")
        let installation = Installation(executable: tree.path("moved/bin/vdso-conformance"), sourceFile: nowhere)
        #expect(installation.project == nil)
        #expect(installation.root.path == tree.path("moved/share/vdso-conformance"))
        #expect(installation.built(by: "Probe").path == tree.path("moved/lib/vdso-conformance"))
    }

    @Test func isTheTreeThatWasBuilt() throws {
        let tree = try Tree("Package.swift", ".build/debug/vdso-conformance")
        let installation = Installation(executable: tree.path(".build/debug/vdso-conformance"), sourceFile: nowhere)
        #expect(installation.project?.path == tree.url.path)
        #expect(installation.root.path == tree.url.path)
        #expect(
            installation.built(by: "Probe").path == tree.path(".build/debug/vdso-conformance_Probe.resources"))
    }

    @Test func isTheCompiledTreeForAProgramBuiltElsewhere() throws {
        let tree = try Tree("Package.swift", "Sources/Installation/Installation.swift")
        let installation = Installation(
            executable: "/nonexistent/debug/vdso-conformance",
            sourceFile: tree.path("Sources/Installation/Installation.swift"))
        #expect(installation.root.path == tree.url.path)
        #expect(installation.built(by: "Defects").path == "/nonexistent/debug/vdso-conformance_Defects.resources")
    }

    @Test func thatLostItsFilesNamesWhereTheyShouldBe() {
        let installation = Installation(executable: "/nonexistent/bin/vdso-conformance", sourceFile: nowhere)
        #expect(installation.project == nil)
        #expect(installation.root.path == "/nonexistent/share/vdso-conformance")
    }

    @Test func cacheIsNamedOrTheProjectsOrTheUsers() throws {
        let tree = try Tree("Package.swift", ".build/debug/vdso-conformance")
        let built = Installation(executable: tree.path(".build/debug/vdso-conformance"), sourceFile: nowhere)
        let installed = Installation(executable: "/nonexistent/bin/vdso-conformance", sourceFile: nowhere)
        #expect(installed.cache(in: ["VDSO_CACHE": "/c", "HOME": "/h"])?.path == "/c")
        #expect(built.cache(in: ["VDSO_CACHE": "", "HOME": "/h"])?.path == tree.path(".cache"))
        #expect(
            installed.cache(in: ["XDG_CACHE_HOME": "/x", "HOME": "/h"])?.path == "/x/vdso-conformance")
        #expect(installed.cache(in: ["HOME": "/h"])?.path == "/h/.cache/vdso-conformance")
        #expect(installed.cache(in: [:]) == nil)
    }

    @Test func ofThisTestHasAllItNeeds() {
        let current = Installation.current
        #expect(FileManager.default.fileExists(atPath: current.root.appending(path: "Expectations/linux").path))
        #expect(FileManager.default.isExecutableFile(atPath: current.root.appending(path: "scripts/setup").path))
    }
}
