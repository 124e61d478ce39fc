import Expectations
import Observations
import Results

/// What the kernel allows with the vDSO's mappings, and calls from every kind of process and thread.
let mappingBehaviourChecks: [Check] =
    [
        mappingCheck("data", "protected", "no data mapping can be made writable") { context, observations, ask in
            let question = ask("mprotect refuses to make data writable", "a process could change its own clocks", nil)
            guard observations.imageAddress != nil else { return question.skipped(context.reasonForNoImage) }
            let data = observations.mappings.filter { $0.name.hasPrefix("[vvar") }
            guard !data.isEmpty else {
                return question.skipped(observations.refusalOfMappings ?? "there is no data mapping")
            }
            return question.answer(context.protections { $0.name.hasPrefix("[vvar") }) { seen in
                guard seen.count >= data.count else { return question.error("only \(seen.count) mappings were tried") }
                return question.judge(
                    seen.allSatisfy { $0.writableResult < 0 },
                    seen.map { "\($0.name): \($0.writableResult)" }.joined(separator: ", "))
            }
        },
        mappingCheck("code", "private", "changed code is seen by the process alone that changes it, if by any") {
            context, observations, ask in
            let question = ask(
                "mprotect refuses, or gives a private copy", "a process changes other processes' code", nil)
            guard observations.imageAddress != nil else { return question.skipped(context.reasonForNoImage) }
            return question.answer(context.protections { !$0.name.hasPrefix("[vvar") }) { seen in
                question.judge(
                    seen.allSatisfy { $0.seenByParent != true },
                    seen.map {
                        $0.writableResult < 0
                            ? "refused with \($0.writableResult)"
                            : $0.seenByParent == true ? "the parent saw the change" : "a private copy"
                    }.joined(separator: ", "))
            }
        },
        // Defects F05, F09: mremap(2) is refused, or leaves the kernel with the old address.
        mappingCheck("image", "relocation", "all mappings can be moved together, or are sealed") {
            context, observations, ask in
            let question = ask(
                "mremap moves each, or says EPERM", "a process cannot be restored from a checkpoint", nil)
            guard observations.imageAddress != nil else { return question.skipped(context.reasonForNoImage) }
            guard observations.mappings.contains(where: { $0.name == "[vdso]" }) else {
                return question.skipped(observations.refusalOfMappings ?? "no mapping has the name [vdso]")
            }
            let evidence: Evidence<Relocation> =
                observations.relocation.map { .seen($0) }
                ?? context.absence(of: "mapping/functions.moved", in: observations)
            return question.answer(evidence) { seen in
                let sealed: Int64 = -1
                return question.judge(
                    seen.result == 0 || seen.result == sealed,
                    seen.result == 0 ? "moved" : seen.result == sealed ? "sealed" : "refused with \(seen.result)")
            }
        },
        // Defect F05: the kernel kept the trampoline's old address.
        mappingCheck("signal-return", "moved", "a signal handler returns after all mappings were moved together") {
            context, observations, ask in
            let question = ask(
                "the handler returns to what it interrupted",
                "a process that was restored from a checkpoint dies of its next signal", nil)
            guard observations.imageAddress != nil else { return question.skipped(context.reasonForNoImage) }
            if observations.relocation.map({ $0.result < 0 }) == true {
                return question.skipped("the mappings cannot be moved")
            }
            let evidence: Evidence<SignalReturn> =
                observations.signalReturn.map { .seen($0) }
                ?? context.absence(of: "mapping/functions.moved", in: observations)
            return question.answer(evidence) { seen in
                question.judge(
                    seen.returned,
                    seen.returned ? "it returned" : seen.signal.map { "signal \($0) instead" } ?? "the process ended")
            }
        },
        // Defect F08: the vDSO lay at one of few places.
        mappingCheck("image", "placement", "the image lies at another place in each execution", judgePlacement),
    ]
    + [
        functionsCheck("fork", "in a child"),
        functionsCheck("vfork", "in a child that shares its parent's memory"),
        functionsCheck("thread", "in a thread"),
        // Defects C08, E13: what works on one processor alone.
        functionsCheck("every-processor", "on each processor that the program may run on, eight of them at most"),
        // Defect C02: Go calls with small stacks.
        functionsCheck("small-stack", "in a thread with 2 KiB of stack, the probe's own frames included"),
        // Defect F02: a kernel that lost its way between vfork(2) and execve(2).
        functionsCheck("exec", "in a program that was just executed"),
        functionsCheck("moved", "after all mappings were moved together"),
        Check(
            area: .mapping, property: "strict",
            meaning:
                "a served call works under SECCOMP_MODE_STRICT; where that forbids the counter, SIGSEGV is allowed",
            needs: .observations, judge: judgeStrict),
        Check(
            area: .mapping, property: "counter-denied",
            meaning: "with PR_SET_TSC a call gives a right value or ends with SIGSEGV, never a wrong value or a hang",
            needs: .observations, judge: judgeDenied),
    ]

extension Context {
    /// Whether a call is promised to make no system call, or was seen to make none.
    fileprivate func mustServe(_ row: Row) -> Bool {
        let served = observations?.served.first { $0.function == row.function && $0.clock == row.clock }
        return served?.trapped == 0
            || expectations.served.contains {
                $0.function == row.function && $0.presence == .required
                    && $0.conditions.decide(in: situation) == .holds
                    && (row.clock == nil || $0.clocks.contains(Clock(row.clock ?? 0).label))
            }
    }

    fileprivate func protections(_ isMeant: (Protection) -> Bool) -> Evidence<[Protection]> {
        guard let observations else { return .nothing(.error, observed: "nothing", reason: "no report") }
        let seen = observations.protections.filter(isMeant)
        return seen.isEmpty ? absence(of: "mapping/protections", in: observations) : .seen(seen)
    }
}

/// Fewer pairs than a place of that many random bits would show in as many executions, and a few to spare: chance alone
/// fails less than once in 10^9 runs on a machine with 16 bits.
@Sendable private func judgePlacement(_ context: Context, _ observations: ObservationSet, _ ask: Ask) -> CheckResult? {
    guard
        let promise = context.expectations.mapping.first(where: {
            $0.property == "image.placement-bits" && $0.conditions.decide(in: context.situation) == .holds
        }), let bits = promise.values.first.flatMap({ UInt64($0) }), bits < 32
    else { return nil }
    let question = ask(
        "at least \(bits) random bits", "an attacker guesses where code lies", promise.location.description)
    guard observations.imageAddress != nil else { return question.skipped(context.reasonForNoImage) }
    let evidence: Evidence<Placement> =
        observations.placement.map { .seen($0) } ?? context.absence(of: "mapping/image.placement", in: observations)
    return question.answer(evidence) { seen in
        if seen.forbiddenByPersonality { return question.skipped("the personality is ADDR_NO_RANDOMIZE") }
        if seen.level == 0 { return question.skipped("randomisation is off: kernel.randomize_va_space is 0") }
        guard seen.runs >= 32, seen.runs < 1 << 30 else {
            return question.error("\(seen.runs) executions prove nothing")
        }
        let pairs = seen.runs * (seen.runs - 1) / 2
        let limit = max(4, (pairs + (1 << bits) - 1) >> bits)
        // 300 executions without a repeat: 15 bits.
        let shown = 63 - (pairs / max(1, seen.repeats)).leadingZeroBitCount
        return question.judge(
            seen.repeats < limit,
            "\(seen.repeats) of \(pairs) pairs of \(seen.runs) executions have the same place: "
                + (seen.repeats == 0 ? "\(shown) bits or more" : "about \(shown) bits"))
    }
}

// MARK: Calls

/// A function with a clock, as the probe calls it in each circumstance.
private struct Row {
    var function: String
    var clock: Int32?
    var name: String { clock.map { "\(function).\(Clock($0).label)" } ?? function }
    /// Whether it needs neither counter nor kernel.
    var isCoarse: Bool { clock == 5 || clock == 6 || function == "time" }

    static let all =
        ClockFunctions.gettime.flatMap { function in
            [0, 1, 4, 5, 6, 7, 11, 3].map { Row(function: function, clock: $0) }
        } + [Row(function: "gettimeofday"), Row(function: "time")]
        + ClockFunctions.getres.map { Row(function: $0, clock: 1) } + [Row(function: "getcpu")]

    /// Those that another process can check.
    static let strict = all.filter {
        !ClockFunctions.getres.contains($0.function) && $0.function != "getcpu" && $0.clock != 3
    }

    func find(_ circumstance: String, _ observations: ObservationSet) -> Circumstance? {
        observations.circumstances.first {
            $0.circumstance == circumstance && $0.function == function && $0.clock == clock
        }
    }
}

extension Circumstance {
    /// What is wrong with an answer; nil if nothing is, or there is none.
    fileprivate var fault: String? {
        guard returned else { return nil }
        if result != systemResult { return "returned \(result), the system call \(systemResult)" }
        guard !ordered else { return nil }
        let values = readings.map { ": \($0.map(\.description).joined(separator: ", "))" } ?? ""
        return "does not agree with the system calls around it\(values)"
    }

    /// How the process ended, if not well.
    fileprivate var end: Ended? {
        signal == nil && status == nil
            ? nil : Ended(experiment: circumstance, signal: signal, status: status)
    }
}

private func functionsCheck(_ circumstance: String, _ meaning: String) -> Check {
    Check(
        area: .mapping, subject: "functions", property: circumstance, meaning: "every function works \(meaning)",
        needs: .observations
    ) { context in
        guard let observations = context.observations else { return [] }
        let question = Question(
            identifier: context.identifier(.mapping, "functions", circumstance),
            expected: "the system call's values \(meaning)", why: "such a program dies or sees wrong times",
            location: nil)
        if observations.start?.chosenImage == true, circumstance == "moved" {
            return [question.skipped("a chosen image is tested, which the kernel did not map")]
        }
        let results = Row.all.compactMap { row -> CheckResult? in
            let evidence = context.evidence(of: row.function, experiment: "mapping/functions.\(circumstance)") {
                row.find(circumstance, $0)
            }
            return evidence.map { question.answer($0) { judge(row, $0, question) } }
        }
        return summary(results).map { [$0] } ?? []
    }
}

private func judge(_ row: Row, _ seen: Circumstance, _ question: Question) -> CheckResult {
    if let fault = seen.fault { return question.failed("\(row.name) \(fault)") }
    // The call that was under way; behind all of them, whichever call ruined the process.
    if let end = seen.end, !seen.returned || row.function == "getcpu" {
        let place = seen.returned ? "behind all calls" : seen.called ? "in \(row.name)" : "before \(row.name)"
        return question.nothing(
            end.outcome, observed: "\(end.signal.map { "signal \($0)" } ?? "status \(end.status ?? 0)") \(place)",
            reason: end.meaning)
    }
    return seen.returned ? question.passed(row.name) : question.error("\(row.name) was not called")
}

/// The worst of the rows, or all of them in one.
private func summary(_ results: [CheckResult]) -> CheckResult? {
    for outcome in [CheckResult.Outcome.failed, .error] {
        if let worst = results.first(where: { $0.outcome == outcome }) { return worst }
    }
    let passed = results.filter { $0.outcome == .passed }
    guard var all = passed.first else { return results.first }
    all.observed = "as the system call: \(passed.map(\.observed).joined(separator: ", "))"
    return all
}

// MARK: Restrictions

@Sendable private func judgeStrict(_ context: Context) -> [CheckResult] {
    let allowsDenial = context.expectations.mapping.contains {
        $0.property == "strict" && $0.values.contains("counter-denied")
            && $0.conditions.decide(in: context.situation) == .holds
    }
    return Row.strict.compactMap { row in
        restricted(row, "strict", context, "programs in a sandbox die") { seen, question in
            if seen.signal == 9 {
                guard context.mustServe(row) else { return question.skipped("the call need not be served here") }
                return question.failed("a system call, which ends the process, in a call that must make none")
            }
            if seen.signal == 11, allowsDenial, !row.isCoarse { return question.passed("SIGSEGV: no counter") }
            return nil
        }
    }
}

@Sendable private func judgeDenied(_ context: Context) -> [CheckResult] {
    Row.all.compactMap { row in
        restricted(row, "counter-denied", context, "a program that gave the counter up sees wrong times") {
            seen, question in seen.signal == 11 ? question.passed("SIGSEGV: no counter") : nil
        }
    }
}

private func restricted(
    _ row: Row, _ property: String, _ context: Context, _ why: String,
    _ special: (Circumstance, Question) -> CheckResult?
) -> CheckResult? {
    let question = Question(
        identifier: context.identifier(.mapping, row.name, property), expected: "a right value", why: why,
        location: nil)
    let evidence = context.evidence(of: row.function, experiment: "mapping/functions.\(property)") {
        row.find(property, $0)
    }
    guard let evidence else { return nil }
    return question.answer(evidence) { seen in
        if let result = special(seen, question) { return result }
        if let fault = seen.fault { return question.failed("\(row.name) \(fault)") }
        if let end = seen.end {
            return question.nothing(end.outcome, observed: end.words, reason: end.meaning)
        }
        return seen.returned ? question.passed("a right value") : question.error("the call was not made")
    }
}
