import Foundation
import ImageFixtures
import Testing

@testable import KernelFiles

@Suite("Kernel files: hostile files") struct HostileTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func error(_ bytes: [UInt8], _ change: (inout Limits) -> Void = { _ in }) throws -> String? {
        var search = KernelSearch()
        change(&search.limits)
        let path = try scratch.write(bytes, "file")
        do {
            _ = try search.images(in: path)
            return nil
        } catch {
            #expect(error.description.hasPrefix(path))
            #expect(!error.description.contains("\n"))
            return error.description
        }
    }

    @Test(arguments: ["", "root:x:0", "\u{7f}ELF"])
    func whatHoldsNoImageIsRefused(text: String) throws {
        #expect(try error(Array(text.utf8)) != nil)
        #expect(try error(Array(text.utf8) + FakeKernel.filler(100_000)) != nil)
    }

    @Test("what is unpacked has a bound") func bomb() throws {
        let bomb = try scratch.compress([UInt8](repeating: 0, count: 20 << 20), with: "gzip")
        #expect(try error(bomb) { $0.size = 1 << 20 }?.contains("more than 1 MiB") == true)
        #expect(try error(bomb) { $0.total = 1 << 20 }?.contains("more than 1 MiB") == true)
    }

    @Test("a member that is passed over is counted as well") func hiddenBomb() throws {
        try scratch.write([UInt8](repeating: 0, count: 20 << 20), "tree/lib/modules/x/kernel/a.ko")
        try scratch.run("tar -C tree -czf data .")
        let package = FakeKernel.package([("data.tar.gz", try scratch.read("data"))])
        #expect(try error(package) { $0.total = 4 << 20 }?.contains("more than 4 MiB") == true)
    }

    @Test("containers in containers have a bound") func depth() async throws {
        var bytes = try await Fixtures.image(.x64)
        for _ in 0..<12 { bytes = FakeKernel.package([("vmlinuz", bytes)]) }
        #expect(try error(bytes)?.contains("more than 6 containers") == true)
    }

    @Test("a kernel or package that ends too early is no kernel", arguments: ["gzip", "xz", "zstd -q"])
    func truncated(command: String) async throws {
        let kernel = try scratch.compress(FakeKernel.around(try await Fixtures.image(.x64)), with: command)
        #expect(try error(Array(kernel.dropLast(kernel.count / 8))) != nil)
        let package = FakeKernel.package([("vmlinuz", kernel)])
        #expect(try error(Array(package.dropLast(kernel.count / 8))) != nil)
    }

    @Test("a kernel that is shorter than its header says is cut off, though an image is still in it")
    func shorterThanItsHeader() async throws {
        let kernel = FakeKernel.executable(around: try await Fixtures.image(.aarch64))
        #expect(try error(kernel) == nil)
        #expect(try error(kernel + FakeKernel.filler(999)) == nil)
        let words = "is cut off: by its header it has \(kernel.count) bytes, and there are \(kernel.count - 1)"
        #expect(try error(kernel.dropLast())?.hasSuffix(words) == true)
        let package = FakeKernel.package([("vmlinuz", kernel.dropLast())])
        #expect(try error(package)?.hasSuffix(words) == true)
    }

    @Test("vmlinux likewise") func shorterThanItsSections() async throws {
        let image = try await Fixtures.image(.x64)
        var kernel = [0x7f, 0x45, 0x4c, 0x46, 2, 1] + [UInt8](repeating: 0, count: 8186) + image
        (kernel[0x29], kernel[0x2a], kernel[0x3a], kernel[0x3c]) = (0, 1, 64, 2)
        #expect(kernel.count < 0x10000)
        #expect(try error(kernel)?.contains("is cut off: by its header it has 65664 bytes") == true)
        #expect(try error(kernel + [UInt8](repeating: 0, count: 65664 - kernel.count)) == nil)
    }

    @Test("what could be unpacked in part says so", arguments: ["xz", "zstd -q", "gzip"])
    func inPart(command: String) async throws {
        let kernel = try scratch.compress(
            FakeKernel.filler(900_000) + (try await Fixtures.image(.x64)), with: command)
        let cut = FakeKernel.filler(4096) + kernel.dropLast(kernel.count / 3)
        #expect(try error(cut)?.contains("holds no vDSO image as far as it can be read: ") == true)
    }

    @Test("damage anywhere neither crashes nor hangs") func damage() async throws {
        let kernel = try scratch.compress(FakeKernel.around(try await Fixtures.image(.i386)), with: "gzip")
        for position in stride(from: 0, to: kernel.count, by: max(1, kernel.count / 60)) {
            var broken = FakeKernel.package([("vmlinuz", kernel)])
            broken[8 + position] ^= 0x5a
            _ = try error(broken)
        }
    }

    @Test func folderWithoutImages() throws {
        #expect(throws: KernelFileError.self) { try KernelSearch().images(in: scratch.url.path) }
        #expect(throws: KernelFileError.self) { try KernelSearch().images(in: "/dev/null") }
        #expect(throws: KernelFileError.self) { try KernelSearch().images(in: "/nonexistent") }
    }
}
