import ImageFixtures
import Testing
import VDSOImage

@Suite("Relocations")
struct RelocationsTests {
    @Test("RELA with an entry that counts and one that does not", arguments: [FixtureTarget.x64, .s390x])
    func withAddend(_ target: FixtureTarget) async throws {
        var editor = try await Fixtures.editor(target)
        let room = editor.content(".rodata")
        // r_offset, r_info, r_addend; type 8 is R_X86_64_RELATIVE.
        for (index, value) in [0x500, 8, 0, 0x508, 0, 0].enumerated() {
            editor.write(UInt64(value), at: room + 8 * index, size: 8)
        }
        editor.retag(0x6fff_fef5, to: 7, value: UInt64(room))
        editor.retag(0x6fff_fff0, to: 8, value: 48)
        let image = try VDSOImage(bytes: editor.bytes)
        #expect(image.relocations.count == 2 && image.relocations.effectiveCount == 1)
        #expect(image.relocations.effective.first?.table == "RELA")
        #expect(image.relocations.effective.first?.type == 8)
        #expect(image.relocations.effective.first?.address == 0x500)
    }

    @Test("REL of 32 bit", arguments: [FixtureTarget.i386, .mips])
    func withoutAddend(_ target: FixtureTarget) async throws {
        var editor = try await Fixtures.editor(target)
        let room = editor.content(".rodata")
        editor.write(0x500, at: room, size: 4)
        editor.write(0x108, at: room + 4, size: 4)
        editor.retag(0x6fff_fffc, to: 17, value: UInt64(room))
        editor.retag(0x6fff_fff0, to: 18, value: 8)
        let image = try VDSOImage(bytes: editor.bytes)
        #expect(image.relocations.effective.map(\.type) == [8])
        #expect(image.relocations.effective.map(\.symbol) == [1])
    }

    @Test("RELR, and jump slots")
    func packed() async throws {
        var editor = try await Fixtures.editor(.x64)
        let room = UInt64(editor.content(".rodata"))
        editor.retag(0x6fff_fef5, to: 36, value: room)
        editor.retag(0x6fff_fff0, to: 35, value: 8)
        #expect(try VDSOImage(bytes: editor.bytes).relocations.effective.map(\.table) == ["RELR"])
        editor.write(7, at: Int(room) + 8, size: 8)
        editor.retag(36, to: 23)
        editor.retag(35, to: 2, value: 24)
        editor.retag(0x6fff_fffc, to: 20, value: 7)
        #expect(try VDSOImage(bytes: editor.bytes).relocations.effective.map(\.table) == ["JMPREL"])
    }

    @Test("an empty table is none; one outside of the image is a problem")
    func bounds() async throws {
        var editor = try await Fixtures.editor(.riscv64)
        editor.retag(0x6fff_fef5, to: 7, value: 0)
        editor.retag(0x6fff_fff0, to: 8, value: 0)
        #expect(
            try VDSOImage(bytes: editor.bytes).relocations
                == VDSOImage(bytes: try await Fixtures.image(.riscv64)).relocations)
        editor[dynamic: 7] = 0x40
        editor[dynamic: 8] = 0xffff_ffff_ffff_fff0
        #expect(try VDSOImage(bytes: editor.bytes).relocations.problems.count == 1)
    }
}
