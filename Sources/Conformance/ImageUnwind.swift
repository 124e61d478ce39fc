import Expectations
import Results
import VDSOImage

/// The checks of the unwind tables. How unwinding behaves while the code runs is judged elsewhere.
let imageUnwindChecks: [Check] = [
    // Defects A11, B05: an empty header on s390, none on arm64, as their kernels' versions have it.
    promisedFormCheck(
        "unwind", "header", "eh-frame-header", "PT_GNU_EH_FRAME is there, empty or absent, as promised",
        why: "unwinders look for frame descriptions through it: a backtrace from a signal ends in the vDSO"
    ) { image, values, ask in
        let segments = image.segments(named: "GNU_EH_FRAME")
        let state = segments.isEmpty ? "absent" : segments.allSatisfy { $0.fileSize == 0 } ? "empty" : "required"
        let words = state == "required" ? "there, \(segments.reduce(0) { $0 &+ $1.fileSize }) bytes" : state
        return ask("PT_GNU_EH_FRAME \(values.joined(separator: " or "))")
            .judge(values.contains(state) || values.contains("optional"), words)
    },
    // Defects A11, A12, B06: a header that cannot be decoded.
    unwindCheck(
        "valid", "the unwind header is of version 1 and leads to frame descriptions",
        why: "unwinders ignore a header that they cannot decode"
    ) { image, header, ask in
        let problems = [header.problem, image.frames?.problem].compactMap(\.self)
        let words =
            "version \(header.version), encodings \(hex(header.framePointerEncoding)) "
            + "\(hex(header.countEncoding)) \(hex(header.tableEncoding)), \(image.frames?.frames.count ?? 0) frames"
        return ask("version 1, a table, sound frame descriptions").judge(
            problems.isEmpty && header.declaredCount != nil && image.frames?.frames.isEmpty == false,
            problems.isEmpty ? words : list(problems))
    },
    // Defects A11, A12.
    unwindCheck(
        "sorted", "the table of the unwind header ascends", why: "unwinders search it by halves"
    ) { _, header, ask in
        ask("ascending addresses").judge(
            header.isSorted,
            header.isSorted
                ? "\(header.rows.count) rows" : list(header.rows.map { hex($0.start) }))
    },
    // Defects A11, A12: a table that does not know all frame descriptions, or others.
    unwindCheck(
        "complete", "the table of the unwind header leads to every frame description",
        why: "unwinders find no frame that the table does not lead to"
    ) { image, header, ask in
        let frames = Set((image.frames?.frames ?? []).map(\.row))
        let rows = Set(header.rows)
        let strange = frames.symmetricDifference(rows).map(\.start).sorted().map { hex($0) }
        return ask("one row for each frame description").judge(
            strange.isEmpty && header.declaredCount.map { $0 == rows.count } ?? false,
            "\(rows.count) rows, \(header.declaredCount.map { "\($0)" } ?? "no") promised, \(frames.count) frame "
                + "descriptions" + (strange.isEmpty ? "" : "; without a partner: \(list(strange))"))
    },
    unwindCheck(
        "disjoint", "no two frame descriptions cover the same instruction",
        why: "unwinders find one of them, which need not be the right one"
    ) { image, _, ask in
        let frames = (image.frames?.frames ?? []).filter { !$0.range.isEmpty }.sorted { $0.start < $1.start }
        let overlaps = zip(frames, frames.dropFirst()).filter { $0.range.upperBound > $1.start }
        return ask("ranges that do not overlap").judge(
            overlaps.isEmpty,
            overlaps.isEmpty
                ? "\(frames.count) ranges" : list(overlaps.map { "\(hex($0.range)) and \(hex($1.range))" }))
    },
    // Defects B01, B09: another frame, or another return address. What holds further inside is seen where code runs.
    promisedFormCheck(
        "unwind", "entry", "unwind.entry", "at its first instruction each export's caller is where the ABI puts it",
        why: "a backtrace from a signal at the entry ends, or goes astray"
    ) { image, values, ask in
        let functions = image.exports.filter { $0.type == "FUNC" }
        let rows = image.unwinding(at: functions.map(image.codeAddress(of:)), registers: [])
        let seen = functions.compactMap { symbol -> (name: String, words: String)? in
            guard case .row(let row)? = rows[image.codeAddress(of: symbol)], !row.isSignalFrame else { return nil }
            return (symbol.name, words(row))
        }
        let question = ask(values.joined(separator: " or "))
        guard !seen.isEmpty else { return question.skipped("no export has a frame description") }
        let wrong = seen.filter { !values.contains($0.words) }
        return question.judge(
            wrong.isEmpty,
            wrong.isEmpty
                ? "so at \(seen.count) exports" : list(wrong.map { "\($0.name): \($0.words)" }, limit: 4))
    },
    // Defects L3, B09.
    coverageCheck(
        "covers-exports", "frame descriptions cover every exported function from its first byte to its last",
        why: "a backtrace or an exception from a signal in there ends, or goes astray"
    ) { image, frames, ask in
        let holes = image.exports.filter { $0.type == "FUNC" && $0.size > 0 }.flatMap { symbol in
            let start = image.codeAddress(of: symbol)
            return frames.gaps(in: start..<(start &+ min(symbol.size, .max - start)))
                .map { "\(symbol.name) from \(hex($0)) (\($0.upperBound - $0.lowerBound) bytes)" }
        }
        return ask("no byte of an export without a frame description").judge(holes.isEmpty, list(holes))
    },
    // Defect L3: helpers in assembly without frame descriptions.
    coverageCheck(
        "covers-text", "frame descriptions cover the executable sections that exports lie in, except padding",
        why: "exports call helpers there: a backtrace from a signal in a helper ends, or goes astray"
    ) { image, frames, ask in
        let question = ask("no instruction without a frame description")
        if let skipped = question.skippedWithoutSections(of: image) { return skipped }
        let texts = image.sections.filter { section in
            section.isInMemory && section.isExecutable
                && image.exports.contains { section.addresses.contains(image.codeAddress(of: $0)) }
        }
        let holes = texts.flatMap { text in
            frames.gaps(in: text.addresses).filter { !isPadding($0, in: text) }
                .map { "\(text.name) from \(hex($0)) (\($0.upperBound - $0.lowerBound) bytes)" }
        }
        return question.judge(holes.isEmpty, list(holes))
    },
]

/// `r7+8, r16 at -8`: the frame's address by register and distance, and where the return address is from there; DWARF
/// numbers.
private func words(_ row: UnwindRow) -> String {
    func signed(_ value: Int64) -> String { value < 0 ? "\(value)" : "+\(value)" }
    let frame = row.frameRegister.map { "r\($0)\(signed(row.frameOffset))" } ?? "an expression"
    let place =
        switch row.rules[row.returnColumn] {
        case .same?: "same"
        case .saved(let distance)?: "at \(signed(distance))"
        case .register(let register)?: "in r\(register)"
        case .undefined?, nil: "lost"
        case .address?, .expression?: "elsewhere"
        }
    return "\(frame), r\(row.returnColumn) \(place)"
}

/// Functions are aligned, to no more than their section: a short gap up to such an address, or to the section's end,
/// holds no function.
private func isPadding(_ gap: Range<UInt64>, in section: Section) -> Bool {
    let alignment = max(16, min(section.alignment, 64))
    guard gap.upperBound - gap.lowerBound < alignment else { return false }
    return gap.upperBound == section.addresses.upperBound || [8, 16, 32, 64].contains { gap.upperBound % $0 == 0 }
}

/// A rule on the unwind header; without a header that has content, the rule `header` says what there is to say.
private func unwindCheck(
    _ property: String, _ meaning: String, why: String,
    judge: @escaping @Sendable (VDSOImage, UnwindHeader, AskForm) -> CheckResult
) -> Check {
    promisedFormCheck("unwind", property, "eh-frame-header", meaning, why: why) { image, _, ask in
        image.unwindHeader.map { judge(image, $0, ask) }
    }
}

/// A rule on what the frame descriptions cover, where the architecture promises it: 32-bit x86 and riscv leave the C code
/// out.
private func coverageCheck(
    _ property: String, _ meaning: String, why: String,
    judge: @escaping @Sendable (VDSOImage, FrameTable, AskForm) -> CheckResult
) -> Check {
    promisedFormCheck("unwind", property, "frame-descriptions", meaning, why: why) { image, values, ask in
        guard values.contains(String(property.trimmingPrefix("covers-"))) else { return nil }
        guard let frames = image.frames else { return ask("frame descriptions").failed("none") }
        return judge(image, frames, ask)
    }
}
