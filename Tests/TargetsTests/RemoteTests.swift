import Foundation
import Testing

@testable import Targets

/// Another machine, with a shell script in place of ssh that runs here what it would run there.
@Suite("Another machine") struct RemoteTests {
    private static let ssh = #"""
        while [ "$1" != -- ]; do echo "$1" >> "${0%/*}/options"; shift; done
        echo "$2" >> "${0%/*}/hosts"
        cd "${0%/*}"; TMPDIR=$PWD/tmp exec sh -c "$3"
        """#

    private func target(_ scratch: Scratch, probe: String, ssh: String = ssh) async throws -> Target {
        try FileManager.default.createDirectory(atPath: "\(scratch.path)/tmp", withIntermediateDirectories: true)
        try await scratch.script("ssh", ssh)
        let architecture = Machine.uname(\.machine)
        try await scratch.script("probe-\(architecture)", probe)
        return await Targets.look(
            at: .ssh(host: "root@board"),
            on: scratch.machine(environment: ["PATH": "\(scratch.path):/usr/bin:/bin", "HOME": "/nonexistent"]))
    }

    private func left(_ scratch: Scratch) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/tmp")
    }

    @Test func runsTheProbeAndKeepsNothing() async throws {
        let scratch = try Scratch()
        let architecture = Machine.uname(\.machine)
        let start = Line.start.replacingOccurrences(of: "riscv64", with: architecture)
        let target = try await target(
            scratch, probe: "echo \"$0 $*\" >&2; \(start)\n\(Line.end(after: 1))")
        #expect(target.unavailable == nil)
        #expect(target.label == "ssh-root-board")
        #expect(target.architecture == architecture)
        let observed = try await Targets.observe(target, arguments: ["--area", "it's"])
        #expect(observed.observations.end?.lines == 1)
        #expect(observed.standardError.contains("/tmp/vdso-probe."))
        #expect(observed.standardError.hasSuffix("--drop-privileges --area it's\n"))
        #expect(try left(scratch).isEmpty)
        let options = try String(contentsOfFile: "\(scratch.path)/options", encoding: .utf8)
        #expect(options.contains("BatchMode=yes"))
    }

    @Test func saysThatTheProbeFailedAndKeepsNothing() async throws {
        let scratch = try Scratch()
        let target = try await target(scratch, probe: "exit 9")
        let observed = try await Targets.observe(target)
        #expect(observed.problem?.hasPrefix("the probe ended with exit status 9") == true)
        #expect(try left(scratch).isEmpty)
    }

    @Test func saysThatNobodyCanLogIn() async throws {
        let target = try await target(
            try Scratch(), probe: "", ssh: "echo 'root@board: Permission denied (publickey).' >&2; exit 255")
        #expect(
            target.unavailable
                == "ssh cannot log in to root@board: root@board: Permission denied (publickey).")
    }

    @Test func saysThatThereIsNoProbe() async throws {
        let target = try await target(try Scratch(), probe: "", ssh: "echo vax")
        #expect(target.unavailable?.hasPrefix("there is no probe for vax") == true)
    }
}
