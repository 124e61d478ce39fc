import Foundation
import Results
import Targets
import Testing

@testable import Session

@Suite("Session") struct SessionTests {
    @Test func unknownTargetsAreWrongUse() {
        var settings = Settings()
        settings.targets = ["moon"]
        let error = #expect(throws: UsageError.self) { try Session(settings: settings) }
        #expect(error?.description.contains("\"moon\"") == true)
        settings = Settings()
        settings.required = ["qemu-user:z80"]
        #expect(throws: UsageError.self) { try Session(settings: settings) }
    }

    @Test func impossiblePatternsAreWrongUse() {
        var settings = Settings()
        settings.only = ["a b"]
        let error = #expect(throws: UsageError.self) { try Session(settings: settings) }
        #expect(error?.description.contains("\"a b\" is no pattern") == true)
    }

    @Test func missingExpectationsAreWrongUse() {
        var settings = Settings()
        settings.expectations = "/nonexistent"
        let error = #expect(throws: UsageError.self) { try Session(settings: settings) }
        #expect(error?.description.contains("/nonexistent") == true)
    }

    @Test("a mistake in any file ends the run before it begins") func mistakes() async throws {
        try await Samples.withFolder { folder in
            let linux = folder.appending(path: "linux")
            try FileManager.default.createDirectory(at: linux, withIntermediateDirectories: true)
            try Data("nonsense: [\n".utf8).write(to: linux.appending(path: "sparc64.yaml"))
            var settings = Settings()
            settings.expectations = folder.path
            settings.targets = ["native"]
            let error = #expect(throws: UsageError.self) { try Session(settings: settings) }
            #expect(error?.description.contains("sparc64.yaml:") == true)
        }
    }

    @Test func aFileThatIsNoImageIsWrongUse() async throws {
        var settings = Settings()
        settings.targets = ["image:/etc/passwd"]
        let session = try Session(settings: settings)
        let error = await #expect(throws: UsageError.self) { try await session.run() }
        #expect(
            error?.description
                == "/etc/passwd: holds no vDSO image: neither an image nor a kernel, nor a package of one")
    }
}
