import CElf

extension ElfFile {
    /// Where a symbol table and what belongs to it lie in the file.
    private struct SymbolSource {
        var symbols: Place
        var count: UInt64
        var strings: Place
        /// One half word per symbol; nil without versioning.
        var versions: Place?
        var names: [UInt16: String]
    }

    /// The dynamic symbols as a loader sees them. No entry tells how many there are: the hash tables do.
    func symbols(
        _ dynamic: DynamicSection, _ tables: [SymbolHashTable], _ versions: [VersionDefinition],
        _ problems: inout [String]
    ) -> [Symbol] {
        guard let address = dynamic.value(DT_SYMTAB) else {
            if !dynamic.tags.isEmpty { problems.append("the dynamic section names no symbol table (DT_SYMTAB)") }
            return []
        }
        guard let place = place(of: address), let strings = dynamic.strings else {
            problems.append("DT_SYMTAB \(hexadecimal(address)) lies outside of the segments")
            return []
        }
        if let entry = dynamic.value(DT_SYMENT), entry != size(of: ELF_T_SYM) {
            problems.append("DT_SYMENT is \(entry), not \(size(of: ELF_T_SYM))")
        }
        let count = tables.map(\.symbolCount).max() ?? 0
        let fitting = min(UInt64(count), place.available / size(of: ELF_T_SYM))
        if !isEmptyFirst(place) { problems.append("symbol 0, which means no symbol, is not empty") }
        if fitting < count { problems.append("the hash tables name \(count) symbols, the image holds \(fitting)") }
        return symbols(
            SymbolSource(
                symbols: place, count: fitting, strings: strings,
                versions: dynamic.value(DT_VERSYM).flatMap { self.place(of: $0) }, names: Self.names(versions)))
    }

    /// Whether entry 0 stands for "no symbol", as an index of 0 does (gABI, "Symbol Table"). Emulators relocate its value as
    /// they do every other.
    private func isEmptyFirst(_ place: Place) -> Bool {
        var entry = GElf_Sym()
        guard let data = elements(ELF_T_SYM, count: 1, at: place), gelf_getsym(data, 0, &entry) != nil else {
            return true
        }
        return entry.st_name == 0 && entry.st_info == 0 && entry.st_other == 0 && entry.st_shndx == 0
            && entry.st_size == 0 && (entry.st_value == 0 || entry.st_value == bias)
    }

    /// The dynamic symbols as the section headers say.
    func sectionSymbols(_ sections: [Section], _ versions: [VersionDefinition]) -> [Symbol]? {
        func place(_ section: Section) -> Place? { self.place(offset: section.offset, size: section.size) }
        guard let table = sections.first(where: { $0.type == UInt32(SHT_DYNSYM) }), let start = place(table),
            let strings = sections.first(where: { $0.index == Int(table.link) }).flatMap(place)
        else { return nil }
        return symbols(
            SymbolSource(
                symbols: start, count: table.size / size(of: ELF_T_SYM), strings: strings,
                versions: sections.first { $0.type == UInt32(SHT_GNU_versym) }.flatMap(place),
                names: Self.names(versions)))
    }

    private static func names(_ versions: [VersionDefinition]) -> [UInt16: String] {
        Dictionary(versions.filter { !$0.isBase }.map { ($0.index, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    private func symbols(_ source: SymbolSource) -> [Symbol] {
        guard source.count > 1, let data = elements(ELF_T_SYM, count: source.count, at: source.symbols) else {
            return []
        }
        let versions = source.versions.flatMap { halves(source.count, at: $0) }
        return (1..<Int32(clamping: source.count)).compactMap { index in
            var entry = GElf_Sym()
            guard gelf_getsym(data, index, &entry) != nil else { return nil }
            let version = versions?[Int(index)] ?? 0
            let name = entry.st_name == 0 ? "" : string(at: UInt64(entry.st_name), in: source.strings)
            return Symbol(
                index: Int(index), name: name ?? "", version: source.names[version & 0x7fff],
                isHidden: version & 0x8000 != 0, rawValue: entry.st_value,
                value: value(of: entry), size: entry.st_size, binding: Names.binding(entry.st_info),
                type: Names.type(entry.st_info), visibility: Names.visibility(entry.st_other), info: entry.st_info,
                other: entry.st_other, section: entry.st_shndx)
        }
    }

    /// Places are relative to the image, numbers are not.
    private func value(of entry: GElf_Sym) -> UInt64 {
        entry.st_shndx == UInt16(SHN_UNDEF) || entry.st_shndx == UInt16(SHN_ABS)
            ? entry.st_value : relative(entry.st_value)
    }
}
