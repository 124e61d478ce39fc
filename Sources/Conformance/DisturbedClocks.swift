import Expectations
import Observations
import Results

/// Order, steps and moves of clocks during a change.

/// A clock that no reader read proves nothing; the error that says so.
private func missing(_ seen: ChangeEvidence, _ question: Question) -> CheckResult? {
    guard seen.change.changes > 0, !seen.clocks.isEmpty else {
        return question.error("nothing was changed, or no clock was read")
    }
    if let failing = seen.clocks.first(where: { $0.failures > 0 }) {
        return question.failed("\(failing.failures) calls of \(seen.name(failing)) returned an error")
    }
    guard let idle = seen.clocks.first(where: { $0.samples < 20 || $0.readings < 100 || $0.controls < 40 }) else {
        return nil
    }
    return question.error(
        "only \(idle.samples) sandwiches and \(idle.readings) readings of \(seen.name(idle)) could be made")
}

/// A breach for each clock: the vDSO's own ones fail, those that system calls show as well are said.
private func sorted(
    _ seen: ChangeEvidence, _ question: Question, _ shape: String,
    _ breach: (ChangedClock) -> (worst: UInt64, words: String)?
) -> CheckResult {
    var own: [String] = []
    var remarks: [String] = []
    for clock in seen.clocks {
        guard let (worst, words) = breach(clock) else { continue }
        let text = "\(seen.name(clock)) \(words)"
        if clock.controlsBack > 0, isClocksources(worst: worst, control: clock.worstControl) {
            remarks.append(
                "\(text); by system call it steps back by up to \(clock.worstControl) ns as well: the kernel's own doing"
            )
        } else {
            own.append(text)
        }
    }
    return question.judge(
        own.isEmpty, own.isEmpty ? shape : "\(own.joined(separator: "; ")); \(shape)", remarks: remarks)
}

@Sendable func judgeOrder(_ seen: ChangeEvidence, _ question: Question) -> CheckResult? {
    if let error = missing(seen, question) { return error }
    let samples = seen.clocks.total(\.samples)
    let across = seen.clocks.total(\.across)
    let shape =
        "\(samples) sandwiches by \(seen.change.readers) threads during \(seen.change.changes) changes, \(across) of them "
        + "across one"
    return sorted(seen, question, shape) { clock in
        let worst = max(clock.worstEarly, clock.worstLate)
        guard worst > seen.expectation(clock)?.tolerance ?? 0 else { return nil }
        return (
            worst,
            "is \(clock.early) times early by up to \(clock.worstEarly) ns, \(clock.late) times late by up to "
                + "\(clock.worstLate) ns"
        )
    }
}

@Sendable func judgeSteps(_ seen: ChangeEvidence, _ question: Question) -> CheckResult? {
    if let error = missing(seen, question) { return error }
    if let restless = seen.clocks.first(where: { $0.steps > ($0.isTouched ? seen.change.changes : 0) }) {
        return question.failed(
            "\(seen.name(restless)) was seen to step \(restless.steps) times, in \(seen.change.changes) changes")
    }
    let readings = seen.clocks.total(\.readings)
    let shape = "\(readings) readings by \(seen.change.readers) threads during \(seen.change.changes) changes"
    return sorted(seen, question, shape) { clock in
        guard clock.back > 0 else { return nil }
        return (clock.worstBack, "steps back \(clock.back) times by up to \(clock.worstBack) ns")
    }
}

@Sendable func judgeMoves(_ seen: ChangeEvidence, _ question: Question) -> CheckResult? {
    var wrong: [String] = []
    var kernels: [String] = []
    var count = 0
    for clock in seen.clocks {
        guard let slack = seen.slack(clock) else { continue }
        guard let least = clock.movedLeast, let most = clock.movedMost, let systemLeast = clock.systemMovedLeast,
            let systemMost = clock.systemMovedMost
        else { return question.error("how far \(seen.name(clock)) moved was not looked at") }
        count += 1
        let step = clock.isTouched ? seen.change.step : 0
        func holds(_ least: Int64, _ most: Int64) -> Bool {
            least <= most && least &- slack <= step && step <= most &+ slack
        }
        let isRight = holds(least, most)
        let words = "\(seen.name(clock)) moved by \(least) to \(most) ns where \(step) ns were to be seen"
        if !holds(systemLeast, systemMost) { kernels.append(words) } else if !isRight { wrong.append(words) }
    }
    if !wrong.isEmpty { return question.failed(wrong.joined(separator: "; ")) }
    if let first = kernels.first { return question.skipped("the system call does not show the step either: \(first)") }
    guard count > 0 else { return question.error("no clock was read") }
    return question.passed("\(count) clocks, a step of \(seen.change.step) ns")
}

@Sendable func judgeOffsets(_ seen: ChangeEvidence, _ question: Question) -> CheckResult? {
    guard let monotonic = seen.change.monotonicOffset, let boottime = seen.change.boottimeOffset else {
        return question.error("the namespace's offsets were not reported")
    }
    guard !seen.clocks.isEmpty else { return question.error("no clock was read") }
    for clock in seen.clocks where clock.function == "clock_gettime" {
        guard !seen.crossings.contains(where: { $0.clock == clock.clock }) else { continue }
        return question.error("\(seen.name(clock)) was not read inside and outside, or did not return")
    }
    for crossing in seen.crossings {
        let offset =
            switch crossing.clock {
            case 1, 4, 6: monotonic
            case 7, 9: boottime
            default: Int64(0)
            }
        let earliest = crossing.before.total &+ offset
        let latest = crossing.after.total &+ offset
        let name = Clock(crossing.clock).label
        guard earliest <= crossing.system.total, crossing.system.total <= latest else {
            return question.error("the system call itself does not show the offset of \(name)")
        }
        guard crossing.vdsoResult == 0, earliest <= crossing.vdso.total, crossing.vdso.total <= latest else {
            return question.failed(
                "\(name): returned \(crossing.vdsoResult) with \(crossing.vdso) inside, \(crossing.before) before and "
                    + "\(crossing.after) after outside; the offset is \(offset) ns")
        }
    }
    return question.passed(
        "\(seen.crossings.count) clocks; MONOTONIC has an offset of \(monotonic) ns, BOOTTIME of \(boottime) ns")
}

extension Reading {
    /// Nanoseconds; the vDSO may have written anything.
    fileprivate var total: Int64 { seconds &* 1_000_000_000 &+ nanoseconds }
}
