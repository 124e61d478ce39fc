import Expectations
import Observations
import Results

/// Order of readings while something disturbs them, and in rows of readings without pause.
///
/// Each experiment has a control of system calls alone: what both show is the clocksource's fault, and then nothing is
/// judged.
let disturbedAgreementChecks: [Check] = [
    // Defects E03, E06: a reader that loses its race against the kernel's update.
    disturbedCheck(
        "ordered-when-busy", ["busy"],
        "each reading lies between the system calls around it while all processors call the vDSO"),
    // Defects E13, H01, H05: what holds on one processor is not true on another.
    disturbedCheck(
        "ordered-across-cpus", ["migration"],
        "a reading on one processor lies between system calls on another before and after"),
    // Defects C15, B14: a call that is interrupted, or made in a handler, gives another time.
    disturbedCheck(
        "ordered-under-signals", ["signals", "handler"],
        "each reading lies between the system calls around it while signals arrive, and within their handler"),
    // Defects E01, E03, E05: the moment at which multiplier and base change.
    disturbedCheck(
        "ordered-at-tick", ["tick"],
        "each reading lies between the system calls around it when the kernel moves its clocks on"),
    // Defects E01, E03, E09, E10, H01.
    Check(
        area: .agreement, property: "monotonic-sustained",
        meaning: "no reading in a long row by one thread lies before the one before it", needs: .observations
    ) { context in
        streamResults(context, "monotonic-sustained", kind: "stream") { $0.threads == 1 }
    },
    // Defects E03, E13, H01, H05: processors whose counters differ.
    Check(
        area: .agreement, property: "monotonic-across-cpus",
        meaning: "no reading lies before one that a thread on another processor made earlier", needs: .observations
    ) { context in
        streamResults(context, "monotonic-across-cpus", kind: "threads") { $0.threads > 1 }
    },
]

/// Whether a control of system calls explains what was seen of the vDSO.
///
/// The control's calls are further apart than the vDSO's, so it sees a clocksource's step back smaller than the vDSO
/// does. What is ten times as large and 10 us larger is the vDSO's own.
func isClocksources(worst: UInt64, control: UInt64) -> Bool {
    control > 0 && worst <= control.multipliedReportingOverflow(by: 10).partialValue &+ 10_000
}

private func disturbedCheck(_ property: String, _ disturbances: [String], _ meaning: String) -> Check {
    Check(area: .agreement, property: property, meaning: meaning, needs: .observations) { context in
        TimedSubject.running(context, property: property).compactMap { subject in
            let evidence = context.evidence(of: subject.function, experiment: "agreement/\(disturbances[0])") { seen in
                let runs = seen.disturbed.filter {
                    $0.function == subject.function && $0.clock == subject.id && disturbances.contains($0.disturbance)
                }
                return runs.count == disturbances.count ? runs : nil
            }
            guard let evidence else { return nil }
            let question = subject.question(
                "between the system calls before and after", "time goes wrong exactly when a program is disturbed")
            if let absent = subject.absentClock { return question.skipped(absent) }
            return question.answer(evidence) { judge($0, subject, question) }
        }
    }
}

private func judge(_ runs: [DisturbedSandwiches], _ subject: TimedSubject, _ question: Question) -> CheckResult {
    let tolerance = subject.clock?.tolerance ?? 0
    let shape = runs.map(\.shape).joined(separator: ", ")
    let remarks = runs.compactMap {
        $0.repeated > 0 ? "\($0.repeated) sandwiches were repeated because the clock was set meanwhile" : nil
    }
    if let failing = runs.first(where: { $0.failures > 0 }) {
        return question.failed("\(failing.failures) of \(failing.samples) calls returned an error", remarks: remarks)
    }
    guard runs.allSatisfy({ $0.samples > 0 && $0.controls > 0 && $0.events > 0 }) else {
        return question.error("nothing was disturbed: \(shape)")
    }
    let bad = runs.filter { max($0.worstEarly, $0.worstLate) > tolerance }
    guard let first = bad.first else { return question.passed(shape, remarks: remarks + runs.compactMap(\.complaint)) }
    if bad.allSatisfy({ isClocksources(worst: max($0.worstEarly, $0.worstLate), control: $0.worstControl) }) {
        return question.skipped("system calls alone are out of order as well, the clocksource is at fault: \(shape)")
    }
    let example = first.example.map { "; the first: \($0.map(\.description).joined(separator: " <= ")) does not hold" }
    return question.failed(
        "\(first.early) early by up to \(first.worstEarly) ns, \(first.late) late by up to \(first.worstLate) ns, of "
            + "\(shape)\(example ?? "")", remarks: remarks)
}

extension DisturbedSandwiches {
    private static let units = [
        "busy": "busy threads", "migration": "migrations", "signals": "signals", "handler": "signals, in the handler",
        "tick": "ticks",
    ]

    /// What was tried, in words.
    fileprivate var shape: String {
        "\(samples) sandwiches during \(events) \(Self.units[disturbance] ?? disturbance) (\(controlsBack) of \(controls) "
            + "of system calls out of order)"
    }

    fileprivate var complaint: String? {
        controlsBack > 0 ? "\(controlsBack) sandwiches of system calls were out of order: the clocksource's fault" : nil
    }
}

// MARK: Rows of readings

private func streamResults(
    _ context: Context, _ property: String, kind: String, _ isWanted: @escaping (ReadingStream) -> Bool
) -> [CheckResult] {
    TimedSubject.running(context, property: property).compactMap { subject in
        let evidence = context.evidence(of: subject.function, experiment: "\(subject.experiment).\(kind)") { seen in
            seen.streams.first { $0.function == subject.function && $0.clock == subject.id && isWanted($0) }
        }
        guard let evidence else { return nil }
        let question = subject.question("no step back", "durations become negative, and events change their order")
        if let absent = subject.absentClock { return question.skipped(absent) }
        return question.answer(evidence) { judge($0, question) }
    }
}

private func judge(_ stream: ReadingStream, _ question: Question) -> CheckResult {
    guard stream.failures == 0 else {
        return question.failed("\(stream.failures) calls returned an error, \(stream.readings) did not")
    }
    guard stream.readings >= 1000, stream.controlReadings > 0 else {
        return question.error("only \(stream.readings) readings could be made")
    }
    let worst = max(stream.worstBack, stream.worstAcross)
    let control = max(stream.controlWorstBack, stream.controlWorstAcross)
    var remarks = [stream.limit]
    if stream.repeated > 0 {
        remarks.append("\(stream.repeated) readings were repeated because the clock was set meanwhile")
    }
    if control > 0 {
        remarks.append("system calls alone step back by up to \(control) ns: the clocksource's fault")
    }
    if worst == 0 {
        return question.passed("none in \(stream.shape); \(stream.limit)", remarks: Array(remarks.dropFirst()))
    }
    if isClocksources(worst: worst, control: control) {
        return question.skipped(
            "system calls alone step back as well, by up to \(control) ns: the clocksource is at fault")
    }
    var seen: [String] = []
    if stream.back > 0 { seen.append("\(stream.back) in a thread's own readings, by up to \(stream.worstBack) ns") }
    if stream.across > 0 { seen.append("\(stream.across) behind another thread, by up to \(stream.worstAcross) ns") }
    return question.failed(
        "\(seen.joined(separator: ", ")), in \(stream.shape); system calls: "
            + (control > 0 ? "at most \(control) ns" : "none in \(stream.controlReadings)"), remarks: remarks)
}

extension ReadingStream {
    fileprivate var shape: String { "\(readings) readings of \(threads) thread\(threads == 1 ? "" : "s")" }

    /// What cannot be seen. Of n readings, all good, a defect in one call of n/3 is excluded with 95 % confidence:
    /// (1 - 3/n)^n is about 5 %.
    fileprivate var limit: String {
        "a step back in one call of \(readings / 3) would have been missed with a probability of 5 %, and steps back below "
            + "\(max(1, spacing)) ns between two readings cannot be seen"
    }
}

extension TimedSubject {
    /// The functions and clocks that tell all threads one time.
    static func running(_ context: Context, property: String) -> [TimedSubject] {
        all(context, property: property).filter { $0.clock.map { $0.kind == .fine || $0.kind == .coarse } ?? true }
    }

    /// Why there is nothing to judge where the kernel has no such clock; nil where it has.
    var absentClock: String? {
        guard
            let sandwich = context.observations?.sandwiches.first(where: { $0.clock == id && $0.function == function }),
            sandwich.systemResult != 0
        else { return nil }
        return "the kernel has no such clock: its system call returns \(sandwich.systemResult)"
    }
}
