import Foundation
import Testing

@testable import Targets

@Suite("Privileges") struct PrivilegesTests {
    /// What a probe reports that has capabilities unless it is told to drop them.
    private func observe(
        effective: String?, permitted: String? = "0000000000000000", noNewPrivileges: String? = "1",
        dropping: Bool = true
    ) async throws -> Observed {
        let facts = [
            effective.map { Line.environment("capabilities.effective", $0) },
            permitted.map { Line.environment("capabilities.permitted", $0) },
            noNewPrivileges.map { Line.environment("no-new-privileges", $0) },
        ].compactMap(\.self)
        let scratch = try Scratch()
        let target = try await scratch.target(
            ([Line.start] + facts + [Line.end(after: facts.count + 1)]).joined(separator: "\n"))
        return try await Targets.observe(target, arguments: [], deadline: .seconds(120), dropping: dropping)
    }

    @Test func thatWereDroppedAreNoProblem() async throws {
        #expect(try await observe(effective: "0000000000000000").problem == nil)
        #expect(try await observe(effective: "0x0").problem == nil)
    }

    @Test func thatWereKeptAreNamed() async throws {
        #expect(
            try await observe(effective: "0000000002000001").problem
                == "the probe did not drop its effective capabilities: cap_chown, cap_sys_time")
        #expect(
            try await observe(effective: "0", permitted: "2000000").problem
                == "the probe did not drop its permitted capabilities: cap_sys_time")
        #expect(
            try await observe(effective: "0", noNewPrivileges: "0").problem
                == "the probe did not give up gaining privileges (no-new-privileges is 0)")
    }

    @Test func thatAreNotReportedAreAProblem() async throws {
        #expect(
            try await observe(effective: nil, permitted: nil).problem == """
                the probe does not report its effective capabilities; \
                the probe does not report its permitted capabilities
                """)
        #expect(
            try await observe(effective: "all").problem
                == "the probe reports \"all\" as its effective capabilities")
    }

    @Test func areNotAskedForWhereThereAreNone() async throws {
        #expect(try await observe(effective: nil, permitted: nil, dropping: false).problem == nil)
    }

    @Test func ofThisProcessDecideWhetherTheProbeIsToldToDropThem() async throws {
        let scratch = try Scratch()
        let target = try await scratch.target(#"echo "$@" >&2"#)
        let observed = try await Targets.observe(target, arguments: ["last"])
        let expected = Capabilities.current?.isEmpty == true ? "last\n" : "--drop-privileges last\n"
        #expect(observed.standardError == expected)
    }

    /// The real probe, as this process may run it: as root this is the proof that nothing is left.
    @Test(.enabled("there is a probe for this machine") { await Targets.look(at: .native).unavailable == nil })
    func areGoneInTheRealProbe() async throws {
        let target = await Targets.look(at: .native)
        let observed = try await Targets.observe(target, arguments: ["--quick"])
        #expect(observed.problem == nil, "\(observed.standardError)")
        let facts = Dictionary(
            observed.observations.environment.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        for set in ["effective", "permitted"] {
            let text = try #require(facts["capabilities.\(set)"])
            #expect(UInt64(text, radix: 16) == 0, "\(set)")
        }
        if Capabilities.current?.isEmpty == false { #expect(facts["no-new-privileges"] == "1") }
    }
}
