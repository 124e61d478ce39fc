import Expectations
import Observations
import Results

/// Whether calls ever wait. The kernel counts how often a thread gives its processor up by itself, so neither a busy
/// machine nor a slow one looks like a wait.
let sleepChecks: [Check] = [
    // Programs call these where they must not wait: in signal handlers, under locks, in real-time threads.
    Check(
        area: .performance, property: "never-sleeps",
        meaning: "a call never gives the processor up; one run of five without a wait is enough", needs: .observations
    ) { context in
        (ClockFunctions.all + ["gettimeofday", "time", "getcpu"]).compactMap { function in
            let evidence = context.evidence(of: function, experiment: "performance/sleeps") { observations in
                let seen = observations.sleeps.filter { $0.function == function }
                return seen.isEmpty ? nil : seen
            }
            guard let evidence else { return nil }
            let question = Question(
                identifier: context.identifier(.performance, function, "never-sleeps"),
                expected: "the thread keeps its processor, or loses it against its will",
                why: "a real-time thread, or one that holds a lock, is late", location: nil)
            return question.answer(evidence) { judge($0, question) }
        }
    }
]

private func judge(_ seen: [SleepCount], _ question: Question) -> CheckResult {
    guard let worst = seen.max(by: { $0.least < $1.least }), worst.calls > 0, worst.runs > 1 else {
        return question.error("no call was made")
    }
    let name = worst.clock.map { ", clock \(Clock($0).label)" } ?? ""
    return question.judge(
        worst.least == 0,
        worst.least == 0
            ? "no wait in a run of \(worst.calls) calls"
            : "\(worst.least) waits or more in each of \(worst.runs) runs of \(worst.calls) calls\(name)")
}
