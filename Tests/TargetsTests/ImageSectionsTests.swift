import Foundation
import Testing

@testable import Observations
@testable import Targets

/// A machine that tests several images, with a shell script in place of qemu.
@Suite("Several images in one boot") struct ImageSectionsTests {
    private func observe(_ body: String, images: Int) async throws -> [Observed] {
        let scratch = try Scratch()
        let machine = try #require(GuestMachine.named("riscv64"))
        let guest = Guest(machine: machine, kernel: "/nonexistent/vmlinuz", options: GuestOptions())
        var target = try await scratch.target("")
        target.name = .qemuSystem(machine: "riscv64")
        target.guest = guest
        return try await GuestRun(
            target: target, guest: guest,
            emulator: Emulator(path: try await scratch.script("qemu", body), version: "10.0.2"), architecture: "none",
            arguments: ["--quick"], deadline: .seconds(60),
            images: (0..<images).map { GuestImage(bytes: [UInt8($0)], areas: ["image"]) }
        ).observeImages()
    }

    private static func mark(_ number: String) -> String { Line.environment("image.number", number) }
    private static let whole = "\(Line.start)\n\(Line.end(after: 1))"

    @Test func eachHasItsReport() async throws {
        let observed = try await observe(
            [Self.mark("0"), Self.whole, Self.mark("1"), Self.whole, Self.mark("end")].joined(separator: "\n"),
            images: 2)
        #expect(observed.count == 2)
        #expect(observed.allSatisfy { $0.problem == nil && $0.observations.all.count == 2 })
    }

    @Test("an image that ends its probe takes no other with it") func cutOff() async throws {
        let observed = try await observe(
            [Self.mark("0"), Line.start, Self.mark("1"), Self.mark("2"), Self.whole, Self.mark("end")]
                .joined(separator: "\n"), images: 3)
        #expect(observed[0].problem == "the report was cut off after 1 line: it has no end")
        #expect(observed[1].problem == "the probe reported nothing")
        #expect(observed[2].problem == nil)
    }

    @Test("one that ends its machine is told from those before and those behind") func panics() async throws {
        let observed = try await observe(
            [
                Self.mark("0"), Self.whole, Self.mark("1"), Line.start,
                "echo 'Kernel panic - not syncing: oops' >&2",
            ].joined(separator: "\n"), images: 3)
        #expect(observed[0].problem == nil)
        #expect(observed[1].problem?.hasPrefix("the kernel panicked after 1 line: oops") == true)
        #expect(observed[2].problem?.hasPrefix("the kernel panicked after 0 lines: oops") == true)
    }

    @Test("the images and their areas are in the initramfs") func files() async throws {
        let archive = try Initramfs(
            probe: [1], files: [("images/0", [2, 3]), ("images/0.areas", Array("image\n".utf8))]
        ).archive()
        let text = String(decoding: archive, as: UTF8.self)
        for name in ["images\0", "images/0\0", "images/0.areas\0"] { #expect(text.contains(name)) }
    }
}
