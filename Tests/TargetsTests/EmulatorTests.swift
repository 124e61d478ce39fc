import Foundation
import Testing

@testable import Targets

@Suite("Emulators") struct EmulatorTests {
    private func find(_ machine: Machine) async throws -> Emulator {
        try await Emulator.find(architecture: "aarch64", on: machine)
    }

    private func refusal(_ machine: Machine) async -> String? {
        do {
            _ = try await find(machine)
            return nil
        } catch { return "\(error)" }
    }

    @Test(arguments: ["qemu-aarch64", "qemu-aarch64-static"])
    func areFoundOnThePath(name: String) async throws {
        let scratch = try Scratch()
        let path = try await scratch.emulator("bin/\(name)", version: "10.0.2 (Debian 1:10.0.2+ds-2)")
        let emulator = try await find(
            scratch.machine(environment: ["PATH": "relative:/nonexistent:\(scratch.path)/bin"]))
        #expect(emulator == Emulator(path: path, version: "10.0.2"))
    }

    @Test func areFoundInTheCacheWhereThePackagedOneIsTooOld() async throws {
        let scratch = try Scratch()
        try await scratch.emulator("bin/qemu-aarch64-static", version: "7.2.18")
        let newer = try await scratch.emulator("cache/qemu/bin/qemu-aarch64", version: "8.2.0")
        let emulator = try await find(scratch.machine(environment: ["PATH": "\(scratch.path)/bin"]))
        #expect(emulator == Emulator(path: newer, version: "8.2.0"))
    }

    @Test func thatAreNewEnoughInThePathComeBeforeTheCache() async throws {
        let scratch = try Scratch()
        let packaged = try await scratch.emulator("bin/qemu-aarch64", version: "9.0.0")
        try await scratch.emulator("cache/qemu/bin/qemu-aarch64", version: "10.0.2")
        let emulator = try await find(scratch.machine(environment: ["PATH": "\(scratch.path)/bin"]))
        #expect(emulator.path == packaged)
    }

    @Test func ofTheNamedFolderAreTheOnlyOnes() async throws {
        let scratch = try Scratch()
        try await scratch.emulator("bin/qemu-aarch64", version: "10.0.2")
        let named = try await scratch.emulator("named/qemu-aarch64", version: "9.2.0")
        var environment = ["PATH": "\(scratch.path)/bin", "VDSO_QEMU_DIR": "\(scratch.path)/named"]
        #expect(try await find(scratch.machine(environment: environment)).path == named)
        environment["VDSO_QEMU_DIR"] = "\(scratch.path)/empty"
        #expect(
            await refusal(scratch.machine(environment: environment))
                == "there is no qemu-aarch64 in VDSO_QEMU_DIR (\(scratch.path)/empty): run scripts/setup")
    }

    @Test func folderIsAbsoluteAndAnEmptyNameMeansNone() {
        let here = FileManager.default.currentDirectoryPath
        #expect(Machine.folder("VDSO_QEMU_DIR", in: ["VDSO_QEMU_DIR": "qemu"]) == "\(here)/qemu")
        #expect(Machine.folder("VDSO_QEMU_DIR", in: ["VDSO_QEMU_DIR": ""]) == nil)
        #expect(Machine.folder("VDSO_QEMU_DIR", in: [:]) == nil)
    }

    @Test func thatAreTooOldSayWhatIsNeeded() async throws {
        let scratch = try Scratch()
        let path = try await scratch.emulator("bin/qemu-aarch64", version: "7.2.18 (Debian 1:7.2)")
        #expect(
            await refusal(scratch.machine(environment: ["PATH": "\(scratch.path)/bin"]))
                == "qemu-user 7.2.18 gives its guests no vDSO; 8.2 or newer does: run scripts/setup (\(path))")
    }

    @Test func thatSayNothingAreNotUsed() async throws {
        let scratch = try Scratch()
        let path = try await scratch.script("bin/qemu-aarch64", "exit 1")
        #expect(
            await refusal(scratch.machine(environment: ["PATH": "\(scratch.path)/bin"]))
                == "\(path) does not say its version")
    }

    @Test func thatAreMissingSayHowToGetThem() async throws {
        #expect(
            await refusal(try Scratch().machine())
                == "there is no qemu-aarch64 on the PATH or in the cache: run scripts/setup")
    }

    @Test(arguments: [
        ("8.2", true), ("8.2.0", true), ("8.2.2", true), ("9.0.0", true), ("10.1.0-rc2", true), ("10", true),
        ("8.1.93", false), ("7.2.18", false), ("8", false), ("", false), ("version", false),
    ])
    func areJudgedByTheirVersion(version: String, isNewEnough: Bool) {
        #expect(Emulator.isNewEnough(version) == isNewEnough)
    }

    @Test func versionIsTheWordAfterVersion() {
        #expect(Emulator.version(in: "qemu-riscv64 version 8.2.2 (Debian 1:8.2.2+ds)\nCopyright (c)") == "8.2.2")
        #expect(Emulator.version(in: "qemu-riscv64 version") == nil)
        #expect(Emulator.version(in: "") == nil)
    }
}
