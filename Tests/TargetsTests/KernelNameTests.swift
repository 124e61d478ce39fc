import Foundation
import Testing

@testable import Targets

@Suite("Names of kernels") struct KernelNameTests {
    @Test func areFilesOrPlaces() throws {
        #expect(try KernelName("/boot/vmlinuz") == .file(path: "/boot/vmlinuz"))
        #expect(try KernelName("fetch:debian/trixie") == .fetched(place: "debian/trixie"))
    }

    @Test(arguments: ["fetch:", "fetch:debian", "fetch:a/b/c/d/e", "fetch:debian/../x", "fetch:a//b", "fetch:-x/y"])
    func thatLeadElsewhereAreRefused(text: String) {
        #expect(throws: KernelNameError.self) { try KernelName(text) }
    }

    @Test(arguments: [
        ("debian/trixie", "debian/trixie/arm64/arm64"), ("debian/sid/ARCH", "debian/sid/arm64/arm64"),
        ("debian/trixie/ARCH/cloud-ARCH", "debian/trixie/arm64/cloud-arm64"),
    ])
    func leadToTheArchitecture(text: String, place: String) throws {
        let machine = try #require(GuestMachine.named("aarch64"))
        #expect(KernelName.place(text, for: machine) == place)
    }

    private func look(_ scratch: Scratch, _ kernel: KernelName?, project: String? = nil) async throws -> Target {
        try await scratch.script("probe-aarch64", "")
        try await scratch.emulator("bin/qemu-system-aarch64", version: "7.2.0")
        var machine = scratch.machine(environment: ["PATH": "\(scratch.path)/bin"])
        machine.project = project
        return await Targets.look(
            at: .qemuSystem(machine: "aarch64"), on: machine, guests: GuestOptions(kernel: kernel))
    }

    @Test func thatWereNotGivenAreAskedFor() async throws {
        let target = try await look(try Scratch(), nil)
        #expect(target.unavailable?.contains("--kernel fetch:debian/trixie") == true)
        #expect(target.unavailable?.contains("VDSO_KERNEL") == true)
    }

    @Test func thatAreMissingAreSaid() async throws {
        let target = try await look(try Scratch(), .file(path: "/nonexistent/vmlinuz"))
        #expect(target.unavailable == "the kernel /nonexistent/vmlinuz cannot be read")
    }

    @Test func inTheCacheAreNotFetched() async throws {
        let scratch = try Scratch()
        let path = try await scratch.script("cache/kernels/debian/trixie/arm64/arm64/vmlinuz", "")
        let target = try await look(scratch, .fetched(place: "debian/trixie"))
        #expect(target.unavailable == nil)
        #expect(target.guest?.kernel == path)
        #expect(target.label == "qemu-system-aarch64")
    }

    @Test func thatAreNotThereAreFetched() async throws {
        let scratch = try Scratch()
        try await scratch.script(
            "scripts/fetch-kernels", #"d=$VDSO_CACHE/kernels/$1; mkdir -p "$d"; echo k > "$d/vmlinuz""#)
        let target = try await look(scratch, .fetched(place: "debian/trixie"), project: scratch.path)
        #expect(target.unavailable == nil)
    }

    @Test func thatCannotBeFetchedSayWhy() async throws {
        let scratch = try Scratch()
        try await scratch.script("scripts/fetch-kernels", "echo 'no mirror' >&2; exit 1")
        let target = try await look(scratch, .fetched(place: "debian/trixie"), project: scratch.path)
        #expect(target.unavailable == "scripts/fetch-kernels debian/trixie/arm64/arm64 got no kernel: no mirror")
        #expect(!target.lacksKernel)
    }

    @Test func thatNobodyHasAreToldFromThoseThatCannotBeFetched() async throws {
        let scratch = try Scratch()
        try await scratch.script("scripts/fetch-kernels", "echo 'has no kernels for arm64' >&2; exit 3")
        let target = try await look(scratch, .fetched(place: "debian/trixie"), project: scratch.path)
        #expect(target.unavailable?.contains("has no kernels for arm64") == true)
        #expect(target.lacksKernel)
    }

    /// What tells them apart is the script's exit status, before it asks a network.
    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/apt-get"), "fetch-kernels needs apt-get"),
        arguments: [("debian/bookworm/riscv64", 3), ("debian/nosuch", 2), ("debian/trixie/arm64/a/b", 2)])
    func theScriptTellsThemApart(place: String, status: Int32) async throws {
        let scratch = try Scratch()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "scripts/fetch-kernels").path
        let child = ChildProcess(
            executable: "/usr/bin/env", arguments: ["VDSO_CACHE=\(scratch.path)", script, place],
            deadline: .seconds(300), outputLimit: 1 << 16)
        #expect(try await child.run().ending == .exited(status))
    }

    @Test func needANewEnoughEmulator() async throws {
        let scratch = try Scratch()
        try await scratch.script("probe-riscv64", "")
        try await scratch.emulator("bin/qemu-system-riscv64", version: "6.2.0")
        let target = await Targets.look(
            at: .qemuSystem(machine: "riscv64"),
            on: scratch.machine(environment: ["PATH": "\(scratch.path)/bin"]),
            guests: GuestOptions(kernel: .file(path: "/dev/null")))
        #expect(
            target.unavailable
                == "qemu-system 6.2.0 is older than 7.2: run scripts/setup --machines (\(scratch.path)/bin/qemu-system-riscv64)"
        )
    }
}
