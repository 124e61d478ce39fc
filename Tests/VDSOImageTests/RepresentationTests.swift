import Foundation
import ImageFixtures
import Testing
import VDSOImage

@Suite("An image for people and programs")
struct RepresentationTests {
    @Test("JSON has stable, lower-case keys", arguments: FixtureTarget.allCases)
    func json(_ target: FixtureTarget) async throws {
        let image = try VDSOImage(bytes: try await Fixtures.image(target))
        let parsed = try JSONSerialization.jsonObject(with: Data(try image.json().utf8))
        let object = try #require(parsed as? [String: Any])
        #expect(
            object.keys.sorted() == [
                "address_bias", "architecture", "build_id", "build_salt", "dynamic_tags", "elf_class", "entry", "flags",
                "frames", "gnu_properties", "hash_tables", "header", "is_emulators", "is_little_endian",
                "linux_version_code",
                "machine", "machine_name", "note_problems", "notes", "problems", "program_headers", "relocations",
                "section_symbols", "sections", "size", "soname", "symbols", "type", "type_name", "unwind_header",
                "versions",
            ])
        #expect(object["architecture"] as? String == target.rawValue)
        let symbols = try #require(object["symbols"] as? [[String: Any]])
        #expect(symbols.compactMap { $0["name"] as? String } == image.symbols.map(\.name))
        #expect(symbols.first?.keys.allSatisfy { $0 == $0.lowercased() } == true)
    }

    @Test("text has a section for everything")
    func text() async throws {
        let text = try VDSOImage(bytes: try await Fixtures.image(.x64)).description
        let titles = text.split(separator: "\n").filter { !$0.hasPrefix(" ") }
        #expect(
            titles == [
                "Header", "Segments", "Dynamic", "Versions", "Symbols", "Hash tables", "Relocations", "Notes",
                "Unwinding",
            ])
        #expect(text.contains("x86_64, 64 bit, little endian, DYN"))
        #expect(text.contains("clock_gettime@@LINUX_2.6"))
        #expect(text.contains("found by sysv, gnu, scan"))
        #expect(text.contains("Linux version  6.18.44"))
    }

    @Test("names cannot drive a terminal")
    func controlCharacters() async throws {
        var editor = try await Fixtures.editor(.x64)
        editor.bytes[Int(editor[dynamic: 5]) + Int(editor[dynamic: 14])] = 0x1b
        let image = try VDSOImage(bytes: editor.bytes)
        #expect(image.soname?.first == "\u{1b}")
        #expect(!image.description.unicodeScalars.contains("\u{1b}"))
    }
}
