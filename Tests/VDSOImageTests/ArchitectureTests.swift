import ImageFixtures
import Testing
import VDSOImage

@Suite("Whose image it is")
struct ArchitectureTests {
    @Test("a machine without a vDSO has no name")
    func unknown() async throws {
        var editor = try await Fixtures.editor(.x64)
        editor[header: .machine] = 247
        let image = try VDSOImage(bytes: editor.bytes)
        #expect(image.architecture == nil && image.machineName == "247")
    }

    @Test("an emulator's image needs all marks together")
    func emulator() async throws {
        var editor = try await Fixtures.editor(.x64)
        let version = editor.content(".note")
        func isEmulators() throws -> Bool { try VDSOImage(bytes: editor.bytes).isEmulators }
        // No Linux note.
        editor.write(0x77, at: version + 8, size: 4)
        #expect(try !isEmulators())
        editor[.segmentFlags, editor.segment(1)] = 7
        #expect(try !isEmulators())
        editor[.segmentAddress, editor.segment(1)] = 0x40_0000
        #expect(try !isEmulators())
        // PT_PHDR in place of PT_GNU_EH_FRAME.
        editor[.segmentType, editor.segment(0x6474_e550)] = 6
        #expect(try isEmulators())
        editor.write(0, at: version + 8, size: 4)
        #expect(try !isEmulators())
    }

    @Test("an arm image without an unwind table is an arm64 kernel's")
    func compat() async throws {
        var editor = try await Fixtures.editor(.arm)
        #expect(try VDSOImage(bytes: editor.bytes).isLikelyArmCompat)
        editor[.segmentType, editor.segment(0x6474_e550)] = 0x7000_0001
        #expect(try !VDSOImage(bytes: editor.bytes).isLikelyArmCompat)
        #expect(try !VDSOImage(bytes: try await Fixtures.image(.aarch64)).isLikelyArmCompat)
    }
}
