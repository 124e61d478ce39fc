import ImageFixtures
import Testing
import VDSOImage

@Suite("Unwind tables")
struct UnwindTests {
    @Test("header and frames agree", arguments: FixtureTarget.allCases.filter { $0 != .arm })
    func agree(_ target: FixtureTarget) async throws {
        let image = try VDSOImage(bytes: try await Fixtures.image(target))
        let header = try #require(image.unwindHeader)
        let frames = try #require(image.frames)
        #expect(header.problem == nil && frames.problem == nil)
        #expect(header.version == 1 && header.declaredCount == 3 && header.isSorted)
        #expect(Set(header.rows) == Set(frames.frames.map(\.row)))
        for symbol in image.exports {
            #expect(frames.frames.contains { $0.start == symbol.value && $0.size == symbol.size }, "\(symbol.name)")
        }
        #expect(frames.frames.allSatisfy { $0.augmentation == "zR" })
    }

    @Test("an empty header is none, the section still leads to the frames")
    func empty() async throws {
        var editor = try await Fixtures.editor(.s390x)
        editor[.segmentFileSize, editor.segment(0x6474_e550)] = 0
        let image = try VDSOImage(bytes: editor.bytes)
        #expect(image.unwindHeader == nil)
        #expect(image.frames?.frames.count == 3)
    }

    @Test(
        "damaged headers say what is wrong",
        arguments: [
            (0, 2, "version 2, not 1"), (3, 0x0e, "unknown form 0xe of a pointer"),
            (3, 0x4b, "unknown base 0x4b of a pointer"), (1, 0x9b, "an indirect pointer (0x9b)"),
        ] as [(Int, UInt8, String)])
    func damagedHeader(_ offset: Int, _ value: UInt8, _ problem: String) async throws {
        var editor = try await Fixtures.editor(.x64)
        editor.bytes[editor.content(".eh_frame_hdr") + offset] = value
        #expect(try VDSOImage(bytes: editor.bytes).unwindHeader?.problem == problem)
    }

    @Test("more rows promised than there is room")
    func tooManyRows() async throws {
        var editor = try await Fixtures.editor(.aarch64)
        editor.write(0x7fff_ffff, at: editor.content(".eh_frame_hdr") + 8, size: 4)
        let header = try #require(try VDSOImage(bytes: editor.bytes).unwindHeader)
        #expect(header.rows.count == 3)
        #expect(header.problem?.hasSuffix("leave the table") == true)
    }

    @Test("damaged frames say what is wrong")
    func damagedFrames() async throws {
        var editor = try await Fixtures.editor(.x64)
        let start = editor.content(".eh_frame")
        editor.bytes[start + 8] = 9
        #expect(try VDSOImage(bytes: editor.bytes).frames?.problem == "a common entry of version 9")
        editor = try await Fixtures.editor(.x64)
        editor.bytes[start + 10] = UInt8(ascii: "?")
        #expect(try VDSOImage(bytes: editor.bytes).frames?.problem == "unknown augmentation \"z?\"")
        editor = try await Fixtures.editor(.x64)
        editor.write(0xffff_fff0, at: start, size: 4)
        #expect(try VDSOImage(bytes: editor.bytes).frames?.problem?.hasSuffix("leave the table") == true)
        editor = try await Fixtures.editor(.x64)
        let second = start + 4 + Int(editor.read(start, size: 4))
        editor.write(3, at: second + 4, size: 4)
        #expect(try VDSOImage(bytes: editor.bytes).frames?.problem?.contains("no common entry before it") == true)
    }

    @Test("gaps")
    func gaps() async throws {
        let frames = try #require(try VDSOImage(bytes: try await Fixtures.image(.x64)).frames)
        let ranges = frames.frames.map(\.range).sorted { $0.lowerBound < $1.lowerBound }
        let (first, last) = (ranges[0], ranges[ranges.count - 1])
        #expect(frames.gaps(in: first) == [])
        #expect(frames.gaps(in: first.lowerBound..<first.upperBound + 1) == [first.upperBound..<first.upperBound + 1])
        #expect(frames.gaps(in: last.upperBound..<last.upperBound + 9) == [last.upperBound..<last.upperBound + 9])
        #expect(frames.gaps(in: 0..<first.upperBound) == [0..<first.lowerBound])
    }
}
