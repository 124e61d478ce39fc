import Expectations
import Observations
import Results

/// What a call must leave alone: registers, control words, the thread pointer, and the caller's stack.
///
/// Every function is called on its path in user space and on its fallback, with a known value in each register that the
/// architecture's procedure call standard preserves.
let callingConventionChecks: [Check] = [
    // Defects C01, C05, C08, C13, C15: a preserved register, a flag or a control word comes back changed.
    pathCheck("preserved", "preserved registers, flags and control words keep their values") { path, seen, question in
        question("every preserved register as before the call", "a program computes with another value, much later")
            .judge(
                seen.changed.isEmpty,
                seen.changed.isEmpty
                    ? "unchanged in \(seen.calls) calls"
                    : "changed in \(seen.calls) calls: \(seen.changed.joined(separator: ", "))")
    },
    // Defect C11: stack protectors and thread-local data of another program.
    pathCheck("thread-pointer", "the thread pointer keeps its value") { _, seen, question in
        question("the thread pointer as before the call", "thread-local data of another thread is used")
            .judge(!seen.threadPointerChanged, seen.threadPointerChanged ? "changed" : "unchanged")
    },
    pathCheck("caller-stack", "nothing is written above the caller's stack pointer") { _, seen, question in
        question("no write above the stack pointer at the call", "a local variable of the caller changes")
            .judge(
                seen.wroteAbove == nil,
                seen.wroteAbove.map { "a write \($0) bytes above" } ?? "2 KiB above are unchanged")
    },
    // Defect C02: Go calls with small stacks, and a hardened compiler's probes ran below them.
    Check(
        area: .callingConvention, property: "stack",
        meaning: "a call works with as little stack as the expectations say, written or only touched",
        needs: .observations, judge: judgeStack),
]

private func pathCheck(
    _ property: String, _ meaning: String,
    _ judge: @escaping @Sendable (Path, Registers, (_ expected: String, _ why: String) -> Question) -> CheckResult
) -> Check {
    Check(area: .callingConvention, property: property, meaning: meaning, needs: .observations) { context in
        Path.all.compactMap { path in
            let evidence = context.evidence(of: path.function, experiment: path.experiment) { observations in
                observations.registers.first { $0.function == path.function && $0.path == path.path }
            }
            guard let evidence else { return nil }
            func question(_ expected: String, _ why: String) -> Question {
                Question(
                    identifier: context.identifier(.callingConvention, path.name, property), expected: expected,
                    why: why, location: nil)
            }
            return question(meaning, "").answer(evidence) { judge(path, $0, question) }
        }
    }
}

/// A function on one of its paths, as the probe calls it.
private struct Path {
    var function: String
    var path: String
    var name: String { "\(function).\(path)" }
    var experiment: String { "calling-convention/\(name)" }

    private static let read = ClockFunctions.gettime.flatMap { function in
        ["MONOTONIC", "REALTIME_COARSE", "THREAD_CPUTIME_ID", "invalid", "each-clock"].map {
            Path(function: function, path: $0)
        }
    }
    private static let resolved = ClockFunctions.getres.flatMap { function in
        ["MONOTONIC", "invalid", "each-clock"].map { Path(function: function, path: $0) }
    }
    static let all =
        read + resolved + [
            Path(function: "gettimeofday", path: "both"), Path(function: "time", path: "stored"),
            Path(function: "getcpu", path: "both"), Path(function: "getrandom", path: "fill"),
            Path(function: "getrandom", path: "wrong-size"), Path(function: "riscv_hwprobe", path: "key"),
            Path(function: "flush_icache", path: "all"),
            Path(function: "futex_robust_list64_try_unlock", path: "not-owned"),
        ]
}

@Sendable private func judgeStack(_ context: Context) -> [CheckResult] {
    guard
        let bound = context.expectations.callingConvention.first(where: {
            $0.property == "stack.bytes" && $0.conditions.decide(in: context.situation) == .holds
        }), let limit = bound.values.first.flatMap(UInt64.init)
    else { return [] }
    return Path.all.compactMap { path in
        let evidence = context.evidence(of: path.function, experiment: path.experiment) {
            observations -> (Registers, Stack)? in
            guard
                let registers = observations.registers.first(where: {
                    $0.function == path.function && $0.path == path.path
                }),
                let stack = observations.stacks.first(where: { $0.function == path.function && $0.path == path.path })
            else { return nil }
            return (registers, stack)
        }
        guard let evidence else { return nil }
        let question = Question(
            identifier: context.identifier(.callingConvention, path.name, "stack"),
            expected: "at most \(limit) bytes of stack", why: "programs with small stacks overwrite their own memory",
            location: bound.location.description)
        return question.answer(evidence) { registers, stack in
            question.judge(
                registers.stackUsed <= limit && stack.works <= limit,
                "\(registers.stackUsed) bytes written; works with \(stack.works) bytes")
        }
    }
}
