import Foundation
import Testing

@testable import Targets

@Suite("What another machine boots") struct BootFileTests {
    @Test func holdsTheProbeAndTellsItWhereToReport() throws {
        let file = try BootFile(architecture: "riscv64", serial: "/dev/ttyS0", arguments: ["--quick"])
        #expect(file.commandLine == "-- --guest --serial /dev/ttyS0 --drop-privileges --quick")
        #expect(file.bytes.starts(with: Data("070701".utf8)))
        #expect(file.bytes.count > 10_000)
        #expect(try BootFile(architecture: "riscv64", serial: "/dev/ttyS0").bytes == file.bytes)
    }

    @Test func holdsAnImageToTest() throws {
        let bytes: [UInt8] = Array("an image".utf8)
        let file = try BootFile(architecture: "aarch64", serial: "/dev/ttyAMA0", image: bytes)
        #expect(file.commandLine.hasSuffix(" --image /image"))
        #expect(file.bytes.range(of: Data(bytes)) != nil)
    }

    @Test(arguments: [("pdp11", "/dev/ttyS0"), ("x86_64", "ttyS0"), ("x86_64", "/dev/ttyS0 init=/bin/sh")])
    func isRefusedWhereItCannotBe(architecture: String, serial: String) {
        #expect(throws: BootFile.Failure.self) { try BootFile(architecture: architecture, serial: serial) }
    }
}
