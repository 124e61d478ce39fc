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
            strange.isEmpty && strangeFlags(image).isEmpty,
            strange.isEmpty
                ? strangeFlags(image).isEmpty ? "only these" : list(strangeFlags(image))
                : list(strange.map { "DT_\($0.name) \($0.text ?? hex($0.value))" }),
            remarks: isBoundNow(image) ? ["linked with -z now (BIND_NOW), which means nothing to a vDSO"] : [])
    },
    formCheck(
        "dynamic", "once", "no dynamic tag stands twice",
        why: "some programs take the first one, some the last: they see different images"
    ) { image, _, ask in
        let twice = Dictionary(grouping: image.dynamicTags, by: \.name).filter {
            $0.key != "NEEDED" && $0.value.count > 1
        }
        return ask("each tag once").judge(
            twice.isEmpty,
            twice.isEmpty ? "\(image.dynamicTags.count) tags" : list(twice.keys.sorted().map { "DT_\($0) again" }))
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
    // Defect H10: loaders compare a version's hash and its flags before they compare its name.
    formCheck(
        "versions", "sound", "each version definition has its name's hash, an index of its own and one name",
        why: "loaders compare hashes first: dlvsym and the parser in the kernel's tools find no symbol of the version"
    ) { image, _, ask in
        guard !image.versions.isEmpty else { return nil }
        let problems = versionProblems(image)
        return ask("sound definitions").judge(
            problems.isEmpty, problems.isEmpty ? list(image.versions.map(\.name)) : list(problems))
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

/// Flags that ask a loader for something: only DF_SYMBOLIC, DF_BIND_NOW and DF_1_NOW change nothing for a vDSO.
private func strangeFlags(_ image: VDSOImage) -> [String] {
    image.dynamicTags.compactMap { tag in
        switch tag.name {
        case "FLAGS" where tag.value & 4 != 0: "DT_FLAGS has TEXTREL"
        case "FLAGS" where tag.value & ~0xa != 0: "DT_FLAGS \(hex(tag.value))"
        case "FLAGS_1" where tag.value & ~1 != 0: "DT_FLAGS_1 \(hex(tag.value))"
        default: nil
        }
    }
}

private func versionProblems(_ image: VDSOImage) -> [String] {
    var problems: [String] = []
    for (place, version) in image.versions.enumerated() {
        let isFirst = place == 0, isLast = place == image.versions.count - 1
        if version.hash != elfHash(version.name) {
            problems.append("\(version.name) has the hash \(hex(version.hash))")
        }
        // VER_FLG_BASE for the file itself, nothing for others.
        if version.flags != (isFirst ? 1 : 0) { problems.append("\(version.name) has the flags \(hex(version.flags))") }
        if Int(version.nameCount) != version.parents.count + 1 || version.nameCount == 0 {
            problems.append("\(version.name) promises \(version.nameCount) names")
        }
        if version.hasNext == isLast {
            problems.append("behind \(version.name) the list \(isLast ? "goes on" : "ends")")
        }
        if Int(version.index) != place + 1 { problems.append("\(version.name) has the index \(version.index)") }
    }
    if let base = image.versions.first, let soname = image.soname, base.name != soname {
        problems.append("the base version is \(base.name), the image \(soname)")
    }
    return problems
}

/// The System V hash of a name (gABI, "Hash Table"), which `vd_hash` holds.
func elfHash(_ name: String) -> UInt32 {
    name.utf8.reduce(0) { sum, byte in
        let value = sum << 4 &+ UInt32(byte)
        let high = value & 0xf000_0000
        return (value ^ high >> 24) & ~high
    }
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
