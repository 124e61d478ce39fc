import CElf

/// The dynamic relocations. A vDSO must hold none: nobody applies them.
public struct Relocations: Hashable, Sendable, Encodable {
    /// One relocation.
    public struct Entry: Hashable, Sendable, Encodable {
        /// The dynamic tag that leads to it without `DT_`: `REL`, `RELA`, `RELR`, `JMPREL`.
        public var table: String
        /// The relocated address as it stands in the file; 0 for `RELR`, which packs addresses.
        public var address: UInt64
        /// The type; 0 is `R_*_NONE` everywhere.
        public var type: UInt32
        /// The index of the symbol.
        public var symbol: UInt32
    }
    /// How many entries there are, `R_*_NONE` included.
    public var count: Int
    /// The entries that would change something; the first thousand.
    public var effective: [Entry]
    /// How many entries would change something.
    public var effectiveCount: Int
    /// Tables that cannot be read; one line each.
    public var problems: [String]
}

extension ElfFile {
    /// Reads `DT_REL`, `DT_RELA`, `DT_RELR` and `DT_JMPREL`.
    func relocations(_ dynamic: DynamicSection) -> Relocations {
        var all = Relocations(count: 0, effective: [], effectiveCount: 0, problems: [])
        let isJumpWithAddend = dynamic.value(DT_PLTREL) == UInt64(DT_RELA)
        read("REL", ELF_T_REL, dynamic.value(DT_REL), dynamic.value(DT_RELSZ), into: &all)
        read("RELA", ELF_T_RELA, dynamic.value(DT_RELA), dynamic.value(DT_RELASZ), into: &all)
        read(
            "JMPREL", isJumpWithAddend ? ELF_T_RELA : ELF_T_REL, dynamic.value(DT_JMPREL), dynamic.value(DT_PLTRELSZ),
            into: &all)
        // DT_RELR is 36, DT_RELRSZ 35; elf.h has them only since glibc 2.36.
        read("RELR", is64 ? ELF_T_XWORD : ELF_T_WORD, dynamic.value(36), dynamic.value(35), into: &all)
        return all
    }

    private func read(
        _ name: String, _ type: Elf_Type, _ address: UInt64?, _ size: UInt64?, into all: inout Relocations
    ) {
        guard let address, let size, size > 0 else { return }
        guard let place = place(of: address), size <= place.available,
            let data = elements(type, count: size / self.size(of: type), at: place)
        else {
            all.problems.append("DT_\(name) \(hexadecimal(address)), \(size) bytes, lies outside of the segments")
            return
        }
        for index in 0..<Int32(clamping: size / self.size(of: type)) {
            guard let entry = entry(name, type, data, index) else { break }
            all.count += 1
            guard entry.type != 0 else { continue }
            all.effectiveCount += 1
            if all.effective.count < 1000 { all.effective.append(entry) }
        }
    }

    private func entry(
        _ table: String, _ type: Elf_Type, _ data: UnsafeMutablePointer<Elf_Data>, _ index: Int32
    ) -> Relocations.Entry? {
        func entry(_ address: UInt64, _ info: UInt64) -> Relocations.Entry {
            // gelf widens the info word of 32-bit files.
            Relocations.Entry(
                table: table, address: address, type: UInt32(truncatingIfNeeded: info), symbol: UInt32(info >> 32))
        }
        switch type {
        case ELF_T_REL:
            var raw = GElf_Rel()
            return gelf_getrel(data, index, &raw) == nil ? nil : entry(raw.r_offset, raw.r_info)
        case ELF_T_RELA:
            var raw = GElf_Rela()
            return gelf_getrela(data, index, &raw) == nil ? nil : entry(raw.r_offset, raw.r_info)
        default:
            return Relocations.Entry(table: table, address: 0, type: 1, symbol: 0)
        }
    }
}
