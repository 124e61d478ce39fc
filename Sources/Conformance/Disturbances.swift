import Expectations
import Observations
import Results

/// Clocks that are set, slewed and switched while threads read them: in virtual machines only (docs/disturbance.md).
///
/// In every change the clocks are judged as if nothing happened. Only the clocks that it sets may be apart by the step that
/// was made on purpose, and no more often than it was made. What system calls alone show as well is the kernel's own doing:
/// it is said, and is not the vDSO's failure.
let disturbanceChecks: [Check] = [
    // Defects E03 to E06, E11, E13: an update that a reader meets half way; a base that does not fit its multiplier.
    changeCheck(
        "ordered", "each reading lies between the system calls around it, across the step too",
        "time goes wrong when somebody sets the clock", judgeOrder),
    // Defects E01, E03, E09: the moment at which multiplier and base change.
    changeCheck(
        "monotonic", "no clock steps back, but for the step that was made on purpose", "durations become negative",
        judgeSteps),
    // Defects E04, E05: seconds cut off to 32 bits; a clock that follows another one's step.
    changeCheck(
        "moved", "the clocks that are set move by the step and no other does",
        "a timeout that waits for MONOTONIC ends years too late", judgeMoves),
    // Defects D04, D05: no answer where the counter cannot be read.
    changeCheck(
        "same-as-syscall", "return values and resolutions are the system call's",
        "a program sees another error, or none", judgeResults),
    // Defects E11, E12, H07: a counter that the kernel has given up, or a system call for nothing.
    changeCheck(
        "served", "calls enter the kernel exactly where the clocksource makes them",
        "the counter of another clocksource gives another time", judgeServing),
    changeCheck(
        "time-zone", "gettimeofday gives the time zone that was set last", "local times are hours off", judgeZones),
    // Defects C08, E13: a number that was right until the processor went away.
    changeCheck(
        "processor", "getcpu gives a processor that the thread is on",
        "per-processor data of another processor is used", judgeProcessors),
    // Defects F02, F05: an offset whose sign or fraction is lost.
    changeCheck(
        "offset", "a reading inside is the reading outside and the namespace's offset",
        "a container that was moved sees its clocks jump", judgeOffsets),
    changeCheck(
        "restored", "the machine is as before behind the change", "what comes later is judged under this change",
        judgeRestoring),
]

/// What is known of one change when it is judged.
struct ChangeEvidence {
    var change: ClockChange
    var clocks: [ChangedClock]
    var crossings: [Crossing]
    var context: Context

    /// `clock_gettime.MONOTONIC`, `time`.
    func name(_ clock: ChangedClock) -> String {
        clock.function == "clock_gettime" ? "\(clock.function).\(Clock(clock.clock).label)" : clock.function
    }

    /// The expectation on a clock; nil for functions without one.
    func expectation(_ clock: ChangedClock) -> ClockExpectation? {
        clock.function == "clock_gettime"
            ? context.expectations.clocks.first { $0.id == clock.clock && context.mayApply($0.conditions) } : nil
    }

    /// Nanoseconds by which readings of a clock may be off from now: coarse clocks tell the last tick's time.
    func slack(_ clock: ChangedClock) -> Int64? {
        switch (clock.function, clock.clock) {
        case ("time", _): nil
        case (_, 5), (_, 6): 500_000_000
        default: 100_000_000
        }
    }
}

/// Judges a change; nil where it has nothing to do with the question.
typealias ChangeJudge = @Sendable (ChangeEvidence, Question) -> CheckResult?

private func changeCheck(
    _ property: String, _ meaning: String, _ why: String, _ judge: @escaping ChangeJudge
) -> Check {
    Check(area: .disturbance, property: property, meaning: meaning, needs: .observations) { context in
        guard let observations = context.observations, observations.asksForDisturbance else { return [] }
        return observations.namesOfChanges.filter { isAsked(property, of: $0) }.compactMap { name in
            let question = Question(
                identifier: context.identifier(.disturbance, name, property), expected: meaning, why: why,
                location: nil)
            guard let evidence = context.evidence(ofChange: name) else { return nil }
            switch evidence {
            case .seen(let seen): return judge(seen, question)
            case .nothing(let outcome, let observed, let reason):
                return question.nothing(outcome, observed: observed, reason: reason)
            }
        }
    }
}

/// Namespaces have an offset in place of a step, and nothing to put right.
private func isAsked(_ property: String, of change: String) -> Bool {
    let isNamespace = change.hasPrefix("namespace")
    switch property {
    case "offset": return isNamespace
    case "moved", "restored": return !isNamespace
    default: return true
    }
}

extension ObservationSet {
    /// Whether the probe was told to change clocks.
    var asksForDisturbance: Bool { environment.contains { $0.name == "disturbance" } }

    /// The probe's table; one row for each clocksource that is not used.
    fileprivate var namesOfChanges: [String] {
        // What was offered when the probe began is not what is offered later: a kernel that boots goes on choosing.
        let prefix = "disturbance/clocksource"
        let others = Set(
            changes.map(\.change).filter { $0.hasPrefix("clocksource.") }
                + (unobservable.map(\.experiment) + ended.map(\.experiment)).filter { $0.hasPrefix(prefix) }
                .map { String($0.dropFirst("disturbance/".count)) })
        return [
            "set-forward", "set-back", "set-past-2038", "set-past-2106", "frequency", "tick", "slew", "single-shot",
            "leap-insert", "leap-delete", "tai-offset", "time-zone", "processor", "namespace-ahead-ahead",
            "namespace-ahead-behind", "namespace-behind-ahead", "namespace-behind-behind",
        ] + (others.isEmpty ? ["clocksource"] : others.sorted())
    }
}

extension Context {
    /// What the probe saw of a change, or why it saw nothing; nil if nobody promises a function.
    fileprivate func evidence(ofChange name: String) -> Evidence<ChangeEvidence>? {
        let found = evidence(of: "clock_gettime", experiment: "disturbance/\(name)") { seen -> ChangeEvidence? in
            guard let change = seen.changes.first(where: { $0.change == name }) else { return nil }
            return ChangeEvidence(
                change: change, clocks: seen.changedClocks.filter { $0.change == name },
                crossings: seen.crossings(during: name), context: self)
        }
        // Without a row of its own the reason is that of the whole.
        guard case .nothing(.error, _, _)? = found, let observations,
            observations.unobservable.contains(where: { $0.experiment == "disturbance" })
                || observations.ended.contains(where: { $0.experiment == "disturbance" })
        else { return found }
        return absence(of: "disturbance", in: observations)
    }
}
