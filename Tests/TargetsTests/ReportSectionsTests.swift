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

    /// Two probes in one boot. The script is told how often it was started before.
    private func observeTogether(_ body: String) async throws -> [Observed] {
        let scratch = try Scratch()
        let machine = try #require(GuestMachine.named("riscv64"))
        let guest = Guest(machine: machine, kernel: "/nonexistent/vmlinuz", options: GuestOptions())
        var target = try await scratch.target("")
        target.name = .qemuSystem(machine: "riscv64")
        target.guest = guest
        let script = """
            boots=$(cat \(scratch.path)/boots 2>/dev/null || echo 0)
            echo $((boots + 1)) > \(scratch.path)/boots
            \(body)
            """
        return try await GuestRun(
            target: target, companions: [target], guest: guest,
            emulator: Emulator(path: try await scratch.script("qemu", script), version: "10.0.2"), architecture: "none",
            arguments: ["--quick"], deadline: .seconds(60)
        ).observeTogether()
    }

    @Test("programs that share a boot have their own reports") func together() async throws {
        let observed = try await observeTogether(
            """
            case "$*" in *'--programs 2 --limit 60'*) ;; *) exit 9 ;; esac
            [ $boots = 0 ] || exit 8
            \([Self.mark("0"), Self.whole, Self.mark("1"), Self.whole, Self.mark("end")].joined(separator: "\n"))
            """)
        #expect(observed.map(\.problem) == [nil, nil])
        #expect(observed.allSatisfy { $0.observations.all.count == 2 })
    }

    @Test("one that was killed for its time takes no other with it") func overdue() async throws {
        let late = Line.environment("guest.overdue", "60")
        let observed = try await observeTogether(
            [Self.mark("0"), Line.start, "echo", late, Self.mark("1"), Self.whole, Self.mark("end")]
                .joined(separator: "\n"))
        #expect(observed[0].problem == "the probe did not end within 60 s and was killed after 1 line")
        #expect(observed[1].problem == nil)
    }

    @Test("one that takes the machine with it leaves the next one a boot of its own") func deadMachine() async throws {
        let observed = try await observeTogether(
            """
            if [ $boots = 0 ]; then
            \(Self.mark("0"))
            \(Line.start)
            echo 'Kernel panic - not syncing: oops' >&2
            exit 0
            fi
            \(Self.whole)
            """)
        #expect(observed[0].problem?.hasPrefix("the kernel panicked after 1 line: oops") == true)
        #expect(observed[1].problem == nil)
    }

    @Test("a kernel that does not come to the first program is not booted for the second") func noBoot() async throws {
        let observed = try await observeTogether(
            """
            [ $boots = 0 ] || exit 8
            echo 'Kernel panic - not syncing: no root' >&2
            """)
        #expect(observed.map(\.problem) == Array(repeating: "the kernel panicked after 0 lines: no root", count: 2))
    }

    @Test("what lies on the border of two pieces is seen") func times() async throws {
        let times = SectionTimes()
        let text = Array((Self.line("0") + "x\n" + Self.line("1") + Self.line("end")).utf8)
        for byte in text { times.add([byte]) }
        #expect(times.seconds(of: 0) != nil)
        #expect(times.seconds(of: 1) != nil)
        #expect(times.seconds(of: 2) == nil)
    }

    private static func line(_ number: String) -> String { ReportSections.mark(number) + "\n" }

    private static func mark(_ number: String) -> String { Line.environment("guest.section", number) }
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
