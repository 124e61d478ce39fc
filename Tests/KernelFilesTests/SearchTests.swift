import Foundation
import ImageFixtures
import Testing
import VDSOImage

@testable import KernelFiles

@Suite("Kernel files: where images are found") struct SearchTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func found(_ bytes: [UInt8], _ name: String = "file") throws -> [FoundImage] {
        try KernelSearch().images(in: scratch.write(bytes, name))
    }

    @Test("an image is found as itself") func image() async throws {
        let image = try await Fixtures.image(.aarch64)
        let found = try found(image)
        #expect(found.map(\.image.bytes) == [image])
        #expect(found[0].isFile)
        #expect(found[0].versionCode == 0x06122c)
    }

    @Test("every image in a kernel is found, whole, in its place") func kernel() async throws {
        let images = try await [Fixtures.image(.x64), Fixtures.image(.i386), Fixtures.image(.s390x)]
        let found = try found(FakeKernel.around(images[0], images[1], images[2]), "vmlinux")
        #expect(found.map(\.image.bytes) == images)
        #expect(found[0].steps == ["offset 0x2000"])
        #expect(found.allSatisfy { !$0.isFile && $0.configuration == nil })
    }

    private static let compressors = [
        "gzip -n": "gzip", "xz --check=crc32": "xz", "xz --format=lzma": "lzma", "zstd -q": "zstd", "lz4 -lq": "lz4",
        "bzip2": "bzip2",
    ]

    @Test("a compressed kernel is unpacked, alone and behind the program that would unpack it", arguments: compressors)
    func compressed(command: String, name: String) async throws {
        let image = try await Fixtures.image(.riscv64)
        let kernel = try scratch.compress(FakeKernel.around(image) + FakeKernel.filler(300_000), with: command)
        #expect(try found(kernel, "Image.z").map(\.image.bytes) == [image])
        let head = [0x4d, 0x5a] + FakeKernel.filler(4096)
        let inside = try found(head + kernel + FakeKernel.filler(999), "vmlinuz")
        #expect(inside.map(\.image.bytes) == [image])
        #expect(inside.first?.steps == ["\(name) at 0x1002", "offset 0x2000"])
    }

    @Test("a Debian package gives its kernel's images and its configuration", arguments: ["gzip", "xz", "cat"])
    func package(command: String) async throws {
        let image = try await Fixtures.image(.ppc64le)
        let kernel = try scratch.compress(FakeKernel.around(image), with: "gzip")
        try scratch.write(kernel, "tree/boot/vmlinuz-6.1.0-1-x")
        try scratch.write(Array(FakeKernel.configuration.utf8), "tree/boot/config-6.1.0-1-x")
        try scratch.write(image, "tree/lib/modules/6.1.0-1-x/vdso/vdso64.so")
        try scratch.write(image, "tree/lib/modules/6.1.0-1-x/kernel/other.ko")
        try scratch.run("tar -C tree -cf - . | \(command) > data")
        let suffix = ["gzip": ".gz", "xz": ".xz"][command] ?? ""
        let package = FakeKernel.package([
            ("debian-binary", Array("2.0\n".utf8)), ("data.tar\(suffix)", try scratch.read("data")),
        ])
        let found = try found(package, "linux-image.deb")
        #expect(found.map(\.image.bytes) == [image, image])
        #expect(found.allSatisfy { $0.configuration?.text == FakeKernel.configuration })
        let kernels = found.filter { $0.steps.contains("./boot/vmlinuz-6.1.0-1-x") }
        #expect(kernels.map(\.steps.last) == ["offset 0x2000"])
        #expect(found.filter { $0.steps.last == "./lib/modules/6.1.0-1-x/vdso/vdso64.so" }.count == 1)
    }

    private static let payloads = ["gzip -n", "xz", "zstd -q", "bzip2", "cat"]

    @Test("an RPM package gives its kernel's images and its configuration", arguments: payloads)
    func rpm(command: String) async throws {
        let image = try await Fixtures.image(.aarch64)
        let folder = "./lib/modules/6.12.0-1.fc43.aarch64"
        let payload = FakeKernel.archive([
            ("\(folder)/config", Array(FakeKernel.configuration.utf8)), ("\(folder)/kernel/x.ko", image),
            ("\(folder)/vdso/vdso.so", image),
            ("\(folder)/vmlinuz", try scratch.compress(FakeKernel.around(image), with: "gzip")),
        ])
        let found = try found(FakeKernel.rpm(payload: try scratch.compress(payload, with: command)), "kernel-core.rpm")
        #expect(found.map(\.image.bytes) == [image, image])
        #expect(found.map { $0.steps.first } == ["\(folder)/vdso/vdso.so", "\(folder)/vmlinuz"])
        #expect(found.allSatisfy { $0.configuration?.text == FakeKernel.configuration })
    }

    @Test("the configuration within a kernel is found") func ikconfig() async throws {
        let image = try await Fixtures.image(.x64)
        let text = try scratch.compress(Array(FakeKernel.configuration.utf8), with: "gzip -n")
        let kernel = FakeKernel.around(image) + Array("IKCFG_ST".utf8) + text + Array("IKCFG_ED".utf8)
        let found = try found(kernel)
        #expect(found.first?.configuration == .init(text: FakeKernel.configuration, origin: "IKCONFIG"))
    }

    @Test("a kernel that was built is found with its configuration, image by image") func buildTree() async throws {
        let (image, small) = try await (Fixtures.image(.x64), Fixtures.image(.i386))
        for name in ["vdso64.so", "vdso64.so.dbg"] { try scratch.write(image, "arch/x86/entry/vdso/\(name)") }
        try scratch.write(small, "arch/x86/entry/vdso/vdso32.so.dbg")
        try scratch.write(FakeKernel.around(image), "vmlinux")
        try scratch.write(image, "drivers/vdso-trap.so")
        let configuration = try scratch.write(Array(FakeKernel.configuration.utf8), ".config")
        let found = try KernelSearch().images(in: scratch.url.path)
        #expect(found.map { URL(fileURLWithPath: $0.path).lastPathComponent } == ["vdso32.so.dbg", "vdso64.so"])
        #expect(found.allSatisfy { $0.configuration?.origin == configuration })
    }

    @Test("an image whose note cannot be true takes the version of its kernel") func version() async throws {
        let image = try await Fixtures.image(.riscv64)
        var other = try await Fixtures.image(.aarch64)
        let note = try #require(other.firstRange(of: [0x2c, 0x12, 0x06, 0x00])?.lowerBound)
        other.replaceSubrange(note..<(note + 4), with: [6, 0, 0, 0])
        #expect(try found(FakeKernel.around(other, image)).map(\.versionCode) == [0x06122c, 0x06122c])
        #expect(try found(other).map(\.versionCode) == [nil])
    }
}
