import Foundation
import Testing

@testable import Targets

@Suite("Capabilities") struct CapabilitiesTests {
    @Test func areNamedFromAMask() {
        #expect(Capabilities.names(mask: 0) == [])
        #expect(Capabilities.names(mask: 1 << 25 | 1) == ["cap_chown", "cap_sys_time"])
        #expect(Capabilities.names(mask: 1 << 63) == ["63"])
    }

    @Test func ofThisProcessAreThoseThatTheKernelShows() throws {
        let capabilities = try #require(Capabilities.current)
        let status = try String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)
        func names(_ key: String) throws -> [String] {
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix(key) })
            return Capabilities.names(mask: try #require(UInt64(line.split(separator: "\t")[1], radix: 16)))
        }
        #expect(try capabilities.effective == names("CapEff:"))
        #expect(try capabilities.permitted == names("CapPrm:"))
        #expect(capabilities.isEmpty == (capabilities.effective + capabilities.permitted).isEmpty)
        #expect(!capabilities.description.isEmpty)
    }
}
