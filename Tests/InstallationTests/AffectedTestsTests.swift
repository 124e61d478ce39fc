import Foundation
import Testing

/// `scripts/affected-tests`, with a package of three libraries, one upon the other, and a test of each.
@Suite("Tests that a change reaches") struct AffectedTestsTests {
    /// As `swift package describe` prints it.
    private static let description = """
        Name: example
        Products:
            Name: top
            Type:
                Library:
                    Kind: automatic
            Targets:
                Top

        Targets:
            Name: Base
            Type: library
            Path: Sources/Base
            Sources:
                File.swift

            Name: BaseTests
            Type: test
            Path: Tests/BaseTests
            Sources:
                File.swift
            Target dependencies:
                Base

            Name: Middle
            Type: library
            Path: Sources/Middle
            Target dependencies:
                Base

            Name: MiddleTests
            Type: test
            Path: Tests/MiddleTests
            Target dependencies:
                Middle
                Base
            Product dependencies:
                Top

            Name: Top
            Type: library
            Path: Sources/Top
            Target dependencies:
                Middle
                Base

            Name: TopTests
            Type: test
            Path: Tests/TopTests
            Target dependencies:
                Top
                Base
                Middle

        """

    /// - Parameters:
    ///   - paths: what has changed, one a line.
    ///   - description: what the script reads of the package.
    /// - Returns: the run, ended.
    /// - Throws: what running it throws.
    private func run(_ paths: String, description: String = description) throws -> ScriptRun {
        try withFolder { folder in
            let file = folder.appending(path: "description")
            try Data(description.utf8).write(to: file)
            return try ScriptRun("affected-tests", [file.path], input: paths)
        }
    }

    @Test(
        "are those of the target, and of all that is upon it",
        arguments: [
            ("Sources/Base/File.swift", "BaseTests\nMiddleTests\nTopTests\n"),
            ("Sources/Middle/deep/er.h", "MiddleTests\nTopTests\n"),
            ("Sources/Top/File.swift", "TopTests\n"),
            ("Tests/MiddleTests/File.swift", "MiddleTests\n"),
            ("Tests/BaseTests/a b.swift\nSources/Top/x", "BaseTests\nTopTests\n"),
            ("", ""),
        ])
    func followDependencies(paths: String, tests: String) throws {
        let run = try run(paths.isEmpty ? "" : paths + "\n")
        #expect(run.status == 0)
        #expect(run.output == tests)
    }

    @Test(
        "are all of them where a file belongs to no target",
        arguments: [
            "Package.swift", "scripts/setup", "Expectations/linux/x86_64.yaml", "Plugins/Base/File.swift",
            "Sources/Basement/File.swift", "Sources/Top/x\nTests/Resources/x",
        ])
    func areAll(paths: String) throws {
        #expect(try run(paths + "\n").output == "BaseTests\nMiddleTests\nTopTests\n")
    }

    @Test("are not guessed from what describes no package", arguments: ["", "error: no such package\n"])
    func needDescription(text: String) throws {
        let run = try run("Sources/Base/File.swift\n", description: text)
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
    }
}
