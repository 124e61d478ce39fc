import Expectations
import Observations
import Results

/// Arguments, return values and errors.
let errorChecks: [Check] = [
    // Defects L1, C04, D02, D07: an identifier that the system call refuses, or another resolution.
    Check(
        area: .errors, subject: "clock_getres*", property: "same-as-syscall",
        meaning: "clock_getres returns and stores what the system call does, for every clockid from -4 to 40",
        needs: .observations
    ) { context in
        resolutionResults(context, "same-as-syscall", "the system call's return value and structure") { seen in
            (
                seen.vdsoResult == seen.systemResult && seen.vdso == seen.system,
                "returned \(seen.vdsoResult) and stored \(seen.vdso.stored); the system call returned "
                    + "\(seen.systemResult) and stored \(seen.system.stored)"
            )
        }
    },
    // Defect D01: clock_getres(id, NULL) crashed.
    Check(
        area: .errors, subject: "clock_getres*", property: "null",
        meaning: "clock_getres without a structure returns what the system call does, for every clockid from -4 to 40",
        needs: .observations
    ) { context in
        resolutionResults(context, "null", "the system call's return value, nothing stored") { seen in
            (
                seen.vdsoNullResult == seen.systemNullResult,
                "returned \(seen.vdsoNullResult); the system call returned \(seen.systemNullResult)"
            )
        }
    },
    Check(
        area: .errors, property: "pointers",
        meaning: "gettimeofday and getcpu accept each combination of their pointers, and write nothing else",
        needs: .observations
    ) { timeOfDayPointers($0) + processorPointers($0) },
    Check(
        area: .errors, subject: "gettimeofday", property: "timezone",
        meaning: "gettimeofday stores the system call's time zone",
        needs: .observations, judge: timezones),
    Check(
        area: .errors, subject: "time", property: "stored",
        meaning: "time returns what it stores, within the coarse clock's seconds",
        needs: .observations, judge: storedTimes),
]

extension Reading {
    /// The structure in words: a field that still holds the sentinel was not written.
    fileprivate var stored: String {
        seconds == Resolution.sentinel && nanoseconds == Resolution.sentinel ? "nothing" : description
    }
}

private func resolutionResults(
    _ context: Context, _ property: String, _ expected: String, _ judge: (Resolution) -> (Bool, String)
) -> [CheckResult] {
    ClockFunctions.getres.flatMap { resolutionResults(of: $0, context, property, expected, judge) }
}

private func resolutionResults(
    of function: String, _ context: Context, _ property: String, _ expected: String,
    _ judge: (Resolution) -> (Bool, String)
) -> [CheckResult] {
    Clock.compared.compactMap { id in
        let clock = Clock(id)
        let name = "\(function).\(clock.label)"
        let evidence = context.evidence(of: function, experiment: "errors/\(name)") {
            $0.resolutions.first { $0.clock == id && ($0.function ?? "clock_getres") == function }
        }
        guard let evidence else { return nil }
        let question = Question(
            identifier: context.identifier(.errors, name, property), expected: expected,
            why: "a program believes in a clock that is not there, or in another resolution", location: nil)
        return question.answer(evidence) { seen in
            let (isKept, observed) = judge(seen)
            return question.judge(isKept, observed)
        }
    }
}

private func timeOfDayPointers(_ context: Context) -> [CheckResult] {
    combinations(
        context, "gettimeofday", of: \.timesOfDay, count: 4,
        words: { "tv \($0.timeval ? "given" : "NULL"), tz \($0.timezone ? "given" : "NULL")" },
        fault: { seen in
            if seen.vdsoResult != seen.systemResult {
                return "returned \(seen.vdsoResult), the system call \(seen.systemResult)"
            }
            if seen.overrun { return "wrote what it was not given" }
            return seen.ordered == false ? "a time that is not between two system calls" : nil
        })
}

private func processorPointers(_ context: Context) -> [CheckResult] {
    combinations(
        context, "getcpu", of: \.getcpus, count: 4,
        words: { "cpu \($0.cpuPointer ? "given" : "NULL"), node \($0.nodePointer ? "given" : "NULL")" },
        fault: { seen in
            guard seen.pinned == nil else { return nil }
            return seen.mismatches == 0 && seen.vdsoResult == seen.systemResult
                ? nil
                : "returned \(seen.vdsoResult) with processor \(seen.vdsoCPU.map(String.init) ?? "-"), node "
                    + "\(seen.vdsoNode.map(String.init) ?? "-"); the system call returned \(seen.systemResult) with "
                    + "\(seen.systemCPU.map(String.init) ?? "-"), \(seen.systemNode.map(String.init) ?? "-")"
        })
}

private func combinations<Seen>(
    _ context: Context, _ function: String, of path: KeyPath<ObservationSet, [Seen]>, count: Int,
    words: (Seen) -> String, fault: (Seen) -> String?
) -> [CheckResult] {
    let experiment = "errors/\(function)"
    let evidence = context.evidence(of: function, experiment: experiment) { observations -> [Seen]? in
        // A combination that ended the experiment has no line of its own.
        let isWhole = !observations.ended.contains { $0.experiment == experiment }
        let seen = observations[keyPath: path]
        return isWhole && seen.count >= count ? seen : nil
    }
    guard let evidence else { return [] }
    let question = Question(
        identifier: context.identifier(.errors, function, "pointers"),
        expected: "success and the system call's answer for each combination of pointers",
        why: "programs pass NULL for what they do not need", location: nil)
    return [
        question.answer(evidence) { all in
            for seen in all {
                if let fault = fault(seen) { return question.failed("\(words(seen)): \(fault)") }
            }
            return question.passed("as the system call for each of \(count) combinations")
        }
    ]
}

@Sendable private func timezones(_ context: Context) -> [CheckResult] {
    let evidence = context.evidence(of: "gettimeofday", experiment: "errors/gettimeofday") { observations in
        // With a time and without.
        let all = observations.timesOfDay.filter(\.timezone)
        return all.first { $0.vdsoTimezone != $0.systemTimezone } ?? all.first
    }
    guard let evidence else { return [] }
    let question = Question(
        identifier: context.identifier(.errors, "gettimeofday", "timezone"), expected: "the system call's time zone",
        why: "local time is wrong", location: nil)
    return [
        question.answer(evidence) { seen in
            question.judge(
                seen.vdsoTimezone == seen.systemTimezone,
                "stored \(seen.vdsoTimezone ?? []); the system call stored \(seen.systemTimezone ?? [])")
        }
    ]
}

@Sendable private func storedTimes(_ context: Context) -> [CheckResult] {
    let evidence = context.evidence(of: "time", experiment: "errors/time") { observations -> [TimeCall]? in
        observations.timeCalls.count == 2 ? observations.timeCalls : nil
    }
    guard let evidence else { return [] }
    let question = Question(
        identifier: context.identifier(.errors, "time", "stored"),
        expected: "the returned seconds, with a pointer and without, within those of REALTIME_COARSE",
        why: "programs use either", location: nil)
    return [
        question.answer(evidence) { calls in
            for call in calls {
                if let stored = call.stored, stored != call.result {
                    return question.failed("returned \(call.result) and stored \(stored)")
                }
                if call.result < call.before || call.result > call.after {
                    return question.failed("\(call.result) is not within \(call.before) and \(call.after)")
                }
            }
            return question.passed("\(calls.map { "\($0.result)" }.joined(separator: " and "))")
        }
    ]
}
