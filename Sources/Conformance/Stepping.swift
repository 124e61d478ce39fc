import Expectations
import Observations
import Results

/// What holds at every single instruction of a call, since a signal may arrive there.
///
/// The probe steps through each function and looks at the registers before each instruction; where a target cannot be
/// stepped through, there is nothing to judge.
let steppingChecks: [Check] = [
    // Defect C11: a thread pointer that is only borrowed.
    steppingCheck(
        "thread-pointer-throughout", "the thread pointer keeps its value at every instruction",
        why: "a signal handler finds another thread's data", \.threadPointer),
    // Defect C01: a register of the platform that is used and put back.
    steppingCheck(
        "reserved-throughout", "registers reserved for the platform keep their values at every instruction",
        why: "a signal handler meets a shadow stack or a thread that is none", \.reserved),
    // Defects C13, C15.
    steppingCheck(
        "flags-throughout", "direction and alignment check flag stay clear at every instruction",
        why: "a debugger or handler that copies memory goes the wrong way", \.flags),
    // Defects C02, C08: a frame given up before its last use.
    Check(
        area: .callingConvention, property: "stack-throughout",
        meaning: "the stack pointer stays aligned, and not above its value at entry, at every instruction",
        needs: .observations
    ) { context in
        SteppedPath.all.compactMap { path in
            path.judge(
                context, "stack-throughout", expected: "a stack pointer at or below its value at entry, and aligned",
                why: "a signal handler overwrites the caller's variables"
            ) { seen, question in
                if let above = seen.stackAbove { return question.failed("above its value at entry at \(place(above))") }
                if let odd = seen.stackMisaligned { return question.failed("not aligned at \(place(odd))") }
                return question.passed("\(seen.deepest) bytes below the caller's at most")
            }
        }
    },
    // The sequence count is not looked at again. In a healthy call some instruction comes between its two looks, and a
    // pause there lets it begin again for certain.
    Check(
        area: .callingConvention, property: "reads-again",
        meaning: "a call reads the clock's data again if the kernel updates it in its midst", needs: .observations,
        judge: judgeReadingAgain),
    // Defects H02, H03: code of the debugging kind, or a loop that goes around too often.
    Check(
        area: .performance, property: "instructions",
        meaning: "a call executes at most a given number of instructions", needs: .observations,
        judge: judgeInstructions),
]

/// A function with its clock or pointers, as the probe steps through it.
struct SteppedPath {
    var function: String
    var path: String
    var name: String { "\(function).\(path)" }
    var experiment: String { "calling-convention/\(name).steps" }
    /// Whether only the size of a state is asked for.
    var isQuery: Bool { path == "query" }
    /// Whether each tick makes a call begin again; the kernel's generator is seeded once in a minute.
    var mayRepeat: Bool { function != "getrandom" }

    static let all =
        ClockFunctions.gettime.flatMap { function in
            ["REALTIME", "MONOTONIC", "MONOTONIC_RAW", "MONOTONIC_COARSE", "PROCESS_CPUTIME_ID"].map {
                SteppedPath(function: function, path: $0)
            }
        }
        + ClockFunctions.getres.flatMap { function in
            ["MONOTONIC", "PROCESS_CPUTIME_ID"].map { SteppedPath(function: function, path: $0) }
        } + [
            SteppedPath(function: "gettimeofday", path: "both"), SteppedPath(function: "time", path: "stored"),
            SteppedPath(function: "getcpu", path: "both"), SteppedPath(function: "getrandom", path: "query"),
            SteppedPath(function: "getrandom", path: "fill"),
        ]

    /// Judges what was seen of a call that returned.
    func judge(
        _ context: Context, _ property: String, expected: String, why: String,
        _ judge: (Steps, Question) -> CheckResult
    ) -> CheckResult? {
        let evidence = context.evidence(of: function, experiment: experiment) { observations in
            observations.steps.first { $0.function == function && $0.path == path }
        }
        guard let evidence else { return nil }
        let question = Question(
            identifier: context.identifier(.callingConvention, name, property), expected: expected, why: why,
            location: nil)
        return question.answer(evidence) { seen in
            if let reason = seen.reasonForNoPass { return question.skipped(reason) }
            if let ending = seen.ending { return question.failed(ending) }
            return judge(seen, question)
        }
    }
}

extension Steps {
    /// Instructions behind which the probe gives a call up.
    fileprivate static let limit: UInt64 = 4096

    /// Why nothing was seen: a call reads the clock's data again after each tick, and where steps take as long as ticks are
    /// apart it never gets through. Calls that never end show in every other experiment, by their deadlines.
    fileprivate var reasonForNoPass: String? {
        guard !returned, signal == nil, strayed == nil, greatest >= Self.limit else { return nil }
        return "no undisturbed pass within \(greatest) steps: this machine steps too slowly"
    }

    /// How a call ended that did not return; nil if it did.
    fileprivate var ending: String? {
        if let strayed { return "an instruction at 0x\(String(strayed, radix: 16)), outside of the image" }
        if returned { return nil }
        return signal.map { "signal \($0) behind \(greatest) instructions" }
            ?? "no return within \(greatest) instructions"
    }
}

/// An instruction for people.
func place(_ offset: UInt64) -> String { "offset 0x\(String(offset, radix: 16))" }

private func steppingCheck(
    _ property: String, _ meaning: String, why: String,
    _ violation: @escaping @Sendable (Steps) -> UInt64?
) -> Check {
    Check(area: .callingConvention, property: property, meaning: meaning, needs: .observations) { context in
        SteppedPath.all.compactMap { path in
            path.judge(context, property, expected: meaning, why: why) { seen, question in
                violation(seen).map { question.failed("not at \(place($0))") }
                    ?? question.passed("\(seen.least) instructions in \(seen.passes) passes")
            }
        }
    }
}

@Sendable private func judgeReadingAgain(_ context: Context) -> [CheckResult] {
    SteppedPath.all.compactMap { path in
        guard let observations = context.observations,
            let seen = observations.steps.first(where: { $0.function == path.function && $0.path == path.path }),
            let pauses = seen.pauses, case .callable = context.state(of: path.function)
        else { return nil }
        let question = Question(
            identifier: context.identifier(.callingConvention, path.name, "reads-again"),
            expected: "an instruction that comes twice when the kernel updates its clocks in mid-call",
            why: "a reading is made of two updates: time jumps by a tick and back", location: nil)
        let served = observations.served.first {
            $0.function == path.function && ($0.clock == nil || $0.clock.map { Clock($0).label } == path.path)
        }
        // A system call looks at the kernel's own count.
        guard let served, served.trapped == 0 else { return question.skipped("it is not known to be served") }
        if let reason = seen.reasonForNoPass { return question.skipped(reason) }
        guard pauses > seen.least / 2 || seen.begunAgain == true else {
            return question.skipped("\(pauses) pauses prove nothing")
        }
        return question.judge(
            seen.begunAgain == true,
            "\(seen.begunAgain == true ? "so" : "not so") in \(pauses) pauses, before instructions about the middle of "
                + "\(seen.least)")
    }
}

@Sendable private func judgeInstructions(_ context: Context) -> [CheckResult] {
    var judged: Set<String> = []
    return context.expectations.performance.filter { context.mayApply($0.conditions) }.flatMap { bound in
        SteppedPath.all.compactMap { path -> CheckResult? in
            // An image beside the kernel's may forward to it: the selftest's do.
            let share: UInt64 = context.observations?.liesBesideKernels == true ? 2 : 1
            guard let limit = bound.maximumInstructions.map({ $0 * share }), path.function == bound.function,
                bound.clocks.isEmpty ? !path.isQuery : bound.clocks.contains(path.path)
            else { return nil }
            let subject = bound.clocks.isEmpty ? path.function : path.name
            guard !judged.contains(subject) else { return nil }
            let evidence = context.evidence(of: path.function, experiment: path.experiment) { observations in
                observations.steps.first { $0.function == path.function && $0.path == path.path }
            }
            guard let evidence else { return nil }
            judged.insert(subject)
            let question = Question(
                identifier: context.identifier(.performance, subject, "instructions"),
                expected: "at most \(limit) instructions", why: "programs call it because it is cheap",
                location: bound.location.description)
            if case .undecided(let reason) = bound.conditions.decide(in: context.situation) {
                return question.skipped("undecided: \(reason)")
            }
            // Where the kernel cannot step, a machine whose time is the number of instructions tells.
            let clock = bound.clocks.isEmpty ? nil : Clock.compared.first { Clock($0).label == path.path }
            if context.observations?.steps.contains(where: { $0.function == path.function && $0.path == path.path })
                != true, let count = context.observations?.countedInstructions(of: path.function, clock: clock)
            {
                return question.judge(UInt64(count) <= limit, "\(count), counted by the machine as its time")
            }
            return question.answer(evidence) { seen in
                // The kernel's own image is timed as well. One that is tried by hand gets no benefit of the doubt.
                if share == 1, path.mayRepeat, let reason = seen.reasonForNoPass { return question.skipped(reason) }
                if let ending = seen.ending { return question.failed(ending) }
                return question.judge(
                    seen.least <= limit,
                    "\(seen.least); median of \(seen.passes) passes \(seen.median), greatest \(seen.greatest)")
            }
        }
    }
}
