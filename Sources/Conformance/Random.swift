import Expectations
import Foundation
import Observations
import Results

/// `getrandom`: `lib/vdso/getrandom.c`.
let randomChecks: [Check] =
    [
        // Defect A15: an absolute address that is wrong gives a wrong answer to the simplest question.
        randomCheck(
            "parameters", "the parameters of a state are there, and mmap(2) takes them", "query",
            "a program cannot make a state, or makes one that is too small", { $0.randomParameters.first },
            judgeParameters),
        randomCheck(
            "fills", "every byte of a buffer is written, whatever its length and place", "fill",
            "a program uses zeros as a key", { $0.randomFills.first }
        ) { seen, question in
            guard seen.calls > 0 else { return question.error("no call was made") }
            return question.judge(
                seen.failures == 0 && seen.unwritten == 0,
                "\(seen.unwritten) bytes unwritten, \(seen.failures) of \(seen.calls) calls not whole"
                    + first(seen.firstLength))
        },
        randomCheck(
            "stays-within", "no byte beside a buffer or a state is written", "fill",
            "a program's memory is overwritten",
            { $0.randomFills.first }
        ) { seen, question in
            guard seen.calls > 0 else { return question.error("no call was made") }
            return question.judge(
                seen.beside == 0, "\(seen.beside) of \(seen.calls) calls wrote beside it" + first(seen.firstLength))
        },
        // Output that was handed out must not be found by who reads the memory later.
        randomCheck(
            "forgets", "what was handed out is gone from the state", "traces",
            "who reads memory later learns old keys", { $0.randomTraces.first }
        ) { seen, question in
            guard seen.calls > 0, seen.failures == 0 else {
                return question.failed("\(seen.failures) of \(seen.calls) calls were not whole")
            }
            return question.judge(
                seen.traces == 0, "output lies in the state behind \(seen.traces) of \(seen.calls) calls")
        },
        randomCheck(
            "unbiased", "bits and bytes come equally often: a healthy generator fails once in 10^9 runs",
            "statistics", "keys can be guessed", { $0.randomStatistics.first }, judgeStatistics),
        // Whatever is wrong in one call of a thousand: the keystream is compared in a hundred.
        randomCheck(
            "repeatable", "with the same state a call gives the same bytes, and leaves the same state", "repeats",
            "one key in a thousand is none", { $0.randomRepeats.first }
        ) { seen, question in
            guard seen.calls > 0 else { return question.error("no call was made") }
            // The kernel seeds its generator once in a minute.
            if seen.reseeded >= 16, seen.failures == 0, seen.mismatches == 0 {
                return question.skipped("the bytes do not come from the state")
            }
            return question.judge(
                seen.mismatches == 0 && seen.failures == 0,
                "\(seen.mismatches) of \(seen.calls / 2) pairs differ, \(seen.failures) calls not whole"
                    + first(seen.firstLength))
        },
        randomKeystreamCheck,
        randomServedCheck,
    ]
    + [
        // Defect G02: flags that later kernels give a meaning.
        callsCheck("known-flags", "each flag has the system call's return value"),
        callsCheck("unknown-flags", "flags without a meaning are refused as by the system call"),
        callsCheck("excluding-flags", "flags that exclude each other are refused as by the system call"),
        callsCheck("lengths", "each length has the system call's return value, 0 included"),
        // Defect G03: a state of another kernel, brought along by a process that was restored.
        callsCheck("wrong-size", "with a size that is not the state's, the system call answers"),
        callsCheck("fitting-state", "a state anywhere within a page works"),
        callsCheck("straddling-state", "a state across two pages is refused with -EFAULT"),
        callsCheck("huge-length", "a length beyond the buffer gives a part, -EFAULT or a fault, never all"),
    ]
    + [
        piecesCheck("calls", "calls in a row"), piecesCheck("blocks", "the blocks of one call"),
        piecesCheck("wiped", "calls behind a wipe of the state, which the kernel may do at any time"),
        piecesCheck("stale", "a state, and the same one with the generation before"),
        // Defects G03, G04: consumers and the kernel must agree on who owns a state.
        piecesCheck("fork", "parent and child"), piecesCheck("threads", "threads with a state each"),
        piecesCheck("signals", "a call and the signal handler that interrupts it, with one state"),
        // Defect G03: a child that is forked in mid-call.
        piecesCheck("wiped-meanwhile", "calls whose state is wiped before any of their instructions"),
        piecesCheck("refused", "calls for whose state the system call gives no key, or half of one"),
    ]

private func randomCheck<Value>(
    _ property: String, _ meaning: String, _ experiment: String, _ why: String,
    _ find: @escaping @Sendable (ObservationSet) -> Value?,
    _ judge: @escaping @Sendable (Value, Question) -> CheckResult
) -> Check {
    Check(area: .random, subject: "getrandom", property: property, meaning: meaning, needs: .observations) { context in
        let evidence = context.evidence(of: "getrandom", experiment: "random/getrandom.\(experiment)", find)
        guard let evidence else { return [] }
        let question = Question(
            identifier: context.identifier(.random, "getrandom", property), expected: meaning, why: why, location: nil)
        return [question.answer(evidence) { judge($0, question) }]
    }
}

private func callsCheck(_ group: String, _ meaning: String) -> Check {
    randomCheck(
        group, meaning, "contract", "a program takes bytes that are not there, or dies",
        { $0.randomCalls.first { $0.group == group } }
    ) { seen, question in
        guard seen.calls > 0 else { return question.error("no call was made") }
        var words: [String] = []
        if seen.mismatches > 0 {
            let flags = seen.firstFlags.map { "0x\(String($0, radix: 16))" } ?? "?"
            words.append(
                "\(seen.mismatches) of \(seen.calls) calls return something else, the first \(seen.firstResult ?? 0) "
                    + "instead of \(seen.firstExpected ?? 0), with flags \(flags) and length \(seen.firstLength ?? 0)")
        }
        if seen.wroteBuffer > 0 { words.append("\(seen.wroteBuffer) calls write behind what they return") }
        if seen.wroteState > 0 { words.append("\(seen.wroteState) calls write to a state of another size") }
        return words.isEmpty
            ? question.passed("\(seen.calls) calls agree") : question.failed(words.joined(separator: "; "))
    }
}

private func piecesCheck(_ experiment: String, _ meaning: String) -> Check {
    randomCheck(
        "distinct-\(experiment)", "\(meaning) never give the same bytes", experiment,
        "two secrets are one, and both are known to whom one was told",
        { $0.randomPieces.first { $0.experiment == experiment } }
    ) { seen, question in
        // So many that a lost key or counter must show.
        guard seen.pieces >= 32 else { return question.error("\(seen.pieces) pieces prove nothing") }
        return question.judge(
            seen.repeats == 0 && seen.failures == 0,
            "\(seen.repeats) of \(seen.pieces) pieces of 16 bytes were there before, \(seen.failures) calls not whole")
    }
}

@Sendable private func judgeParameters(_ seen: RandomParameters, _ question: Question) -> CheckResult {
    var faults: [String] = []
    if seen.result != 0 { faults.append("the call returned \(seen.result)") }
    // A state holds a key of 256 bits at least, and lies within a page.
    if !(32...4096).contains(seen.stateSize) { faults.append("a state of \(seen.stateSize) bytes") }
    if seen.protection != 3 { faults.append("protection \(seen.protection) is not to read and to write") }
    if seen.reserved != 0 { faults.append("reserved words are not 0") }
    if seen.overrun { faults.append("bytes beside the structure were written") }
    if seen.mapResult != 0 { faults.append("mmap(2) answers \(seen.mapResult) to flags \(seen.flags)") }
    return question.judge(
        faults.isEmpty,
        faults.isEmpty
            ? "\(seen.stateSize) bytes, protection \(seen.protection), flags \(seen.flags)"
            : faults.joined(separator: "; "))
}

/// Each of three counts may lie 6.5 standard deviations off: chance does that once in 10^10.
@Sendable private func judgeStatistics(_ seen: RandomStatistics, _ question: Question) -> CheckResult {
    guard seen.bytes >= 4096, seen.histogram.count == 256, seen.failures == 0 else {
        return question.failed("\(seen.failures) calls were not whole, \(seen.bytes) bytes came")
    }
    let bytes = Double(seen.bytes)
    let limit = 6.5
    let bits = (Double(seen.ones) - bytes * 4) / (bytes * 2).squareRoot()
    let neighbours = (Double(seen.equalNeighbours) - bytes / 256) / (bytes * 255 / 65536).squareRoot()
    let expected = bytes / 256
    let squares = seen.histogram.reduce(0.0) { $0 + pow(Double($1) - expected, 2) / expected }
    // The cube root of a chi-square variable is nearly normal (Wilson and Hilferty).
    let variance = 2.0 / (9 * 255)
    let values = (cbrt(squares / 255) - (1 - variance)) / variance.squareRoot()
    func words(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
    return question.judge(
        [bits, neighbours, values].allSatisfy { abs($0) <= limit },
        "standard deviations from chance in \(seen.bytes) bytes: bits \(words(bits)), values \(words(values)), equal "
            + "neighbours \(words(neighbours))")
}

/// A state is filled again when the kernel's generator is: one system call now and then. Memory that runs short may cost
/// one more, so most of the runs must do with one.
private let randomServedCheck = Check(
    area: .random, subject: "getrandom", property: "served",
    meaning: "most runs of calls make no system call, or one to fill the state again", needs: .observations
) { context in
    guard
        let promise = context.expectations.served.first(where: {
            $0.function == "getrandom" && $0.presence == .required
                && $0.conditions.decide(in: context.situation) == .holds
        })
    else { return [] }
    let evidence = context.evidence(of: "getrandom", experiment: "random/getrandom.served") { $0.randomServed.first }
    guard let evidence else { return [] }
    let question = Question(
        identifier: context.identifier(.random, "getrandom", "served"),
        expected: "at most one system call in most runs", why: "the call becomes about ten times slower",
        location: promise.location.description)
    return [
        question.answer(evidence) { seen in
            guard seen.runs.count >= 3 else { return question.error("\(seen.runs.count) runs prove nothing") }
            let good = seen.runs.filter { $0 <= 1 }.count
            let isOwn = seen.number < 0 || seen.number == seen.expectedNumber
            return question.judge(
                2 * good > seen.runs.count && isOwn && seen.filling <= 1,
                "\(seen.filling) system calls to fill the state, then \(seen.runs.map { "\($0)" }.joined(separator: ", ")) "
                    + "in runs of \(seen.calls) calls" + (isOwn ? "" : ", of number \(seen.number)"))
        }
    ]
}

private func first(_ length: UInt64) -> String { length > 0 ? ", the first with length \(length)" : "" }
