import Conformance
import Results
import Testing

@Suite("Calls next to system calls and contracts") struct ComparedCallsTests {
    @Test(
        "equal calls pass, others fail",
        arguments: [
            ("getcpu", "alignment", "as-syscall"), ("time", "alignment", "as-syscall"),
            ("riscv_hwprobe", "keys", "as-promised"), ("riscv_hwprobe", "sets", "as-promised"),
            ("flush_icache", "flags", "as-syscall"), ("flush_icache", "other-hart", "as-promised"),
            ("futex_robust_list64_try_unlock", "owner", "as-promised"),
            ("futex_robust_list64_try_unlock", "contended", "as-promised"),
            ("futex_robust_list64_try_unlock", "handler", "as-promised"),
            ("clock_gettime", "new-second", "as-promised"), ("time", "new-second", "as-promised"),
        ])
    func mismatches(function: String, group: String, property: String) throws {
        let name = "\(function).\(group).\(property)"
        let good = try CallSamples.result(of: name, CallSamples.calls(function, group))
        #expect(good?.outcome == .passed)
        let bad = try CallSamples.result(of: name, CallSamples.calls(function, group, mismatches: 2))
        #expect(bad?.outcome == .failed)
        #expect(bad?.observed.contains("2 of 64") == true)
        #expect(bad?.observed.contains("-22") == true)
    }

    @Test("what is written beside fails on its own", arguments: ["alignment", "keys", "others"])
    func overruns(group: String) throws {
        let function =
            ["alignment": "gettimeofday", "keys": "riscv_hwprobe"][group] ?? "futex_robust_list64_try_unlock"
        let line = CallSamples.calls(function, group, overruns: 1)
        #expect(try CallSamples.result(of: "\(function).\(group).within-bounds", line)?.outcome == .failed)
        let values = group == "alignment" ? "as-syscall" : "as-promised"
        #expect(try CallSamples.result(of: "\(function).\(group).\(values)", line)?.outcome == .passed)
    }

    @Test("nothing observed is an error, never a pass") func nothing() throws {
        #expect(try CallSamples.result(of: "riscv_hwprobe.keys.as-promised")?.outcome == .error)
        let empty = CallSamples.calls("riscv_hwprobe", "keys", calls: 0)
        #expect(try CallSamples.result(of: "riscv_hwprobe.keys.as-promised", empty)?.outcome == .error)
    }

    @Test("a crash is a failure") func crash() throws {
        let end = "{\"kind\":\"ended\",\"experiment\":\"agreement/flush_icache.same-hart\",\"signal\":4}"
        #expect(try CallSamples.result(of: "flush_icache.same-hart.as-promised", end)?.outcome == .failed)
    }

    @Test("an unlock that a signal interrupts is the kernel's to end, in its own image") func handler() throws {
        let name = "futex_robust_list64_try_unlock.handler.as-promised"
        let dangling = CallSamples.calls("futex_robust_list64_try_unlock", "handler", mismatches: 1)
        #expect(try CallSamples.result(of: name, dangling)?.outcome == .failed)
        #expect(try CallSamples.result(of: name, chosen: true, dangling)?.outcome == .skipped)
        let unseen = CallSamples.calls("futex_robust_list64_try_unlock", "handler", calls: 0)
        #expect(try CallSamples.result(of: name, unseen)?.outcome == .skipped)
    }
}
