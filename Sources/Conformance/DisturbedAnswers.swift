import Expectations
import Observations
import Results

/// What else a change may break: results, serving, time zone, processors, and the machine itself.

@Sendable func judgeResults(_ seen: ChangeEvidence, _ question: Question) -> CheckResult? {
    let change = seen.change
    if let failing = seen.clocks.first(where: { $0.failures > 0 }) {
        return question.failed("\(failing.failures) calls of \(seen.name(failing)) returned an error")
    }
    guard change.resultCalls > 0 else { return question.error("no call was compared") }
    guard change.resultMismatches > 0 else { return question.passed("equal in \(change.resultCalls) calls") }
    return question.failed(
        "different in \(change.resultMismatches) of \(change.resultCalls) calls; the first, for clock "
            + "\(change.firstClock ?? 0), returned \(change.firstResult ?? 0), the system call \(change.firstSystemResult ?? 0)"
    )
}

@Sendable func judgeZones(_ seen: ChangeEvidence, _ question: Question) -> CheckResult? {
    guard seen.change.zoneCalls > 0 else {
        if case .callable = seen.context.state(of: "gettimeofday") { return question.error("no call was made") }
        return nil
    }
    return question.judge(
        seen.change.zoneMismatches == 0,
        "another one in \(seen.change.zoneMismatches) of \(seen.change.zoneCalls) calls")
}

@Sendable func judgeProcessors(_ seen: ChangeEvidence, _ question: Question) -> CheckResult? {
    guard seen.change.processorCalls > 0 else {
        if case .callable = seen.context.state(of: "getcpu") { return question.error("no call was made") }
        return nil
    }
    return question.judge(
        seen.change.processorMismatches == 0,
        "another one in \(seen.change.processorMismatches) of \(seen.change.processorCalls) calls")
}

@Sendable func judgeRestoring(_ seen: ChangeEvidence, _ question: Question) -> CheckResult? {
    guard let restored = seen.context.observations?.restored.first(where: { $0.change == seen.change.change }) else {
        return question.error("nobody looked")
    }
    return restored.isComplete
        ? question.passed("clocks, frequency, tick, time zone and clocksource are")
        : question.error("clocks, frequency, tick, time zone or clocksource are not: later changes prove nothing")
}

/// Serving as the expectations have it for the clocksource that the kernel used behind the change: emulated machines on busy
/// hosts give up their counter in between.
@Sendable func judgeServing(_ seen: ChangeEvidence, _ question: Question) -> CheckResult? {
    var situation = seen.context.situation
    if let clocksource = seen.change.clocksource { situation.clocksource = clocksource }
    var wrong: [String] = []
    var count = 0
    for clock in seen.clocks where clock.calls > 0 {
        let name = seen.expectation(clock)?.clock
        let promise = seen.context.expectations.served.first { promise in
            promise.function == clock.function && promise.conditions.decide(in: situation) == .holds
                && promise.presence != .optional
                && (clock.function != "clock_gettime" || name.map(promise.clocks.contains) ?? false)
        }
        guard let promise else { continue }
        count += 1
        let wanted = promise.presence == .required ? 0 : clock.calls
        guard clock.trapped != wanted else { continue }
        wrong.append(
            "\(seen.name(clock)) makes \(clock.trapped) system calls in \(clock.calls) calls, not \(wanted) "
                + "(\(promise.location))")
    }
    let source = situation.clocksource ?? "an unknown clocksource"
    guard count > 0 else {
        return question.skipped("nothing is promised under \(source), or seccomp filters are refused")
    }
    return question.judge(
        wrong.isEmpty, wrong.isEmpty ? "\(count) functions and clocks under \(source)" : wrong.joined(separator: "; "))
}
