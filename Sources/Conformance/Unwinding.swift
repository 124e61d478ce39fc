import Expectations
import Observations
import Results
import VDSOImage

/// What the image's unwind table says at every instruction of a call, against what is true there.
///
/// The probe steps through each function and notes before each instruction where the caller's registers are; libdw says
/// where the table has them. Tables that an architecture leaves out by decision are not asked for.
let unwindingChecks: [Check] = [
    // Defects L3, B06, B09: instructions without a frame description.
    unwindingCheck(
        "unwind-covered", "a frame description covers every executed instruction of the exported functions"
    ) { call, ask in coverage(call, of: "exports", ask) },
    // Defect L3: helpers in assembly, which only some calls come to.
    unwindingCheck(
        "unwind-helpers", "a frame description covers every executed instruction of what exported functions call"
    ) { call, ask in coverage(call, of: "text", ask) },
    // Defects B01, B08, B09, B12: the caller is looked for in another place, or at another address.
    unwindingCheck(
        "unwind-caller", "the unwind table leads to the caller's frame and return address from every instruction"
    ) { call, ask in
        truth(call, ask("the caller's frame and return address")) {
            if case .caller(let words) = $0 { words } else { nil }
        }
    },
    // Defects B01, B07: a register of the caller that is looked for where it is not.
    unwindingCheck(
        "unwind-registers", "the unwind table leads to the caller's preserved registers from every instruction"
    ) { call, ask in
        truth(call, ask("every preserved register as the caller had it")) {
            if case .register(let words) = $0 { words } else { nil }
        }
    },
]

/// A call that was stepped through, with what the table says.
private struct UnwoundCall {
    var image: VDSOImage
    var rows: [FrameRow]
    var table: [UInt64: Unwinding]
    /// The promise of what the table covers; nil if there is none.
    var promise: PropertyExpectation?

    init(_ image: VDSOImage, _ frames: Frames, _ promise: PropertyExpectation?) {
        self.image = image
        self.promise = promise
        let word = Int64(image.elfClass / 8)
        rows = frames.rows.compactMap { FrameRow($0, of: frames, word: word) }
        table = image.unwinding(at: rows.flatMap(\.places), registers: frames.registers)
    }

    func isCovered(_ row: FrameRow) -> Bool {
        if case .row = table[row.offset] { true } else { false }
    }

    /// The exported function that an instruction belongs to; nil for a helper's.
    func export(at offset: UInt64) -> String? {
        image.exports.first {
            let start = image.codeAddress(of: $0)
            return $0.type == "FUNC" && offset >= start && offset - start < $0.size
        }?.name
    }

    /// Offsets for people.
    func words(_ offsets: some Collection<UInt64>) -> String {
        list(offsets.sorted().map { "\(hex($0)) (\(export(at: $0) ?? "no export"))" }, limit: 4)
    }
}

private func unwindingCheck(
    _ property: String, _ meaning: String,
    _ judge: @escaping @Sendable (UnwoundCall, AskForm) -> CheckResult
) -> Check {
    Check(area: .callingConvention, property: property, meaning: meaning, needs: .observations) { context in
        SteppedPath.all.compactMap { path in
            let promise = context.imagePromise("frame-descriptions")
            func ask(_ expected: String) -> Question {
                Question(
                    identifier: context.identifier(.callingConvention, path.name, property), expected: expected,
                    why: "a backtrace, an exception or a cancellation from a signal in there ends or goes astray",
                    location: promise?.location.description)
            }
            let evidence = context.evidence(of: path.function, experiment: path.experiment) { observations in
                observations.frames.first { $0.function == path.function && $0.path == path.path }
            }
            guard let evidence else { return nil }
            return ask(meaning).answer(evidence) { frames in
                guard let image = context.image else { return ask(meaning).error("the image cannot be read") }
                if let reason = context.reasonForNoTable(image) { return ask(meaning).skipped(reason) }
                guard frames.lost == 0 else {
                    return ask(meaning).error("\(frames.lost) instructions found no place in the report")
                }
                let call = UnwoundCall(image, frames, promise)
                guard !call.rows.isEmpty else { return ask(meaning).error("no instruction was seen") }
                return judge(call, ask)
            }
        }
    }
}

extension Context {
    /// Why there is no table to judge, where the expectations allow that.
    fileprivate func reasonForNoTable(_ image: VDSOImage) -> String? {
        guard let promise = imagePromise("eh-frame-header"), image.frames == nil,
            !Set(promise.values).isDisjoint(with: ["absent", "empty", "optional"])
        else { return nil }
        let note = promise.note.isEmpty ? "" : ": \(promise.note)"
        return "the image has no unwind table, as \(promise.location) allows\(note)"
    }
}

/// Whether instructions have a frame description where one is promised: those of exported functions (`exports`) or those
/// of helpers (`text`).
private func coverage(_ call: UnwoundCall, of part: String, _ ask: AskForm) -> CheckResult {
    let question = ask("no executed instruction without a frame description")
    let rows = call.rows.filter { (call.export(at: $0.offset) != nil) == (part == "exports") }
    let offsets = Set(rows.map(\.offset))
    guard !offsets.isEmpty else {
        return question.skipped(part == "text" ? "the call comes to no helper" : "no instruction of an export was seen")
    }
    guard call.promise?.values.contains(part) == true else {
        let words = part == "text" ? "helpers" : "exports"
        return question.skipped("frame descriptions are not promised for \(words) here")
    }
    let open = Set(rows.filter { !call.isCovered($0) }.map(\.offset))
    return question.judge(
        open.isEmpty,
        open.isEmpty
            ? "\(offsets.count) instructions are covered"
            : "\(open.count) of \(offsets.count) instructions are not: \(call.words(open))")
}

/// Whether what the table says of covered instructions is true. `words` tells what is wrong of a problem that is asked for.
private func truth(_ call: UnwoundCall, _ question: Question, _ words: (Problem) -> String?) -> CheckResult {
    let rows = call.rows.filter { call.table[$0.offset] != .uncovered }
    guard !rows.isEmpty else { return question.skipped("none of the executed instructions has a frame description") }
    var wrong: [UInt64: String] = [:]
    var lost: Set<UInt64> = []
    for row in rows {
        guard let problem = row.problem(call.table) else { continue }
        if case .unknown(let words) = problem { return question.error("at \(call.words([row.offset])): \(words)") }
        if let words = words(problem) { wrong[row.offset] = wrong[row.offset] ?? words }
        // Registers are looked for only where the caller is found.
        if case .caller = problem, words(problem) == nil { lost.insert(row.offset) }
    }
    guard let first = wrong.min(by: { $0.key < $1.key }) else {
        let judged = Set(rows.map(\.offset)).subtracting(lost)
        guard !judged.isEmpty else { return question.skipped("the caller's frame is found from no instruction") }
        return question.passed("true at \(judged.count) instructions")
    }
    return question.failed("\(first.value) at \(call.words([first.key])); wrong at \(wrong.count) instructions")
}
