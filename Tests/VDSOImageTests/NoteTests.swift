import ImageFixtures
import Testing
import VDSOImage

@Suite("Notes")
struct NoteTests {
    private let version: [UInt8] = [0x2c, 0x12, 0x06, 0x00]
    private let salt = Array("6.18.44-1\u{0}".utf8)
    private let identifier: [UInt8] = [0xde, 0xad, 0x00, 0x0f]

    @Test("version, salt and build identifier", arguments: [4, 8] as [UInt64])
    func all(_ alignment: UInt64) async throws {
        var editor = try await Fixtures.editor(.x64)
        editor.replaceNotes(
            [("Linux", 0, version), ("Linux", 0x100, salt), ("GNU", 3, identifier)], padding: Int(alignment),
            alignment: alignment)
        let image = try VDSOImage(bytes: editor.bytes)
        #expect(image.noteProblems == [])
        #expect(image.notes.map(\.owner) == ["Linux", "Linux", "GNU"])
        #expect(image.linuxVersionCode == 0x0006_122c)
        #expect(image.buildSalt == "6.18.44-1")
        #expect(image.buildID == "dead000f")
    }

    @Test("notes padded to 4 bytes in a segment aligned to 8 are not found, and this is said")
    func mixedAlignment() async throws {
        var editor = try await Fixtures.editor(.riscv64)
        editor.replaceNotes(
            [("Linux", 0, version), ("Linux", 0x100, salt), ("GNU", 3, identifier)], padding: 4, alignment: 8)
        let image = try VDSOImage(bytes: editor.bytes)
        #expect(image.noteProblems.count == 1)
        #expect(
            image.noteProblems.first?.hasPrefix("segment 2 (NOTE, alignment 8): no sound note at offset 0x") == true)
        #expect(image.buildID == nil)
    }

    @Test("sizes that leave the segment")
    func giantSizes() async throws {
        for field in [0, 4] {
            var editor = try await Fixtures.editor(.ppc)
            editor.write(0xffff_fff0, at: editor.content(".note") + field, size: 4)
            let image = try VDSOImage(bytes: editor.bytes)
            #expect(image.notes == [])
            #expect(image.noteProblems.first?.contains("no sound note at offset 0x0") == true)
        }
    }

    @Test("stray bytes and foreign alignments")
    func stray() async throws {
        var editor = try await Fixtures.editor(.x64)
        editor[.segmentFileSize, editor.segment(4)] += 4
        #expect(try VDSOImage(bytes: editor.bytes).noteProblems.first?.hasSuffix("4 stray bytes at the end") == true)
        editor[.segmentAlignment, editor.segment(4)] = 16
        #expect(try VDSOImage(bytes: editor.bytes).noteProblems.first?.contains("aligned to 4 or 8") == true)
    }

    @Test("GNU properties", arguments: [FixtureTarget.x64, .i386])
    func properties(_ target: FixtureTarget) async throws {
        var editor = try await Fixtures.editor(target)
        let padding = target == .x64 ? 8 : 4
        let first: [UInt8] = [2, 0, 0, 0xc0, 4, 0, 0, 0, 3, 0, 0, 0] + [UInt8](repeating: 0, count: padding - 4)
        let second: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0]
        editor.replaceNotes([("GNU", 5, first + second)], padding: padding, alignment: UInt64(padding))
        let image = try VDSOImage(bytes: editor.bytes)
        #expect(image.gnuProperties.map(\.type) == [0xc000_0002, 1])
        #expect(image.gnuProperties.first?.content == [3, 0, 0, 0])
    }
}
