import Foundation
import ImageFixtures
import Testing
import VDSOImage

@Suite("Refusing what is no image")
struct VDSOImageErrorTests {
    @Test("bytes that are no ELF file", arguments: [[], [0x7f], Array("MZ\u{0}this is no ELF file".utf8)] as [[UInt8]])
    func foreign(_ bytes: [UInt8]) {
        #expect(throws: VDSOImageError.notELF) { try VDSOImage(bytes: bytes) }
        #expect(VDSOImageError.notELF.description == "not an ELF file")
    }

    @Test("an impossible class and byte order")
    func identification() async throws {
        var bytes = try await Fixtures.image(.x64)
        bytes[4] = 3
        #expect(throws: VDSOImageError.malformed("class 3 is neither 32 (1) nor 64 bit (2)")) {
            try VDSOImage(bytes: bytes)
        }
        bytes[4] = 2
        bytes[5] = 0
        #expect(throws: VDSOImageError.malformed("byte order 0 is neither little (1) nor big (2)")) {
            try VDSOImage(bytes: bytes)
        }
    }

    @Test("truncated images say where they end")
    func truncated() async throws {
        let bytes = try await Fixtures.image(.x64)
        func message(_ count: Int) -> String {
            do {
                _ = try VDSOImage(bytes: Array(bytes.prefix(count)))
                return "read"
            } catch {
                return error.description
            }
        }
        #expect(message(20) == "truncated: the ELF header ends at 0x40, the file at 0x14")
        #expect(message(0x80) == "truncated: the program headers end at 0x120, the file at 0x80")
        #expect(message(0x200).hasPrefix("truncated: segment 0 (LOAD) ends at 0x"))
        #expect(message(0x200).hasSuffix("the file at 0x200"))
    }

    @Test("a foreign size of program headers")
    func programHeaderSize() async throws {
        var bytes = try await Fixtures.image(.x64)
        bytes[54] = 57
        #expect(throws: VDSOImageError.malformed("program headers of 57 bytes, not 56")) { try VDSOImage(bytes: bytes) }
    }

    @Test("files that cannot be read")
    func files() throws {
        #expect(throws: VDSOImageError.unreadable(path: "/nowhere", message: "No such file or directory")) {
            try VDSOImage(path: "/nowhere")
        }
        #expect(throws: VDSOImageError.unreadable(path: "/", message: "not a regular file")) {
            try VDSOImage(path: "/")
        }
        #expect(throws: VDSOImageError.unreadable(path: "/dev/zero", message: "not a regular file")) {
            try VDSOImage(path: "/dev/zero")
        }
    }

    @Test("a file is read like bytes, a giant is refused")
    func sizes() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "vdso-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bytes = try await Fixtures.image(.aarch64)
        try Data(bytes).write(to: URL(filePath: path))
        #expect(try VDSOImage(path: path) == VDSOImage(bytes: bytes))
        // A hole: no bytes are stored.
        truncate(path, off_t(VDSOImage.sizeLimit + 1))
        let error = VDSOImageError.tooLarge(
            size: UInt64(VDSOImage.sizeLimit) + 1, limit: UInt64(VDSOImage.sizeLimit))
        #expect(throws: error) { try VDSOImage(path: path) }
        #expect(error.description == "too large for a vDSO image: 67108865 bytes, the limit is 67108864")
    }
}
