import Expectations
import Results
import VDSOImage

/// The checks of the dynamic section, the versions, the hash tables and the relocations.
let imageDynamicChecks: [Check] = [
    formCheck(
        "dynamic", "present", "there is one PT_DYNAMIC, inside the PT_LOAD",
        why: "programs find the symbols through it alone"
    ) { image, _, ask in
        let all = image.segments(named: "DYNAMIC")
        let isInside = all.allSatisfy { segment in image.loads.contains { $0.contains(segment) } }
        return ask("1 PT_DYNAMIC inside PT_LOAD").judge(
            all.count == 1 && isInside, "\(all.count) PT_DYNAMIC\(isInside ? "" : ", not inside PT_LOAD")")
    },
    formCheck(
        "dynamic", "sound", "all that the dynamic section leads to can be read",
        why: "programs follow these pointers without asking"
    ) { image, _, ask in
        ask("strings, symbols and versions inside PT_LOAD").judge(image.problems.isEmpty, list(image.problems))
    },
    // Defect L2: the build environment leaked DT_RUNPATH into the image.
    promisedFormCheck(
        "dynamic", "tags", "dynamic-tags.allowed", "there are only dynamic tags that a vDSO is known to need",
        why: "nobody runs initialisers, loads libraries or applies relocations for a vDSO, and a search path tells "
            + "where it was built"
    ) { image, values, ask in
        let strange = image.dynamicTags.filter { !values.contains($0.name) && !isEmptyTable($0, of: image) }
        return ask("only \(values.map { "DT_\($0)" }.joined(separator: ", "))").judge(
            strange.isEmpty && !hasTextRelocationFlag(image),
            strange.isEmpty
                ? hasTextRelocationFlag(image) ? "DT_FLAGS has TEXTREL" : "only these"
                : list(strange.map { "DT_\($0.name) \($0.text ?? hex($0.value))" }),
            remarks: isBoundNow(image) ? ["linked with -z now (BIND_NOW), which means nothing to a vDSO"] : [])
    },
    promisedFormCheck(
        "soname", "exact", "soname", "the soname is the promised one", why: "debuggers and loaders know the vDSO by it"
    ) { image, values, ask in
        ask(values.joined(separator: " or ")).judge(image.soname.map(values.contains) ?? false, image.soname ?? "none")
    },
    // Defect H10: programs compare version strings exactly.
    promisedFormCheck(
        "versions", "nodes", "version-nodes", "the image defines exactly the promised version nodes",
        why: "programs ask for a symbol together with its version"
    ) { image, values, ask in
        ask(list(values.sorted())).judge(
            image.versionNodes.sorted() == values.sorted(), list(image.versionNodes.sorted()))
    },
    // Defects A01, A02: DT_HASH was dropped; Rosetta and CRIU found nothing any more.
    presenceCheck(
        "hash", "sysv", "hash.sysv", "DT_HASH is there, or not, as promised",
        why: "programs that know DT_HASH only (Rosetta, older CRIU) find no symbol without it"
    ) { $0.hashTable(.sysv).map { "DT_HASH leads to \($0.reachable.count) symbols" } },
    presenceCheck(
        "hash", "gnu", "hash.gnu", "DT_GNU_HASH is there, or not, as promised",
        why: "loaders that look through DT_GNU_HASH fall back to a slower table, or to none"
    ) { $0.hashTable(.gnu).map { "DT_GNU_HASH leads to \($0.reachable.count) symbols" } },
    formCheck(
        "hash", "any", "there is at least one hash table",
        why: "without one no program knows how many symbols there are"
    ) { image, _, ask in
        ask("DT_HASH or DT_GNU_HASH").judge(
            !image.hashTables.isEmpty, list(image.hashTables.map { $0.kind == .sysv ? "DT_HASH" : "DT_GNU_HASH" }))
    },
    // Defects A01, A03: tables that do not lead to every symbol, or have entries of another size.
    formCheck(
        "hash", "sound", "every hash table can be walked and leads to every export",
        why: "a program that walks the table misses symbols, or does not come back"
    ) { image, _, ask in
        guard !image.hashTables.isEmpty else { return nil }
        let problems = image.hashTables.flatMap { hashProblems($0, image) }
        return ask("tables that lead to all \(image.exports.count) exports").judge(problems.isEmpty, list(problems))
    },
    // Defects A13, A14: relocations that nobody applies.
    formCheck(
        "relocations", "none", "there are no dynamic relocations other than R_*_NONE",
        why: "nobody applies relocations to a vDSO: the code would use addresses of the build"
    ) { image, _, ask in
        let some = image.relocations.effective.map { "\($0.table) type \($0.type) at \(hex($0.address))" }
        return ask("no relocations").judge(
            image.relocations.effectiveCount == 0 && image.relocations.problems.isEmpty,
            list(image.relocations.problems + some))
    },
]

/// Some linkers leave the tags of a relocation table that has no entries.
private func isEmptyTable(_ tag: DynamicTag, of image: VDSOImage) -> Bool {
    let tables = [
        ["REL", "RELSZ", "RELENT", "RELCOUNT"], ["RELA", "RELASZ", "RELAENT", "RELACOUNT"],
        ["RELR", "RELRSZ", "RELRENT"], ["JMPREL", "PLTRELSZ", "PLTREL"],
    ]
    guard let table = tables.first(where: { $0.contains(tag.name) }) else { return false }
    return image.dynamicTags.first { $0.name == table[1] }?.value == 0
}

private func hasTextRelocationFlag(_ image: VDSOImage) -> Bool {
    image.dynamicTags.contains { $0.name == "FLAGS" && $0.value & 4 != 0 }
}

private func isBoundNow(_ image: VDSOImage) -> Bool {
    image.dynamicTags.contains {
        $0.name == "BIND_NOW" || $0.name == "FLAGS" && $0.value & 8 != 0 || $0.name == "FLAGS_1" && $0.value & 1 != 0
    }
}

private func hashProblems(_ table: SymbolHashTable, _ image: VDSOImage) -> [String] {
    let name = table.kind == .sysv ? "DT_HASH" : "DT_GNU_HASH"
    let way: LookupWay = table.kind == .sysv ? .sysv : .gnu
    let lost = image.exports.filter { image.lookup($0.name, version: $0.version, by: way) == nil }.map(\.fullName)
    return (table.problem.map { ["\(name) \($0)"] } ?? []) + (lost.isEmpty ? [] : ["\(name) loses \(list(lost))"])
}
