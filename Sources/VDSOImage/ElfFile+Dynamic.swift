import CElf

/// The dynamic section and what its entries lead to.
struct DynamicSection {
    var tags: [DynamicTag] = []
    /// `DT_STRTAB`, `DT_STRSZ` bytes of it.
    var strings: ElfFile.Place?

    func value(_ tag: Int32) -> UInt64? { tags.first { $0.tag == Int64(tag) }?.value }
}

extension ElfFile {
    /// Reads `PT_DYNAMIC`, as a loader does.
    func dynamicSection(_ problems: inout [String]) -> DynamicSection {
        var dynamic = DynamicSection()
        guard let segment = programHeaders.first(where: { $0.type == UInt32(PT_DYNAMIC) }) else { return dynamic }
        let count = segment.fileSize / size(of: ELF_T_DYN)
        guard let place = place(offset: segment.offset, size: segment.fileSize),
            let data = elements(ELF_T_DYN, count: count, at: place)
        else {
            problems.append("PT_DYNAMIC holds no entries")
            return dynamic
        }
        var isEnded = false
        for index in 0..<Int32(clamping: count) {
            var entry = GElf_Dyn()
            guard gelf_getdyn(data, index, &entry) != nil else { break }
            isEnded = entry.d_tag == Int64(DT_NULL)
            if isEnded { break }
            dynamic.tags.append(
                DynamicTag(
                    tag: entry.d_tag, name: Names.dynamicTag(entry.d_tag, machine: header.e_machine),
                    value: entry.d_un.d_val))
        }
        if !isEnded { problems.append("the dynamic section does not end with DT_NULL") }
        readStrings(&dynamic, &problems)
        return dynamic
    }

    private func readStrings(_ dynamic: inout DynamicSection, _ problems: inout [String]) {
        guard let address = dynamic.value(DT_STRTAB), let size = dynamic.value(DT_STRSZ) else {
            problems.append("the dynamic section names no string table (DT_STRTAB, DT_STRSZ)")
            return
        }
        guard let place = place(of: address), size <= place.available else {
            problems.append("DT_STRTAB \(hexadecimal(address)), \(size) bytes, lies outside of the segments")
            return
        }
        let strings = Place(offset: place.offset, available: size)
        dynamic.strings = strings
        let withText = [DT_NEEDED, DT_SONAME, DT_RPATH, DT_RUNPATH, DT_AUXILIARY, DT_FILTER].map(Int64.init)
        for index in dynamic.tags.indices where withText.contains(dynamic.tags[index].tag) {
            dynamic.tags[index].text = string(at: dynamic.tags[index].value, in: strings)
            if dynamic.tags[index].text == nil {
                problems.append("the string of DT_\(dynamic.tags[index].name) lies outside of DT_STRTAB")
            }
        }
    }
}
