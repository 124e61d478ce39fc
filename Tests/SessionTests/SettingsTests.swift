import Session
import Testing

@Suite("Settings") struct SettingsTests {
    @Test func everyVariableIsRead() throws {
        let settings = try Settings(environment: [
            "VDSO_TARGETS": "native, qemu-user:aarch64", "VDSO_REQUIRE": "native", "VDSO_EXPECTATIONS": "/e",
            "VDSO_OVERLAY": "a.yaml,b.yaml", "VDSO_STRICT": "1", "VDSO_ONLY": "*/image/*", "VDSO_JUNIT_XML": "x.xml",
            "VDSO_LOAD_FACTOR": "2.5", "VDSO_DISTURB": "1", "VDSO_RETRY": "3",
        ])
        #expect(settings.targets == ["native", "qemu-user:aarch64"])
        #expect(settings.required == ["native"])
        #expect(settings.expectations == "/e")
        #expect(settings.overlays == ["a.yaml", "b.yaml"])
        #expect(settings.isStrict)
        #expect(settings.only == ["*/image/*"])
        #expect(settings.junit == "x.xml")
        #expect(settings.loadFactor == 2.5)
        #expect(settings.disturbs)
        #expect(settings.retries == 3)
    }

    @Test("an empty variable is an unset one") func empty() throws {
        let names =
            ["TARGETS", "REQUIRE", "EXPECTATIONS", "OVERLAY", "STRICT", "ONLY", "JUNIT_XML", "LOAD_FACTOR"] + ["RETRY"]
        let empty = Dictionary(uniqueKeysWithValues: names.map { ("VDSO_\($0)", "") })
        #expect(try Settings(environment: empty) == Settings(environment: [:]))
        #expect(try Settings(environment: [:]).junit == "Results/junit.xml")
    }

    @Test(arguments: [
        ("VDSO_RETRY", "-1"), ("VDSO_RETRY", "1e3"), ("VDSO_RETRY", "101"),
        ("VDSO_DISTURB", "maybe"), ("VDSO_LOAD_FACTOR", "fast"), ("VDSO_LOAD_FACTOR", "0"), ("VDSO_LOAD_FACTOR", "-1"),
        ("VDSO_LOAD_FACTOR", "nan"),
        ("VDSO_LOAD_FACTOR", "inf"), ("VDSO_LOAD_FACTOR", "1001"), ("VDSO_STRICT", "maybe"),
    ])
    func wrongValuesNameTheirVariable(name: String, value: String) {
        let error = #expect(throws: UsageError.self) { try Settings(environment: [name: value]) }
        #expect(error?.description.contains(name) == true)
        #expect(error?.description.contains("\"\(value)\"") == true)
    }

    @Test func wordsAreSplitTrimmedAndKeptOnce() {
        #expect(Settings.words(in: ["a,b", " b , c", "", ",", "a"]) == ["a", "b", "c"])
    }
}
