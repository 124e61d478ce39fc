import Foundation
import Testing

@testable import Targets

@Suite("Starting without privileges") struct UnprivilegedStartTests {
    /// Whether this process has something to lose and may lose it.
    static var isPossible: Bool {
        Capabilities.current?.effective.contains("cap_setpcap") == true && UnprivilegedStart.find() != nil
    }

    @Test("a probe has no capability from its first instruction on", .enabled(if: isPossible))
    func startsWithNone() async throws {
        let scratch = try Scratch()
        let target = try await scratch.target("grep -E '^(Cap|NoNewPrivs)' /proc/self/status >&2")
        let seen = try await Targets.observe(target, arguments: []).standardError
        for set in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"] {
            let line = try #require(seen.split(separator: "\n").first { $0.hasPrefix(set) })
            let mask = try #require(UInt64(line.split(separator: "\t")[1], radix: 16))
            #expect(Capabilities.names(mask: mask) == [], "\(set)")
        }
        #expect(seen.contains("NoNewPrivs:\t1"))
    }

    @Test(
        "without such a program, or with one that cannot do it, the probe is started as ever",
        arguments: [nil, "/nonexistent", "/bin/false"])
    func otherwise(setpriv: String?) async {
        #expect(await UnprivilegedStart.words(for: ["/bin/sh"], probe: "/bin/sh", setpriv: setpriv) == [])
    }

    @Test(
        "a probe that cannot be reached without privileges is started with them",
        .enabled(if: isPossible && getuid() == 0))
    func closedFolder() async throws {
        let scratch = try Scratch()
        let probe = try await scratch.script("closed/probe", ":")
        #expect(await !UnprivilegedStart.words(for: [probe], probe: probe).isEmpty)
        // Another user's, and closed to all others.
        #expect(chown("\(scratch.path)/closed", 12345, 12345) == 0)
        #expect(chmod("\(scratch.path)/closed", 0o700) == 0)
        #expect(await UnprivilegedStart.words(for: [probe], probe: probe) == [])
    }
}
