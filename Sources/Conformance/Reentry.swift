import Expectations
import Observations
import Results

/// Each function, entered again by a signal handler at each of its instructions.
///
/// A vDSO has no lock and must keep nothing between two instructions but in registers and on its stack.
let reentryChecks: [Check] = [
    // Defects C08, G03: what lies below the stack pointer, or in a place that two calls share.
    Check(
        area: .callingConvention, property: "reentrant",
        meaning: "a call is right that is interrupted, at any instruction, by a handler with the same call",
        needs: .observations
    ) { context in
        SteppedPath.all.compactMap { path in
            let experiment = "calling-convention/\(path.name).reentry"
            let evidence = context.evidence(of: path.function, experiment: experiment) { observations in
                observations.reentries.first { $0.function == path.function && $0.path == path.path }
            }
            guard let evidence else { return nil }
            let question = Question(
                identifier: context.identifier(.callingConvention, path.name, "reentrant"),
                expected: "both calls right, whichever instruction the signal comes before",
                why: "signal handlers may call it, and a program sees the handler's time, or none", location: nil)
            return question.answer(evidence) { judge($0, question) }
        }
    }
]

/// Instructions behind which the probe gives a call up.
private let limit = 4096

private func judge(_ seen: Reentry, _ question: Question) -> CheckResult {
    let troubles: [(UInt64?, String)] = [
        (seen.notReturned, "the call did not return" + (seen.signal.map { " (signal \($0))" } ?? "")),
        (seen.wrongResult, "the call returned another result"),
        (seen.wrongValue, "the call gave a wrong value"),
        (seen.wrongInner, "the handler's call returned another result"),
        (seen.wrongRegister, "a preserved register was lost"),
    ]
    let words = troubles.compactMap { offset, words in offset.map { "\(words) with a signal at \(place($0))" } }
    guard words.isEmpty else { return question.failed(words.joined(separator: "; ")) }
    guard seen.returned else {
        // As for single steps: where they take as long as ticks are apart, the clock's data is another at each turn.
        if seen.instructions >= limit {
            return question.skipped(
                "no undisturbed pass within \(seen.instructions) steps: this machine steps too slowly")
        }
        return question.failed("no return within \(seen.instructions) instructions, without any signal")
    }
    guard seen.entered > 0 else { return question.error("no signal arrived in \(seen.instructions) instructions") }
    return question.passed("right with a signal at \(seen.entered) places of \(seen.instructions) instructions")
}
