import Expectations
import Observations
import Results

/// Clock identifiers of every kind, and pointers that lead nowhere.
let argumentChecks: [Check] = [
    // Defects C04, C07, D04, D07: the fallback passes another identifier, another system call, or gives up.
    identifierCheck(
        "as-syscall", "clock identifiers of every kind give the system call's return value and reading",
        "a program sees another error, or the time of another clock"
    ) { $0.mismatches },
    identifierCheck(
        "untouched-on-error", "a call that fails leaves the structure as it was", "a program loses what it had there"
    ) { $0.writtenOnError },
    // Defect H09: padding behind the structure was written.
    identifierCheck(
        "within-bounds", "nothing is written before or behind the structure, at any alignment",
        "what the program keeps beside the structure changes"
    ) { $0.overruns },
    // Defect D09: Documentation/ABI/stable/vdso allows a signal instead of EFAULT, and nothing else.
    Check(
        area: .errors, property: "bad-pointer",
        meaning: "a pointer that leads nowhere gives EFAULT or a signal, success only where the system call succeeds",
        needs: .observations, judge: judgePointers),
]

private func identifierCheck(
    _ property: String, _ meaning: String, _ why: String,
    _ count: @escaping @Sendable (Identifiers) -> UInt64
) -> Check {
    Check(area: .errors, subject: "clock_*", property: property, meaning: meaning, needs: .observations) { context in
        ClockFunctions.all.flatMap { function in
            groups.compactMap { group -> CheckResult? in
                // Those of resolutions are judged one by one.
                if ClockFunctions.getres.contains(function), group == "listed" { return nil }
                let evidence = context.evidence(of: function, experiment: "errors/\(function).\(group)") {
                    $0.identifiers.first { $0.function == function && $0.group == group }
                }
                guard let evidence else { return nil }
                let question = Question(
                    identifier: context.identifier(.errors, "\(function).\(group)", property), expected: meaning,
                    why: why, location: nil)
                return question.answer(evidence) { seen in
                    guard seen.calls > 0 else { return question.error("no call was made") }
                    let wrong = count(seen)
                    return question.judge(
                        wrong == 0,
                        wrong == 0
                            ? "so in \(seen.calls) calls" : "not so in \(wrong) of \(seen.calls) calls\(seen.example)")
                }
            }
        }
    }
}

private let groups = [
    "listed", "extreme", "process", "dead-process", "descriptor", "random", "alignment", "upper-half",
]

extension Identifiers {
    /// The first identifier that did something wrong.
    fileprivate var example: String {
        guard let first, let firstResult, let firstSystemResult else { return "" }
        return "; clock \(first) returned \(firstResult), the system call \(firstSystemResult)"
    }
}

/// What the probe passes pointers to.
private let pointerArguments =
    ClockFunctions.gettime.flatMap { function in
        ["MONOTONIC", "REALTIME_COARSE", "THREAD_CPUTIME_ID"].map { (function, $0) }
    } + ClockFunctions.getres.map { ($0, "MONOTONIC") } + [
        ("gettimeofday", "timeval"), ("gettimeofday", "timezone"), ("time", "stored"), ("getcpu", "cpu"),
        ("getcpu", "node"),
    ]
/// The places of `Pointer.place`.
private let places = 7

@Sendable private func judgePointers(_ context: Context) -> [CheckResult] {
    pointerArguments.compactMap { function, argument in
        let evidence = context.evidence(of: function, experiment: "errors/\(function).\(argument)") {
            observations -> [Pointer]? in
            let seen = observations.pointers.filter { $0.function == function && $0.argument == argument }
            return seen.count == places ? seen : nil
        }
        guard let evidence else { return nil }
        let question = Question(
            identifier: context.identifier(.errors, "\(function).\(argument)", "bad-pointer"),
            expected: "EFAULT, SIGSEGV or SIGBUS; success only where the system call succeeds",
            why: "an error goes unnoticed, or memory changes that nobody passed", location: nil)
        return question.answer(evidence) { seen in
            guard let wrong = seen.first(where: { !$0.isAllowed }) else {
                return question.passed(seen.map { "\($0.place): \($0.words)" }.joined(separator: ", "))
            }
            return question.failed("\(wrong.place): \(wrong.words); the system call returns \(wrong.systemResult)")
        }
    }
}

extension Pointer {
    private enum Signal { static let bus = 7, segmentation = 11 }
    private static let fault: Int64 = -14

    fileprivate var isAllowed: Bool {
        if let signal { return [Signal.bus, Signal.segmentation].contains(signal) && systemResult != 0 }
        return result == systemResult || (result == Self.fault && systemResult < 0)
            // `time` gives seconds where its stand-in gives 0.
            || (function == "time" && systemResult == 0 && (result ?? 0) > 0)
    }

    fileprivate var words: String { signal.map { "signal \($0)" } ?? "\(result ?? 0)" }
}
