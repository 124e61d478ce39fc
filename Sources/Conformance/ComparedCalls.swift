import Expectations
import Observations
import Results

/// Calls with arguments of one kind, held against the system call, or against the contract where there is none.
let comparedCallChecks: [Check] =
    // Defects A15, C07, G05, G06, H09: values that another width, place or time of asking changes.
    comparedChecks(.errors, "as-syscall", "return and store what the system call does", \.mismatches)
    + comparedChecks(.errors, "within-bounds", "write nothing beside what they must", \.overruns)
    // Defects G06, G08: a value that the kernel learned later; an unlock that is not one step. Kernels 6.4 on took negative
    // keys of riscv_hwprobe for places in a table.
    + comparedChecks(.agreement, "as-promised", "do what they promise, whatever the arguments", \.mismatches)
    + comparedChecks(.agreement, "within-bounds", "write nothing beside what they must", \.overruns)

/// A check for each function that has groups in an area.
private func comparedChecks(
    _ area: Area, _ property: String, _ meaning: String, _ count: KeyPath<ComparedCalls, UInt64> & Sendable
) -> [Check] {
    let groups = Group.all.filter { $0.area == area && (property != "within-bounds" || $0.hasBounds) }
    var functions: [String] = []
    for group in groups where functions.last != group.function { functions.append(group.function) }
    return functions.map { function in
        Check(
            area: area, subject: "\(function).*", property: property,
            meaning: "calls of \(function), with arguments of one kind after the other, \(meaning)",
            needs: .observations
        ) { context in results(context, groups.filter { $0.function == function }, property, count) }
    }
}

/// What the probe does with a function.
private struct Group {
    var area: Area
    var function: String
    var group: String
    /// What must hold, and why it matters.
    var promise: String
    var why: String
    /// Whether what is written is looked at byte by byte.
    var hasBounds = true
    /// Whether only the kernel can keep the promise, for the image that it maps.
    var isKernels = false

    /// The experiment that reports it, if it has none of its own.
    var reportedWith: String? {
        switch group {
        case "handler": "\(function).signals"
        case "new-second": group
        default: nil
        }
    }

    static let all =
        ["gettimeofday", "time", "getcpu"].map {
            Group(
                area: .errors, function: $0, group: "alignment",
                promise: "the system call's answer in structures at any alignment",
                why: "what the program keeps beside them changes, or it reads something else")
        } + newSeconds + hardwareProbe + flushes + ["64", "32"].flatMap(unlocks)

    private static let newSeconds = (ClockFunctions.gettime + ["gettimeofday", "time"]).map {
        Group(
            area: .agreement, function: $0, group: "new-second",
            promise: "readings between the system calls', fractions within a second, while a second begins",
            why: "time goes wrong for some milliseconds of each second", hasBounds: false)
    }

    private static let hardwareProbe =
        [
            ("keys", "each key's value, and -1 for a key that nobody knows"),
            ("many", "the values of any number of keys"),
            ("processors", "the values of a single processor"),
            ("which-cpus", "the processors that have a value (RISCV_HWPROBE_WHICH_CPUS)"),
            ("flags", "an error for a flag that nobody knows"),
            ("sets", "the answer for no processor, for one that is not there, and for sets of odd sizes"),
        ].map {
            Group(
                area: .agreement, function: "riscv_hwprobe", group: $0.0, promise: "\($0.1), as the system call",
                why: "a program executes instructions that the processor lacks, or does without those that it has")
        }

    private static let flushes =
        [
            ("same-hart", "code that was rewritten and flushed runs as it was written"),
            ("other-hart", "code that was rewritten and flushed on one hart runs so on another"),
            ("thread", "code that was rewritten and flushed runs so in another thread"),
        ].map {
            Group(
                area: .agreement, function: "flush_icache", group: $0.0, promise: $0.1,
                why: "a just-in-time compiler's program executes old instructions", hasBounds: false)
        } + [
            Group(
                area: .errors, function: "flush_icache", group: "flags", promise: "the system call's return value",
                why: "a program believes that its code is flushed", hasBounds: false)
        ]

    private static func unlocks(_ bits: String) -> [Group] {
        let function = "futex_robust_list\(bits)_try_unlock"
        let why = "a lock is lost, or the kernel writes to memory that is no lock any more"
        func group(_ name: String, _ promise: String, bounds: Bool = false, kernels: Bool = false) -> Group {
            Group(
                area: .agreement, function: function, group: name, promise: promise, why: why, hasBounds: bounds,
                isKernels: kernels)
        }
        return [
            group("owner", "the owner's lock becomes 0, its operation is forgotten, its word returned", bounds: true),
            group("others", "any other lock stays as it is, and its word is returned", bounds: true),
            group("contended", "a waiter that arrives at the same time is lost neither before nor behind"),
            group("signals", "the same while signals arrive"),
            group(
                "handler", "a signal handler that finds the lock free finds the operation forgotten", kernels: true),
        ]
    }
}

private func results(
    _ context: Context, _ groups: [Group], _ property: String, _ count: KeyPath<ComparedCalls, UInt64> & Sendable
) -> [CheckResult] {
    groups.compactMap { group in
        let area = group.area
        let name = "\(group.function).\(group.group)"
        let experiment = "\(area.rawValue)/\(group.reportedWith ?? name)"
        let evidence = context.evidence(of: group.function, experiment: experiment) {
            $0.comparedCalls.first { $0.function == group.function && $0.group == group.group }
        }
        guard let evidence else { return nil }
        let question = Question(
            identifier: context.identifier(area, name, property),
            expected: property == "within-bounds" ? "nothing written beside what is asked for" : group.promise,
            why: group.why, location: nil)
        if group.isKernels, context.observations?.start?.chosenImage == true {
            return question.skipped("the kernel ends interrupted calls of its own image, not of a chosen one")
        }
        return question.answer(evidence) { seen in
            if seen.calls == 0, group.isKernels { return question.skipped("no signal met an unlock half done") }
            guard seen.calls > 0 else { return question.error("no call was made") }
            let wrong = seen[keyPath: count]
            return question.judge(
                wrong == 0,
                wrong == 0 ? "so in \(seen.calls) calls" : "not so in \(wrong) of \(seen.calls) calls\(seen.example)")
        }
    }
}

extension ComparedCalls {
    private static let cases = [
        "alignment": "alignment", "keys": "key", "many": "number of keys", "processors": "key", "which-cpus": "key",
        "flags": "bit", "sets": "size", "owner": "lock word", "others": "lock word", "new-second": "clock",
    ]

    /// The first call that did something wrong.
    fileprivate var example: String {
        guard let first, let firstResult, let firstExpected else { return "" }
        return "; the first, \(Self.cases[group] ?? "turn") \(first), returned \(firstResult)"
            + (firstResult == firstExpected ? " as it should, and stored otherwise" : " instead of \(firstExpected)")
    }
}
