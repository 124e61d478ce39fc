import Expectations
import Observations
import Results

/// Values, errors and serving within a time namespace, and its offsets seen from outside.
///
/// The questions are those of the other areas, put to what the probe observed inside; the offsets of MONOTONIC and
/// BOOTTIME have a seconds and a nanoseconds part and differ from each other.
let namespaceChecks: [Check] =
    [
        // Defects E14, F01: a clock that lacks the offset, or has another clock's.
        Check(
            area: .namespaces, property: "offset",
            meaning: "a clock read inside a time namespace differs from outside by the namespace's offset",
            needs: .observations, judge: judgeNamespaceOffsets)
    ] + repeatedChecks

/// Defect F01: functions that read another page inside. Defect F02: a namespace joined by vfork(2) and execve(2).
private let repeatedChecks: [Check] = {
    // One after the other: Swift 6.2 does not take long sums.
    var checks = agreementChecks + disturbedAgreementChecks
    checks += errorChecks + performanceChecks
    checks += mappingBehaviourChecks
    checks += comparedCallChecks.filter { newSeconds.contains($0.subject) }
    return checks.filter { repeated[$0.area]?.contains($0.property) ?? false }.map { original in
        Check(
            area: .namespaces, subject: original.subject, property: original.property,
            meaning: "inside a time namespace: \(original.meaning)", needs: .observations
        ) { context in repeatInside(original, context) }
    }
}()

/// What the probe observes inside as well.
private let repeated: [Area: Set<String>] = [
    .agreement: [
        "result", "ordered", "normalised", "monotonic", "monotonic-sustained", "advances", "same-as-syscall",
        "as-promised",
    ],
    .errors: ["same-as-syscall", "null", "pointers", "timezone", "stored"],
    .performance: ["served"],
    .mapping: ["exec"],
]

/// Calls of one kind that are made inside as well: those while a second begins.
private let newSeconds: Set<String> = ["clock_gettime.*", "clock_gettime64.*", "gettimeofday.*", "time.*"]

private func repeatInside(_ original: Check, _ context: Context) -> [CheckResult] {
    guard let observations = context.observationsInside else { return [] }
    var inside = context
    inside.observations = observations
    return original.judge(inside).map { result in
        var result = result
        result.identifier.area = .namespaces
        // Where nothing could be asked inside, the reason is that of the namespace itself.
        if result.outcome == .error, case .nothing(let outcome, let observed, let reason)? = context.noNamespace {
            result.outcome = outcome
            result.observed = observed
            result.reason = reason
        }
        return result
    }
}

extension Context {
    /// Why there was no time namespace; nil if there was one.
    fileprivate var noNamespace: Evidence<Namespace>? {
        guard let observations else { return nil }
        let isWhole = !observations.ended.contains { $0.experiment == "namespaces" }
        if observations.namespace != nil, isWhole { return nil }
        guard
            case .nothing(let outcome, let observed, let reason) = absence(of: "namespaces", in: observations)
                as Evidence<Namespace>
        else { return nil }
        let isRefused = outcome == .skipped
        return .nothing(outcome, observed: observed, reason: isRefused ? "\(reason); \(whatIsMissing)" : reason)
    }

    /// What a time namespace takes.
    private var whatIsMissing: String {
        let systemAdministrator: UInt64 = 21
        let mask = observations?.environment.first { $0.name == "capabilities.effective" }?.value
        let hasIt = mask.flatMap { UInt64($0, radix: 16) }.map { $0 >> systemAdministrator & 1 == 1 } ?? false
        return "it takes CONFIG_TIME_NS and user namespaces for everybody"
            + (hasIt ? "" : ", or the capability cap_sys_admin, which the probe lacks")
    }
}

@Sendable private func judgeNamespaceOffsets(_ context: Context) -> [CheckResult] {
    ClockFunctions.gettime.flatMap { judgeOffsets(of: $0, context) }
}

private func judgeOffsets(of function: String, _ context: Context) -> [CheckResult] {
    context.expectations.clocks.filter {
        context.mayApply($0.conditions) && $0.presence != .forbidden && [.fine, .coarse, .alarm].contains($0.kind)
    }.compactMap { clock in
        let name = "\(function).\(clock.clock)"
        let question = Question(
            identifier: context.identifier(.namespaces, name, "offset"),
            expected: "the reading outside and the namespace's offset",
            why: "a container that was moved sees its clocks jump", location: clock.location.description)
        let evidence = context.evidence(of: function, experiment: "namespaces/\(name)") { observations in
            let crossings = observations.crossings.filter {
                $0.crossing.clock == clock.id && ($0.crossing.function ?? "clock_gettime") == function
            }
            return crossings.isEmpty ? nil : crossings
        }
        guard let evidence else { return nil }
        if case .nothing(.error, _, _) = evidence {
            if case .nothing(let outcome, let observed, let reason)? = context.noNamespace {
                return question.nothing(outcome, observed: observed, reason: reason)
            }
            if clock.presence == .optional { return question.skipped("the kernel has no such clock") }
        }
        return question.answer(evidence) { crossings in
            let results = crossings.map { judge($0.crossing, $0.namespace, question) }
            return results.first { $0.outcome != .passed } ?? results[0]
        }
    }
}

/// Wrapping arithmetic: the vDSO may have written anything.
private func judge(_ seen: Crossing, _ namespace: Namespace, _ question: Question) -> CheckResult {
    let offset = namespace.offset(of: seen.clock)
    let earliest = seen.before.total &+ offset
    let latest = seen.after.total &+ offset
    guard earliest <= seen.system.total, seen.system.total <= latest else {
        return question.error(
            "the system call itself does not show the offset: \(seen.before) outside, \(seen.system) inside")
    }
    let value = seen.vdso.total
    return question.judge(
        seen.vdsoResult == 0 && earliest <= value && value <= latest,
        "returned \(seen.vdsoResult) with \(seen.vdso) inside, \(seen.before) before and \(seen.after) after outside; the "
            + "offset is \(Reading(seconds: offset / 1_000_000_000, nanoseconds: offset % 1_000_000_000))")
}

extension Namespace {
    /// Nanoseconds that the kernel adds to a clock (`time_namespaces(7)`).
    fileprivate func offset(of clock: Int32) -> Int64 {
        switch clock {
        // MONOTONIC, RAW and the coarse MONOTONIC
        case 1, 4, 6: monotonic.total
        // BOOTTIME and its alarm
        case 7, 9: boottime.total
        default: 0
        }
    }
}

extension Reading {
    fileprivate var total: Int64 { seconds &* 1_000_000_000 &+ nanoseconds }
}
