import Expectations
import Observations
import Results
import VDSOImage

/// The code that signal handlers return to. Unwinders know it by its bytes or by its frame description, and find their way
/// from the handler to what the signal interrupted by nothing else.
let trampolineChecks: [Check] = [
    // Defects B03, B04: another instruction in front of the trampoline, or a symbol that moved away from it.
    exportCheck(
        "code", "the trampoline that handlers return to has exactly the bytes that unwinders look for",
        why: "debuggers, profilers and C++ do not get past a signal handler any more"
    ) { export, ask in
        guard let wanted = export.promise.code else { return nil }
        let found = export.image.code(of: export.symbol, count: wanted.count)
        return ask(digits(wanted)).judge(found == wanted, found.map(digits) ?? "outside of the image")
    },
    // Defects B06, B11: a trampoline whose frame nobody takes for a signal's.
    exportCheck(
        "frame", "the trampoline has a frame description of the promised kind",
        why: "unwinders look for the interrupted function one byte too early, or for none"
    ) { export, ask in
        guard let wanted = export.promise.frame else { return nil }
        let found = export.image.frame(at: export.image.codeAddress(of: export.symbol))
        return ask("frame description: \(wanted.rawValue)").judge(kind(found) == wanted, words(found))
    },
    // Defects B08, B11: unwinders look one byte before the address that a handler returns to.
    exportCheck(
        "byte-before", "the byte before the trampoline belongs to a signal frame too, or to no function",
        why: "unwinders take the frame for that of the function before, and are lost"
    ) { export, ask in
        guard export.promise.code != nil, export.image.frames != nil else { return nil }
        let place = export.image.codeAddress(of: export.symbol)
        let question = ask("a signal frame's byte, or no function's")
        guard place > 0 else { return question.passed("the trampoline is the image's first byte") }
        let found = export.image.frame(at: place - 1)
        return question.judge(kind(found) != .plain, words(found))
    },
    // Defects B03, B10, B13: handlers that return to another place than the symbol says.
    Check(
        area: .mapping, subject: "signal-return", property: "in-place",
        meaning: "a signal handler returns to the exported trampoline, and from there with every register",
        needs: .observations
    ) { context in
        guard let export = context.judgedExports.first(where: { $0.promise.function == "rt_sigreturn" }),
            export.promise.code != nil, let observations = context.observations
        else { return [] }
        let question = Question(
            identifier: context.identifier(.mapping, "signal-return", "in-place"),
            expected: "the handler's return address is \(export.promise.symbol)",
            why: "unwinders do not get past a signal handler any more, or the program dies of its first signal",
            location: export.promise.location.description)
        guard observations.imageAddress != nil else { return [question.skipped(context.reasonForNoImage)] }
        if observations.start?.chosenImage == true {
            return [question.skipped("a chosen image is tested, which the kernel did not map")]
        }
        let evidence: Evidence<Trampoline> =
            observations.trampoline.map { .seen($0) } ?? context.absence(of: "mapping/trampoline", in: observations)
        return [question.answer(evidence) { judge($0, question) }]
    },
]

private func judge(_ seen: Trampoline, _ question: Question) -> CheckResult {
    guard seen.handled else { return question.error("no signal arrived") }
    let place = seen.returnAddress.map { hex($0) } ?? "an address outside of the image"
    guard seen.changed.isEmpty else {
        return question.failed("the way back from \(place) changed \(seen.changed.joined(separator: ", "))")
    }
    return question.judge(
        seen.returnAddress == seen.symbol, "the handler returned to \(place), the symbol is \(hex(seen.symbol))")
}

private func kind(_ frame: FrameTable.Frame?) -> ExportExpectation.Frame {
    guard let frame else { return .none }
    return frame.augmentation.contains("S") ? .signal : .plain
}

private func words(_ frame: FrameTable.Frame?) -> String {
    frame.map { "frame description \"\($0.augmentation)\" for \(hex($0.range))" } ?? "no frame description"
}

/// Bytes for people.
func digits(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

extension VDSOImage {
    /// The frame description that covers an address.
    fileprivate func frame(at address: UInt64) -> FrameTable.Frame? {
        frames?.frames.first { $0.range.contains(address) }
    }

    /// The first bytes of a symbol; nil if they are not in the image.
    func code(of symbol: Symbol, count: Int) -> [UInt8]? {
        let place = codeAddress(of: symbol)
        for load in loads {
            let start = load.address &- addressBias
            guard place >= start, place - start < load.fileSize else { continue }
            let (offset, overflow) = load.offset.addingReportingOverflow(place - start)
            guard !overflow, offset <= size, UInt64(count) <= size - offset else { return nil }
            return Array(bytes[Int(offset)..<Int(offset) + count])
        }
        return nil
    }
}
