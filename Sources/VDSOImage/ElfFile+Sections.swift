import CElf

extension ElfFile {
    /// The section headers; none where they do not lie within the image, as in a copy from memory they may not.
    func sections() -> [Section] {
        let entry: UInt64 = is64 ? 64 : 40
        guard header.e_shoff != 0, UInt64(header.e_shentsize) == entry,
            place(offset: header.e_shoff, size: UInt64(header.e_shnum) * entry) != nil
        else { return [] }
        var names = 0
        let hasNames = elf_getshdrstrndx(handle, &names) == 0
        var all: [Section] = []
        var next = elf_nextscn(handle, nil)
        while let section = next, all.count < 0xffff {
            next = elf_nextscn(handle, section)
            var raw = GElf_Shdr()
            guard gelf_getshdr(section, &raw) != nil else { continue }
            let name = hasNames ? elf_strptr(handle, names, Int(raw.sh_name)).map { String(cString: $0) } : nil
            all.append(
                Section(
                    index: elf_ndxscn(section), name: name ?? "", type: raw.sh_type, flags: raw.sh_flags,
                    address: raw.sh_flags & 2 != 0 ? relative(raw.sh_addr) : raw.sh_addr, offset: raw.sh_offset,
                    size: raw.sh_size, link: raw.sh_link, info: raw.sh_info, alignment: raw.sh_addralign,
                    entrySize: raw.sh_entsize))
        }
        return all
    }
}
