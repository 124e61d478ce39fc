import Expectations
import Observations
import Results

/// Values of the vDSO against values of the system calls: sandwiches by the ten thousand.
///
/// The readings are compared exactly. The kernel computes both from the same data with the same arithmetic, so a healthy
/// vDSO lies between its outer system calls to the nanosecond; a clock's `tolerance` in the expectations is for kernels
/// that are known to differ.
let agreementChecks: [Check] = [
    // Defects C04, D04: the fallback asks for another clock or gives up.
    sandwichCheck("result", "the vDSO and the system call return the same value") { subject, sandwich in
        judgeResults(subject, sandwich)
    },
    // Defects E01 to E10, E14, F01: a wrong base, multiplier, shift or page.
    readingCheck("ordered", "each reading lies between the system calls' readings around it") {
        subject, sandwich in
        let tolerance = subject.clock?.tolerance ?? 0
        let question = subject.question(
            "between the system calls before and after" + (tolerance > 0 ? ", with \(tolerance) ns of tolerance" : ""),
            "a program that mixes both ways, or processes that compare times, sees time go wrong")
        let shape =
            "\(sandwich.samples) sandwiches, \(sandwich.narrowest)/\(sandwich.median)/\(sandwich.widest) ns wide"
        guard sandwich.worstEarly > tolerance || sandwich.worstLate > tolerance else {
            return question.passed(shape, remarks: subject.remarks(sandwich))
        }
        let example = sandwich.example.map { readings in
            "; the first: \(readings.map(\.description).joined(separator: " <= ")) does not hold"
        }
        return question.failed(
            "\(sandwich.early) early by up to \(sandwich.worstEarly) ns, \(sandwich.late) late by up to "
                + "\(sandwich.worstLate) ns, of \(shape)\(example ?? "")")
    },
    readingCheck("normalised", "each reading's fraction lies within a second") { subject, sandwich in
        subject.question("0 <= fraction < 1 s", "arithmetic on times overflows or goes negative")
            .judge(sandwich.unnormalised == 0, "\(sandwich.unnormalised) of \(sandwich.samples) outside")
    },
    // Defects E01, E03, E06, H01: the vDSO steps back between two readings.
    readingCheck("monotonic", "no reading lies before the reading before it") { subject, sandwich in
        let question = subject.question("no step back", "durations become negative")
        if sandwich.systemBackward > 0 {
            return question.skipped(
                "the system call itself stepped back \(sandwich.systemBackward) times: the clocksource is at fault")
        }
        return question.judge(
            sandwich.backward == 0,
            sandwich.backward == 0
                ? "none in \(sandwich.samples) readings"
                : "\(sandwich.backward) of \(sandwich.samples), the worst by \(sandwich.worstBackward) ns")
    },
    // Defects D05, E02: the clock stands still.
    readingCheck("advances", "the readings change when the system call's readings do") { subject, sandwich in
        let question = subject.question("as many different readings as the system call has", "waiting loops never end")
        guard sandwich.systemAdvanced > 0 else {
            return question.passed("the system call's readings did not change within the run either")
        }
        // Two ways of reading one clock change at different moments; half as often is no longer the same clock.
        return question.judge(
            sandwich.advanced * 2 + 2 >= sandwich.systemAdvanced,
            "\(sandwich.advanced) changes, \(sandwich.systemAdvanced) of the system call")
    },
    Check(
        area: .agreement, property: "resolution", meaning: "the readings step as finely as the system call's",
        needs: .observations, judge: judgeResolution),
    // Defects C08, C09, G05: another processor's number, or a cut-off one.
    Check(
        area: .agreement, subject: "getcpu", property: "same-as-syscall",
        meaning: "getcpu gives the system call's processor and node on every processor it can be pinned to",
        needs: .observations, judge: judgeProcessors),
]

/// A function that tells the time, with one clock: one subject of the checks above.
struct TimedSubject {
    /// `clock_gettime.MONOTONIC`, `gettimeofday`, `time`.
    var name: String
    var function: String
    /// The clock that the outer system calls read.
    var id: Int32
    var clock: ClockExpectation?
    var context: Context
    var property: String

    /// The name under which the probe reports the experiment.
    var experiment: String { "agreement/\(name)" }

    /// Whether an observation's optional function is this one.
    func isOf(_ function: String?) -> Bool { (function ?? "clock_gettime") == self.function }

    func question(_ expected: String, _ why: String) -> Question {
        Question(
            identifier: context.identifier(.agreement, name, property), expected: expected, why: why,
            location: clock?.location.description)
    }

    func remarks(_ sandwich: Sandwich) -> [String] {
        var remarks: [String] = []
        if sandwich.repeated > 0 {
            remarks.append("\(sandwich.repeated) sandwiches were repeated because the clock was set meanwhile")
        }
        if sandwich.systemBackward > 0 {
            remarks.append(
                "\(sandwich.systemBackward) pairs of system calls were out of order: the clocksource's fault")
        }
        return remarks
    }

    /// Every function and clock that is promised, in the order of the expectations.
    static func all(_ context: Context, property: String) -> [TimedSubject] {
        let clocks = context.expectations.clocks.filter { context.mayApply($0.conditions) && $0.presence != .forbidden }
        let readings = ClockFunctions.gettime.flatMap { function in
            clocks.map {
                TimedSubject(
                    name: "\(function).\($0.clock)", function: function, id: $0.id, clock: $0, context: context,
                    property: property)
            }
        }
        func realtime(_ function: String, _ id: Int32) -> TimedSubject {
            TimedSubject(
                name: function, function: function, id: id, clock: nil, context: context, property: property)
        }
        return readings + [realtime("gettimeofday", 0), realtime("time", Clock.realtimeCoarse.id)]
    }

    /// What the probe saw; nil if nobody promises the function.
    var evidence: Evidence<Sandwich>? {
        context.evidence(of: function, experiment: experiment) { observations in
            observations.sandwiches.first { $0.function == function && $0.clock == id }
        }
    }
}

extension Context {
    /// Whether a record holds, or could.
    func mayApply(_ conditions: Conditions) -> Bool {
        switch conditions.decide(in: situation) {
        case .holds, .undecided: true
        case .notYet, .noLonger, .ruledOut: false
        }
    }
}

/// A check on every sandwich.
private func sandwichCheck(
    _ property: String, _ meaning: String, _ judge: @escaping @Sendable (TimedSubject, Sandwich) -> CheckResult
) -> Check {
    Check(area: .agreement, property: property, meaning: meaning, needs: .observations) { context in
        TimedSubject.all(context, property: property).compactMap { subject in
            guard let evidence = subject.evidence else { return nil }
            return subject.question(meaning, "").answer(evidence) { judge(subject, $0) }
        }
    }
}

/// A check on sandwiches of clocks that can be read.
private func readingCheck(
    _ property: String, _ meaning: String, _ judge: @escaping @Sendable (TimedSubject, Sandwich) -> CheckResult
) -> Check {
    sandwichCheck(property, meaning) { subject, sandwich in
        guard sandwich.systemResult == 0 else {
            return subject.question(meaning, "").skipped(
                "the kernel has no such clock: its system call returns \(sandwich.systemResult)")
        }
        guard sandwich.samples >= 100 else {
            return subject.question(meaning, "").error("only \(sandwich.samples) sandwiches could be made")
        }
        return judge(subject, sandwich)
    }
}

/// Both ways compute from the same counter: by chance all steps of one are even once in 2^1000 runs. A tick that falls
/// between two readings can hide a step from one row of system calls, not from both.
@Sendable private func judgeResolution(_ context: Context) -> [CheckResult] {
    TimedSubject.all(context, property: "resolution").compactMap { subject in
        guard subject.clock?.kind == .fine || subject.function == "gettimeofday",
            case .seen(let seen)? = subject.evidence, seen.systemResult == 0, let grain = seen.grain,
            let before = seen.beforeGrain, let after = seen.afterGrain
        else { return nil }
        let question = subject.question("steps as fine as the system call's", "a short duration is 0, or much too long")
        if let reason = context.timingIsMeaningless { return question.skipped(reason) }
        guard seen.advanced >= 1000, seen.systemAdvanced >= 1000 else {
            return question.skipped("\(min(seen.advanced, seen.systemAdvanced)) steps prove nothing")
        }
        return question.judge(
            grain <= max(before, after), "multiples of \(grain) ns, the system call's of \(min(before, after)) ns")
    }
}

@Sendable private func judgeProcessors(_ context: Context) -> [CheckResult] {
    let question = Question(
        identifier: context.identifier(.agreement, "getcpu", "same-as-syscall"),
        expected: "the system call's processor and node", why: "per-processor data of another processor is used",
        location: nil)
    let evidence = context.evidence(of: "getcpu", experiment: "agreement/getcpu") { observations -> [GetCPU]? in
        let pinned = observations.getcpus.filter { $0.pinned != nil }
        return pinned.isEmpty ? nil : pinned
    }
    guard let evidence else { return [] }
    return [
        question.answer(evidence) { runs in
            let wrong = runs.filter { $0.mismatches > 0 || $0.vdsoResult != 0 }
            guard let first = wrong.first else {
                let allowed = context.observations?.cpus?.allowed.count ?? 0
                guard runs.count >= allowed else {
                    return question.error("only \(runs.count) of \(allowed) allowed processors could be visited")
                }
                return question.passed("equal on \(runs.count) processors, \(runs[0].calls) calls each")
            }
            return question.failed(
                "on processor \(first.pinned ?? -1), \(first.mismatches) of \(first.calls) calls differ: returned "
                    + "\(first.vdsoResult), processor \(first.vdsoCPU ?? 0), node \(first.vdsoNode ?? 0); the system "
                    + "call has \(first.systemCPU ?? 0), node \(first.systemNode ?? 0)")
        }
    ]
}

@Sendable private func judgeResults(_ subject: TimedSubject, _ sandwich: Sandwich) -> CheckResult {
    let question = subject.question(
        "the return value of the system call, \(sandwich.systemResult)", "a program sees another error, or none")
    if subject.clock?.presence == .required, sandwich.systemResult != 0 {
        return question.failed("the kernel lacks a clock that is promised: \(sandwich.systemResult)")
    }
    return question.judge(
        sandwich.resultMismatches == 0,
        sandwich.resultMismatches == 0
            ? "equal in \(sandwich.samples) calls"
            : "different in \(sandwich.resultMismatches) of \(sandwich.samples) calls; the first returned "
                + "\(sandwich.vdsoResult)")
}
