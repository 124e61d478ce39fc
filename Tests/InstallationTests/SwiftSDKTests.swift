import Foundation
import Testing

/// `scripts/swift-sdk`, whose bundle `scripts/test-on` builds with.
@Suite("Swift SDKs") struct SwiftSDKTests {
    private func object(_ file: URL) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    }

    /// The keys are those of Swift Evolution 0387.
    @Test("name the triple, the root file system and where Debian's Swift is in it")
    func write() throws {
        try withFolder { folder in
            let words = [folder.path, "debian-arm64", "aarch64-unknown-linux-gnu", "/target"]
            #expect(try ScriptRun("swift-sdk", words).status == 0)

            let bundle = folder.appending(path: "debian-arm64.artifactbundle")
            let artifacts = try #require(
                object(bundle.appending(path: "info.json"))["artifacts"] as? [String: [String: Any]])
            let artifact = try #require(artifacts["debian-arm64"])
            #expect(artifact["type"] as? String == "swiftSDK")
            let variant = try #require((artifact["variants"] as? [[String: String]])?.first?["path"])
            let place = bundle.appending(path: variant)
            let triples = try #require(
                object(place.appending(path: "swift-sdk.json"))["targetTriples"] as? [String: [String: Any]])
            let triple = try #require(triples["aarch64-unknown-linux-gnu"])
            #expect(triple["sdkRootPath"] as? String == "/target")
            #expect(triple["swiftResourcesPath"] as? String == "/target/usr/libexec/swift/lib/swift")
            for name in try #require(triple["toolsetPaths"] as? [String]) {
                #expect(try object(place.appending(path: name))["schemaVersion"] as? String == "1.0")
            }
        }
    }

    @Test("need all four words")
    func needWords() throws {
        #expect(try ScriptRun("swift-sdk", ["/nowhere", "debian-arm64", "aarch64-unknown-linux-gnu"]).status == 2)
    }
}
