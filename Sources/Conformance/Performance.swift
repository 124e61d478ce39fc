import Expectations
import Observations
import Results

/// Whether calls are served in user space, and what they cost.
let performanceChecks: [Check] = [
    // Defects D10, E11, H02, H03, H07, and the inverted result of do_hres() in fcc8e46f768f: right answers, but
    // always through the kernel.
    Check(
        area: .performance, property: "served",
        meaning: "a call makes no system call from within the image where it must be served, and one where it cannot",
        needs: .observations, judge: judgeServed),
    // Defects C06, C07, D03: seccomp filters kill a program for a system call that it did not ask for.
    Check(
        area: .performance, property: "fallback-number",
        meaning: "a call that enters the kernel makes the system call of its own name, once",
        needs: .observations, judge: judgeFallbacks),
    // Defects C03, C04: a fallback that asks for another clock, or into another place.
    Check(
        area: .performance, property: "fallback-arguments",
        meaning: "a call that enters the kernel hands on its first two arguments", needs: .observations,
        judge: judgeFallbackArguments),
    // Defect H03: a vDSO that is as slow as the system call.
    Check(
        area: .performance, property: "ratio",
        meaning:
            "a served call, less the counter's own cost, takes at most a given part of the system call's time; on real processors only",
        needs: .observations, judge: judgeRatios),
]

/// A function, and its clock if it has one, of a record on serving or speed.
private struct Callee: Hashable {
    var function: String
    var clock: String?
    var name: String { clock.map { "\(function).\($0)" } ?? function }
    var experiment: String { "performance/\(name)" }

    static func all(_ function: String, _ clocks: [String]) -> [Callee] {
        clocks.isEmpty
            ? [Callee(function: function)] : clocks.map { Callee(function: function, clock: $0) }
    }
}

extension Context {
    /// The number of a clock by its name in the expectations.
    fileprivate func id(of clock: String?) -> Int32? {
        clock.flatMap { name in expectations.clocks.first { $0.clock == name }?.id }
    }

    /// Whether an answer needs the counter: a fine clock's does.
    fileprivate func readsCounter(_ callee: Callee) -> Bool {
        if callee.function == "gettimeofday" { return true }
        guard callee.function.hasPrefix("clock_gettime") else { return false }
        return expectations.clocks.first { $0.clock == callee.clock }?.kind == .fine
    }

    /// Whether the kernel answered EINVAL for the clock.
    fileprivate func lacks(_ callee: Callee) -> Bool {
        guard let id = id(of: callee.clock) else { return false }
        return observations?.sandwiches.contains { $0.clock == id && $0.systemResult < 0 } ?? false
    }
}

@Sendable private func judgeServed(_ context: Context) -> [CheckResult] {
    var seen: Set<Callee> = []
    return context.expectations.served.filter { context.mayApply($0.conditions) }.flatMap { promise in
        Callee.all(promise.function, promise.clocks).compactMap { callee -> CheckResult? in
            // A record that holds comes before one that might; each callee is judged once.
            // getrandom may fill its state: its own check allows for it.
            guard promise.presence != .optional, promise.function != "getrandom", !seen.contains(callee) else {
                return nil
            }
            let id = context.id(of: callee.clock)
            let evidence = context.evidence(of: callee.function, experiment: "\(callee.experiment).served") {
                $0.served.first { $0.function == callee.function && $0.clock == id }
            }
            guard let evidence else { return nil }
            seen.insert(callee)
            let question = Question(
                identifier: context.identifier(.performance, callee.name, "served"),
                expected: promise.presence == .required
                    ? "no system call from within the image" : "one system call for each call",
                why: promise.presence == .required
                    ? "the call becomes about ten times slower" : "the vDSO has no data for an answer of its own",
                location: promise.location.description)
            if case .undecided(let reason) = promise.conditions.decide(in: context.situation) {
                return question.skipped("undecided: \(reason)")
            }
            if context.lacks(callee) { return question.skipped("the kernel has no such clock") }
            return question.answer(evidence) { served in
                question.judge(
                    served.trapped == (promise.presence == .required ? 0 : served.calls),
                    "\(served.trapped) system calls in \(served.calls) calls"
                        + (served.number >= 0 ? ", the last of them number \(served.number)" : ""))
            }
        }
    }
}

@Sendable private func judgeFallbacks(_ context: Context) -> [CheckResult] {
    context.judgeFallbacks(.number) { served, question in
        guard served.trapped > 0, let expected = served.expectedNumber, expected >= 0 else { return nil }
        return question("system call \(expected), once for each call").judge(
            served.number == expected && served.trapped <= served.calls,
            "\(served.trapped) system calls in \(served.calls) calls, the last of them number \(served.number)")
    }
}

@Sendable private func judgeFallbackArguments(_ context: Context) -> [CheckResult] {
    context.judgeFallbacks(.arguments) { served, question in
        guard let altered = served.altered else { return nil }
        return question("the caller's first two arguments in each system call")
            .judge(altered == 0, "other arguments in \(altered) of \(served.trapped) system calls")
    }
}

/// What is asked about the system calls of fallbacks.
private enum FallbackProperty: String {
    case number = "fallback-number"
    case arguments = "fallback-arguments"

    var why: String {
        switch self {
        case .number: "seccomp filters kill programs for system calls that they do not expect"
        case .arguments: "a program gets the time of another clock, or in another place"
        }
    }
}

extension Context {
    /// Judges each function and clock whose calls were counted, and skips those whose calls could not be.
    fileprivate func judgeFallbacks(
        _ property: FallbackProperty, judge: (Served, _ question: (String) -> Question) -> CheckResult?
    ) -> [CheckResult] {
        guard let observations else { return [] }
        func question(_ name: String, _ expected: String) -> Question {
            Question(
                identifier: identifier(.performance, name, property.rawValue), expected: expected, why: property.why,
                location: nil)
        }
        let counted = observations.served.compactMap { served -> CheckResult? in
            guard case .callable = state(of: served.function) else { return nil }
            return judge(served) { question(served.name, $0) }
        }
        return counted
            + uncountedCalls(in: observations).map { name in
                let question = question(name, "the caller's own system call, where the kernel is entered")
                let evidence: Evidence<Served> = absence(of: "performance/\(name).served", in: observations)
                return question.answer(evidence) { _ in question.skipped("not counted") }
            }
    }

    /// The calls that were not counted. Nobody knows which of them enter the kernel: all may but those that must not.
    private func uncountedCalls(in observations: ObservationSet) -> [String] {
        let served = expectations.served.filter { $0.presence == .required && mayApply($0.conditions) }
            .flatMap { Callee.all($0.function, $0.clocks).map(\.name) }
        return observations.unobservable.map(\.experiment)
            .filter { $0.hasPrefix("performance/") && $0.hasSuffix(".served") }
            .map { String($0.dropFirst("performance/".count).dropLast(".served".count)) }
            .filter { !served.contains($0) }
    }
}

extension Served {
    /// The function with its clock.
    fileprivate var name: String { clock.map { "\(function).\(Clock($0).label)" } ?? function }
}

@Sendable private func judgeRatios(_ context: Context) -> [CheckResult] {
    var seen: Set<Callee> = []
    return context.expectations.performance.filter { context.mayApply($0.conditions) }.flatMap { bound in
        Callee.all(bound.function, bound.clocks).compactMap { callee -> CheckResult? in
            guard let ratio = bound.maximumRatio, !seen.contains(callee) else { return nil }
            let id = context.id(of: callee.clock)
            let evidence = context.evidence(of: callee.function, experiment: callee.experiment) {
                $0.performance.first { $0.function == callee.function && (callee.clock == nil || $0.clock == id) }
            }
            guard let evidence else { return nil }
            seen.insert(callee)
            let limit = ratio * context.settings.loadFactor
            let question = Question(
                identifier: context.identifier(.performance, callee.name, "ratio"),
                expected: "at most \(rounded(limit)) of the system call's time",
                why: "programs call it because it is cheap", location: bound.location.description)
            if let reason = context.timingIsMeaningless { return question.skipped(reason) }
            if case .undecided(let reason) = bound.conditions.decide(in: context.situation) {
                return question.skipped("undecided: \(reason)")
            }
            if context.lacks(callee) { return question.skipped("the kernel has no such clock") }
            let readsCounter = context.readsCounter(callee)
            return question.answer(evidence) { judgeRatio($0, limit, readsCounter, question) }
        }
    }
}

private func judgeRatio(_ seen: Performance, _ limit: Double, _ readsCounter: Bool, _ question: Question) -> CheckResult
{
    guard let ratio = Ratio(seen, readsCounter: readsCounter) else {
        return question.error("\(seen.vdso.count) batches allow no comparison")
    }
    return question.judge(
        !ratio.exceeds(limit),
        "\(rounded(ratio.least)), and \(rounded(ratio.interval.lower)) to \(rounded(ratio.interval.upper)) for the "
            + "median of \(seen.vdso.count) batches: \(nanoseconds(seen.least(.vdso))) ns, system call "
            + "\(nanoseconds(seen.least(.system))) ns, counter \(nanoseconds(seen.least(.counter))) ns, empty call "
            + "\(nanoseconds(seen.least(.empty))) ns")
}

extension Context {
    /// Why times say nothing here; nil on a real processor or under KVM. A virtual machine's probe was told what runs it;
    /// elsewhere only x86_64 shows an emulated processor.
    var timingIsMeaningless: String? {
        if isEmulated || expectations.flavour == .qemuUser {
            return "an emulator translates instructions: times say nothing"
        }
        let acceleration = observations?.environment.first { $0.name == "acceleration" }?.value
        if let acceleration, acceleration != "KVM" { return "the processor is emulated: times say nothing" }
        let hypervisor = observations?.environment.first { $0.name == "hypervisor" }?.value ?? ""
        return hypervisor.hasPrefix("TCGTCG") ? "the processor is emulated: times say nothing" : nil
    }
}

private func rounded(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }

/// Picoseconds as nanoseconds with one digit.
private func nanoseconds(_ picoseconds: UInt64) -> String { "\((Double(picoseconds) / 100).rounded() / 10)" }
