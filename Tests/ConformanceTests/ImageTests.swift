import Expectations
import ImageFixtures
import Results
import Testing

@testable import Conformance

@Suite("Checks of the image's form")
struct ImageTests {
    @Test("a sound image keeps every promise", arguments: FixtureTarget.allCases)
    func sound(_ target: FixtureTarget) async throws {
        let results = try await ImageFixture(target).judge()
        #expect(results.filter { $0.outcome != .passed && $0.outcome != .skipped } == [])
        #expect(results.filter { $0.outcome == .skipped }.map(\.identifier.name) == ["stack.present"])
        #expect(results.count > 40)
        #expect(Set(results.map(\.identifier)).count == results.count)
        #expect(results.allSatisfy { $0.identifier.architecture == target.rawValue })
    }

    @Test("every defect is found and explained", arguments: ImageDefect.all)
    func defects(_ defect: ImageDefect) async throws {
        var fixture = try await ImageFixture(defect.target)
        try defect.damage(&fixture)
        let result = try #require(try fixture.result(defect.name))
        #expect(result.outcome == .failed)
        #expect(result.identifier.area == .image)
        #expect(result.observed.contains(defect.observed), "\(result.observed)")
        #expect(!result.expected.isEmpty && !result.reason.isEmpty)
        #expect(result.location?.hasPrefix("fixture.yaml:") == true)
    }

    @Test("no check is without a defect")
    func complete() {
        let shown = Set(ImageDefect.all.map { $0.name.split(separator: ".").last.map(String.init) })
        for check in imageChecks { #expect(shown.contains(check.property), "\(check.property)") }
    }

    @Test("without an image there are no results")
    func withoutImage() async throws {
        let fixture = try await ImageFixture(.x64)
        let context = Context(
            expectations: fixture.expectations, situation: fixture.situation, image: nil, observations: nil)
        #expect((imageChecks + exportChecks).allSatisfy { $0.needs == .image && $0.judge(context).isEmpty })
    }

    @Test("records that do not hold, or are undecided, judge nothing")
    func conditions() async throws {
        var fixture = try await ImageFixture(.x64)
        fixture.promise("soname", "another")
        #expect(try fixture.result("soname.exact")?.outcome == .failed)
        let index = try #require(fixture.expectations.image.firstIndex { $0.property == "soname" })
        fixture.expectations.image[index].conditions.since = KernelVersion(7, 0)
        #expect(try fixture.result("soname.exact") == nil)
        fixture.expectations.image[index].conditions.since = KernelVersion(6, 0)
        #expect(try fixture.result("soname.exact")?.outcome == .failed)
        fixture.situation.kernel = nil
        #expect(try fixture.result("soname.exact") == nil)
    }

    @Test("a record's note explains the failure")
    func note() async throws {
        var fixture = try await ImageFixture(.x64)
        fixture.promise("soname", "another")
        fixture.expectations.image[fixture.expectations.image.count - 1].note = "renamed in 7.2"
        #expect(try fixture.result("soname.exact")?.reason.hasSuffix("; renamed in 7.2") == true)
        #expect(try fixture.result("soname.exact")?.location == "fixture.yaml:7")
    }

    @Test("a value that is no presence is an error of the record")
    func unknownPresence() async throws {
        var fixture = try await ImageFixture(.x64)
        fixture.promise("hash.sysv", "perhaps")
        #expect(try fixture.result("hash.sysv")?.outcome == .error)
    }

    @Test("properties that some architectures are allowed")
    func allowances() async throws {
        var fixture = try await ImageFixture(.arm)
        fixture.editor[.symbolName, fixture.editor.symbol("__vdso_getcpu")] = 0
        fixture.promise("nameless-symbols", "allowed")
        #expect(try fixture.result("symbols.named")?.outcome == .passed)
        fixture = try await ImageFixture(.riscv64)
        // riscv images carry the tags of an empty table.
        fixture.editor.retag(11, to: 7, value: 0)
        fixture.editor.retag(0x6fff_fffd, to: 8, value: 0)
        #expect(try fixture.result("dynamic.tags")?.outcome == .passed)
        #expect(try fixture.result("relocations.none")?.outcome == .passed)
        fixture = try await ImageFixture(.s390x)
        fixture.editor[.segmentFileSize, fixture.editor.segment(0x6474_e550)] = 0
        fixture.promise("eh-frame-header", "empty")
        #expect(try fixture.result("unwind.header")?.outcome == .passed)
        fixture.promise("frame-descriptions", "exports")
        #expect(try fixture.result("unwind.covers-exports")?.outcome == .passed)
        #expect(try fixture.result("unwind.covers-text") == nil)
        fixture = try await ImageFixture(.x64)
        fixture.editor[.segmentAddress, fixture.editor.segment(1)] = 0
        fixture.promise("load.address", "any")
        #expect(try fixture.result("load.address") == nil)
    }

    @Test("unlisted exports and BIND_NOW are remarks, and fail nothing")
    func remarks() async throws {
        var fixture = try await ImageFixture(.x64)
        fixture.expectations.exports.removeAll { $0.symbol == "__vdso_getcpu" }
        let result = try #require(try fixture.result("symbols.unlisted"))
        #expect(result.outcome == .passed)
        #expect(result.remarks == ["__vdso_getcpu@@LINUX_2.6 is not listed in the expectations"])
        fixture.expectations.image.removeAll { $0.property == "dynamic-tags.allowed" }
        let tags = [
            "SONAME", "SYMTAB", "STRTAB", "STRSZ", "HASH", "GNU_HASH", "VERSYM", "VERDEF", "VERDEFNUM", "FLAGS_1",
        ]
        fixture.expectations.image.append(.fixture("dynamic-tags.allowed", tags))
        fixture.editor.retag(11, to: 0x6fff_fffb, value: 1)
        let dynamic = try #require(try fixture.result("dynamic.tags"))
        #expect(dynamic.outcome == .passed && dynamic.remarks.count == 1)
    }

    @Test("another patch level of the note is a remark: distributions number their releases themselves")
    func patchLevel() async throws {
        var fixture = try await ImageFixture(.x64)
        try fixture.observeExports()
        #expect(try fixture.result("notes.version")?.remarks == [])
        fixture.situation.kernel = KernelVersion(6, 18, 0)
        let result = try #require(try fixture.result("notes.version"))
        #expect(result.outcome == .passed)
        #expect(result.remarks == ["the running kernel calls itself 6.18, its image 6.18.44"])
        fixture.observations = nil
        #expect(try fixture.result("notes.version") == nil)
    }

    @Test("without section headers, what needs them is skipped with the reason")
    func withoutSections() async throws {
        var fixture = try await ImageFixture(.x64)
        fixture.editor[header: .sectionHeaders] = 0
        fixture.editor[header: .sectionHeaderCount] = 0
        let skipped = try fixture.judge().filter { $0.outcome == .skipped && $0.identifier.name != "stack.present" }
        #expect(
            skipped.map(\.identifier.name) == [
                "sections.loaded", "sections.disjoint", "sections.as-dynamic", "symbols.sections-agree",
                "symbols.in-text", "symbols.sections", "unwind.covers-text",
            ])
        #expect(skipped.allSatisfy { $0.reason.contains("no section headers") })
    }

    @Test("padding between functions is no hole")
    func padding() async throws {
        var fixture = try await ImageFixture(.x64)
        let size = try #require(try fixture.editor.image().exports.first { $0.name == "__vdso_getcpu" }).size
        try fixture.shrinkFrame(of: "__vdso_getcpu", to: size - 3)
        #expect(try fixture.result("unwind.covers-text")?.outcome == .passed)
        #expect(try fixture.result("unwind.covers-exports")?.outcome == .failed)
    }

    @Test("damaged images are judged without a crash", arguments: [FixtureTarget.x64, .i386, .s390x])
    func hostile(_ target: FixtureTarget) async throws {
        let sound = try await ImageFixture(target)
        var judged = 0
        for offset in stride(from: 0, to: sound.editor.bytes.count, by: 5) {
            var fixture = sound
            fixture.editor.bytes[offset] = offset.isMultiple(of: 2) ? 0xff : 0x80
            judged += (try? fixture.judge().count) ?? 0
        }
        #expect(judged > 10_000)
    }

    @Test("a gap of half the address space is no padding")
    func giantSection() async throws {
        var fixture = try await ImageFixture(.x64)
        fixture.editor[.sectionSize, fixture.editor.section(".text")] = 0xf000_0000_0000_0000
        #expect(try fixture.result("unwind.covers-text")?.outcome == .failed)
    }
}
