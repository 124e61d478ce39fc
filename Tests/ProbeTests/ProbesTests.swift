import Foundation
import Testing

@testable import Probe

@Suite("Probes") struct ProbesTests {
    @Test(
        "a probe is built for each architecture of the table",
        arguments: ["x86_64", "aarch64", "riscv64", "i386", "arm"])
    func isBuilt(architecture: String) throws {
        let url = try #require(Probes.url(architecture: architecture))
        let bytes = try Data(contentsOf: url)
        #expect(bytes.prefix(4) == Data([0x7f, 0x45, 0x4c, 0x46]))
        // The largest is that of i386, for which LLVM has no outliner.
        #expect(bytes.count <= 176 << 10, "a probe has to stay small enough for any initramfs")
        #expect(FileManager.default.isExecutableFile(atPath: url.path))
    }

    @Test("there is no probe for an architecture that is not in the table")
    func unknownArchitecture() {
        #expect(Probes.url(architecture: "pdp11") == nil)
        #expect(Probes.url(architecture: "") == nil)
    }
}
