import Expectations
import Results
import VDSOImage

/// The checks of the section headers, which no loader reads: debuggers, profilers and `perf` do.
let imageSectionChecks: [Check] = [
    promisedFormCheck(
        "sections", "present", "section-headers", "the section headers are there, or not, as promised, and can be read",
        why: "debuggers and profilers find symbols and frame descriptions through them"
    ) { image, values, ask in
        let header = image.header
        let question = ask("section headers \(values.joined(separator: " or "))")
        let words = "\(header.sectionCount) at \(hex(header.sectionHeaders)), names in section \(header.sectionNames)"
        guard header.sectionHeaders != 0 || header.sectionCount != 0 else {
            return question.judge(!values.contains("required"), "none")
        }
        // libelf counts from 1; entry 0 is empty.
        let isReadable = !image.sections.isEmpty && image.sections.count + 1 >= Int(header.sectionCount)
        let hasNames = image.sections.contains {
            $0.index == Int(header.sectionNames) && $0.type == SectionType.strings
        }
        let outside = image.sections.filter { $0.isInFile && $0.end.map { $0 > image.size } ?? true }
        return question.judge(
            !values.contains("forbidden") && isReadable && hasNames && outside.isEmpty,
            outside.isEmpty ? words : "\(words); outside of the file: \(list(outside.map { "section \($0.index)" }))")
    },
    // Defect A17: an image in which sections lie where they do not belong.
    sectionCheck(
        "sections", "loaded", "every section in memory has its bytes in the PT_LOAD",
        expected: "inside the PT_LOAD, with bytes in the file",
        why: "what a debugger shows is not what is mapped"
    ) { image, question in
        let sections = image.sections.filter(\.isInMemory)
        let strange = sections.filter { section in
            section.size > 0
                && (section.type == SectionType.withoutBytes
                    || !image.loads.contains { $0.contains(section, bias: image.addressBias) })
        }
        return question.judge(
            strange.isEmpty && !sections.isEmpty,
            strange.isEmpty
                ? "\(sections.count) sections in memory"
                : list(strange.map { "\($0.name) at \(hex($0.address)), \(hex($0.size)) bytes, type \($0.type)" }))
    },
    // Defect A17: the symbol table grew into the text.
    sectionCheck(
        "sections", "disjoint", "no two sections overlap",
        expected: "sections that do not overlap",
        why: "where two sections overlap, code or tables have been overwritten"
    ) { image, question in
        let overlaps = overlappingSections(image)
        return question.judge(
            overlaps.isEmpty, overlaps.isEmpty ? "\(image.sections.count) sections, disjoint" : list(overlaps))
    },
    // Defect A01: programs that read sections and programs that read segments see different tables.
    sectionCheck(
        "sections", "as-dynamic", "the sections of the dynamic tables have the place, kind and size that segments say",
        expected: "one section of the right kind for each table",
        why: "debuggers read sections, programs read segments: they must see the same tables"
    ) { image, question in
        let problems = tableProblems(image)
        return question.judge(problems.isEmpty, problems.isEmpty ? "all tables" : list(problems))
    },
]

/// `sh_type`.
private enum SectionType {
    static let strings: UInt32 = 3, hash: UInt32 = 5, dynamic: UInt32 = 6, note: UInt32 = 7, withoutBytes: UInt32 = 8
    static let symbols: UInt32 = 11, gnuHash: UInt32 = 0x6fff_fff6
    static let definitions: UInt32 = 0x6fff_fffd, versions: UInt32 = 0x6fff_ffff
}

extension Section {
    /// The end of the section's bytes in the file; nil if no file could be that long.
    fileprivate var end: UInt64? {
        let (sum, overflow) = offset.addingReportingOverflow(size)
        return overflow ? nil : sum
    }
}

extension ProgramHeader {
    /// Whether a section's bytes lie within the segment's, at the same distance in memory.
    fileprivate func contains(_ section: Section, bias: UInt64) -> Bool {
        guard let end = section.end, let segmentEnd = fileEnd else { return false }
        return section.offset >= offset && end <= segmentEnd
            && section.offset &- offset == section.address &+ bias &- address
    }
}

/// The pairs of neighbouring sections that overlap in memory or in the file.
private func overlappingSections(_ image: VDSOImage) -> [String] {
    func pairs(_ sections: [Section], by start: (Section) -> UInt64) -> [String] {
        let sorted = sections.filter { $0.size > 0 }.sorted { (start($0), $0.index) < (start($1), $1.index) }
        return zip(sorted, sorted.dropFirst()).compactMap { first, second in
            start(second) - start(first) < first.size
                ? "\(first.name) at \(hex(start(first))), \(hex(first.size)) bytes, and \(second.name) at "
                    + hex(start(second))
                : nil
        }
    }
    let inMemory = image.sections.filter(\.isInMemory)
    let onlyInFile = image.sections.filter { $0.isInFile && !$0.isInMemory }
    return pairs(inMemory, by: \.address) + pairs(inMemory.filter(\.isInFile) + onlyInFile, by: \.offset)
}

/// Where sections contradict the dynamic section and the segments.
private func tableProblems(_ image: VDSOImage) -> [String] {
    var problems: [String] = []
    func value(_ tag: String) -> UInt64? { image.dynamicTags.first { $0.name == tag }?.value }
    func section(at tag: String, _ type: UInt32) -> Section? {
        guard let address = value(tag) else { return nil }
        let found = image.sections.first {
            $0.isInMemory && $0.address == address &- image.addressBias && $0.type == type
        }
        // Hash tables may lie where sections say nothing, but not elsewhere than they say.
        let isTold = image.sections.contains { $0.type == type && $0.size > 0 }
        let isHash = [SectionType.hash, SectionType.gnuHash].contains(type)
        if found == nil, isTold || !isHash { problems.append("no such section at DT_\(tag) \(hex(address))") }
        return found
    }
    func expect(_ isSo: Bool, _ section: Section, _ what: String) {
        if !isSo { problems.append("\(section.name) \(what)") }
    }
    let strings = section(at: "STRTAB", SectionType.strings)
    if let strings { expect(strings.size == value("STRSZ"), strings, "is not as long as DT_STRSZ") }
    let symbols = section(at: "SYMTAB", SectionType.symbols)
    let symbolSize: UInt64 = image.elfClass == 64 ? 24 : 16
    if let symbols {
        expect(symbols.entrySize == symbolSize, symbols, "has entries of \(symbols.entrySize) bytes")
        expect(Int(symbols.link) == strings?.index, symbols, "names section \(symbols.link) for its strings")
        let locals = image.symbols.prefix { $0.binding == "LOCAL" }.count + 1
        expect(Int(symbols.info) == locals, symbols, "says that \(symbols.info) symbols are local, not \(locals)")
    }
    for (tag, type) in [("HASH", SectionType.hash), ("GNU_HASH", SectionType.gnuHash)] where value(tag) != nil {
        if let table = section(at: tag, type) {
            expect(Int(table.link) == symbols?.index, table, "names section \(table.link) for its symbols")
        }
    }
    if value("VERSYM") != nil, let versions = section(at: "VERSYM", SectionType.versions), let symbols {
        expect(versions.size == symbols.size / symbolSize * 2, versions, "has not one entry for each symbol")
        expect(Int(versions.link) == symbols.index, versions, "names section \(versions.link) for its symbols")
    }
    if value("VERDEF") != nil, let definitions = section(at: "VERDEF", SectionType.definitions) {
        expect(UInt64(definitions.info) == value("VERDEFNUM"), definitions, "counts \(definitions.info) definitions")
        expect(
            Int(definitions.link) == strings?.index, definitions, "names section \(definitions.link) for its strings")
    }
    return problems + segmentProblems(image)
}

/// Where sections contradict the segments of the dynamic section, the notes and the unwind table.
private func segmentProblems(_ image: VDSOImage) -> [String] {
    var problems: [String] = []
    for segment in image.segments(named: "DYNAMIC") {
        let isSame = image.sections.contains {
            $0.type == SectionType.dynamic && $0.offset == segment.offset && $0.size <= segment.fileSize
                && $0.address == segment.address &- image.addressBias
        }
        if !isSame { problems.append("no section is PT_DYNAMIC") }
    }
    let notes = image.sections.filter { $0.type == SectionType.note && $0.isInMemory }
    for segment in image.segments(named: "NOTE") {
        let size = notes.filter { segment.contains($0, bias: image.addressBias) }.reduce(0) { $0 &+ $1.size }
        if size > segment.fileSize || size + 16 < segment.fileSize {
            problems.append("sections of notes have \(size) bytes, PT_NOTE \(segment.fileSize)")
        }
    }
    if let frames = image.unwindHeader?.framesAddress,
        !image.sections.contains(where: { $0.isInMemory && $0.name == ".eh_frame" && $0.address == frames })
    {
        problems.append("no .eh_frame at \(hex(frames)), where the unwind header leads")
    }
    return problems
}
