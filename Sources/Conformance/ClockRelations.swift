import Expectations
import Observations
import Results

/// Clocks against each other: differences, rates, coarse clocks, and offsets smaller than a sandwich is wide.
///
/// An offset that all clocks share is no difference: only order shows it (`ordered`), from the narrowest sandwich on.
let relationChecks: [Check] = [
    // Defects E01, E02: a coarse clock with another base than the fine one.
    Check(
        area: .agreement, property: "not-ahead",
        meaning: "a coarse clock, and time, read before the fine clock is never ahead of it", needs: .observations,
        judge: judgeCoarse),
    // Defects E04, E05, H04: one clock's base or multiplier is not that of the others.
    Check(
        area: .agreement, property: "in-step",
        meaning: "the difference of two clocks is the system calls' and does not change", needs: .observations,
        judge: judgeDifferences),
    // Defects E04, F01: TAI without its offset.
    Check(
        area: .agreement, property: "tai-offset",
        meaning: "TAI is ahead of REALTIME by exactly the seconds that adjtimex tells", needs: .observations,
        judge: judgeTAI),
    // Defects D05, E02, E05, H04: a clock that stands still, or runs too fast.
    Check(
        area: .agreement, property: "rate",
        meaning: "a fine clock goes as far as MONOTONIC does; MONOTONIC_RAW within 11 % of it", needs: .observations,
        judge: judgeRates),
    // Defects E10, H05: a base that is off by less than a system call takes.
    Check(
        area: .agreement, property: "constant-offset",
        meaning: "no clock lies otherwise between its system calls than the others do; on real processors only",
        needs: .observations, judge: judgeOffsets),
]

/// `adjtimex(2)` changes the frequency by at most 500 ppm and the tick by a tenth; a little is left for rounding.
private let greatestAdjustment = 0.11

@Sendable private func judgeCoarse(_ context: Context) -> [CheckResult] {
    TimedSubject.running(context, property: "not-ahead").compactMap { subject in
        guard subject.clock?.kind == .coarse || subject.function == "time" else { return nil }
        let evidence = context.evidence(of: subject.function, experiment: "agreement/relations") { seen in
            seen.coarsePairs.first { $0.function == subject.function && $0.clock == subject.id }
        }
        guard let evidence else { return nil }
        let question = subject.question(
            "at or behind the fine clock that is read next", "a file's time stamp lies in the future")
        if let absent = subject.absentClock { return question.skipped(absent) }
        return question.answer(evidence) { pairs in
            guard pairs.failures == 0 else {
                return question.failed("\(pairs.failures) of \(pairs.samples) pairs of calls returned an error")
            }
            guard pairs.samples > 0, pairs.controls > 0 else { return question.error("nothing was compared") }
            if pairs.ahead > 0, isClocksources(worst: pairs.worst, control: pairs.worstControl) {
                return question.skipped(
                    "by system call it is ahead as well, by up to \(pairs.worstControl) ns: the kernel is at fault")
            }
            return question.judge(
                pairs.ahead == 0,
                pairs.ahead == 0
                    ? "never ahead in \(pairs.samples) pairs"
                    : "ahead in \(pairs.ahead) of \(pairs.samples) pairs, by up to \(pairs.worst) ns; by system call in "
                        + "\(pairs.controlsAhead) of \(pairs.controls)")
        }
    }
}

/// What is known of a fine clock from the experiment on relations.
private func fineClocks<Value>(
    _ context: Context, _ property: String, _ find: @escaping (ObservationSet, TimedSubject) -> Value?,
    _ judge: (TimedSubject, Evidence<Value>) -> CheckResult?
) -> [CheckResult] {
    TimedSubject.running(context, property: property).compactMap { subject in
        guard subject.clock?.kind == .fine else { return nil }
        let evidence = context.evidence(of: subject.function, experiment: "agreement/relations") {
            find($0, subject)
        }
        guard let evidence else { return nil }
        if let absent = subject.absentClock { return subject.question("a clock", "").skipped(absent) }
        return judge(subject, evidence)
    }
}

@Sendable private func judgeDifferences(_ context: Context) -> [CheckResult] {
    let pairs: [Int32: String] = [0: "MONOTONIC", 7: "MONOTONIC", 11: "REALTIME"]
    return fineClocks(context, "in-step") { seen, subject in
        seen.differences.first { $0.clock == subject.id && subject.isOf($0.function) }
    } _: {
        subject, evidence in
        let base = pairs[subject.id] ?? "no other clock"
        let question = subject.question(
            "one difference to \(base), the same as between system calls", "times of two clocks cannot be converted")
        guard pairs[subject.id] != nil else { return nil }
        return question.answer(evidence) { judge($0, base, question) }
    }
}

private func judge(_ seen: ClockDifference, _ base: String, _ question: Question) -> CheckResult {
    guard seen.failures == 0 else {
        return question.failed("\(seen.failures) of \(seen.samples) comparisons met an error")
    }
    guard seen.samples > 0 else { return question.error("nothing was compared") }
    guard seen.systemLeast <= seen.systemMost else {
        return question.skipped(
            "by system call the difference changes as well: the kernel or the clocksource is at fault")
    }
    let remarks = implausibleEpoch(seen)
    let system = "by system call between \(seen.systemLeast) and \(seen.systemMost) ns"
    guard seen.vdsoLeast <= seen.vdsoMost else {
        return question.failed(
            "the difference to \(base) changes by at least \(seen.vdsoLeast &- seen.vdsoMost) ns in \(seen.samples) "
                + "comparisons; \(system)", remarks: remarks)
    }
    return question.judge(
        seen.vdsoLeast <= seen.systemMost && seen.systemLeast <= seen.vdsoMost,
        "between \(seen.vdsoLeast) and \(seen.vdsoMost) ns ahead of \(base) in \(seen.samples) comparisons; \(system)",
        remarks: remarks)
}

/// Boards without a battery start in 1970: nothing to fail for, but something to know.
private func implausibleEpoch(_ seen: ClockDifference) -> [String] {
    let year2020: Int64 = 1_577_836_800
    let year2100: Int64 = 4_102_444_800
    guard seen.clock == 0, !(year2020..<year2100).contains(seen.example.seconds) else { return [] }
    return ["CLOCK_REALTIME says \(seen.example) s since 1970, which is not plausible"]
}

@Sendable private func judgeTAI(_ context: Context) -> [CheckResult] {
    fineClocks(context, "tai-offset") { seen, subject in
        seen.differences.first { $0.clock == subject.id && subject.isOf($0.function) }
    } _: { subject, evidence in
        guard subject.id == 11 else { return nil }
        let question = subject.question("REALTIME and the seconds that adjtimex tells", "TAI is wrong by whole seconds")
        return question.answer(evidence) { seen in
            guard let offset = seen.kernelOffset else {
                let refusal = context.observations?.unobservable.first { $0.experiment == "agreement/tai" }
                return question.skipped(refusal?.reason ?? "the offset changed meanwhile")
            }
            guard seen.failures == 0 else {
                return question.failed("\(seen.failures) of \(seen.samples) comparisons met an error")
            }
            let (expected, overflow) = offset.multipliedReportingOverflow(by: 1_000_000_000)
            return question.judge(
                !overflow && seen.vdsoLeast <= expected && expected <= seen.vdsoMost,
                "between \(seen.vdsoLeast) and \(seen.vdsoMost) ns ahead, adjtimex: \(offset) s")
        }
    }
}

@Sendable private func judgeRates(_ context: Context) -> [CheckResult] {
    fineClocks(context, "rate") { seen, subject in
        seen.rates.first { $0.clock == subject.id && subject.isOf($0.function) }
    } _: { subject, evidence in
        let isRaw = subject.id == 4
        let question = subject.question(
            isRaw ? "within 11 % of MONOTONIC's way" : "MONOTONIC's way", "clocks drift apart, or stand still")
        return question.answer(evidence) { rate in
            guard rate.failures == 0 else { return question.failed("a call returned an error") }
            guard rate.monotonicLeast > 0 else { return question.error("MONOTONIC did not move") }
            let slack = isRaw ? greatestAdjustment : 0
            let least = Double(rate.monotonicLeast) * (1 - slack)
            let most = Double(rate.monotonicMost) * (1 + slack)
            return question.judge(
                least <= Double(rate.elapsed) && Double(rate.elapsed) <= most,
                "\(rate.elapsed) ns while MONOTONIC went \(rate.monotonicLeast) to \(rate.monotonicMost) ns")
        }
    }
}
