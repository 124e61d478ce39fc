import CElf

/// An ELF file in memory under libelf, which translates class and byte order.
///
/// Valid only inside of `with`: libelf keeps pointing into the bytes.
struct ElfFile {
    let handle: OpaquePointer
    let bytes: UnsafeRawBufferPointer
    let header: GElf_Ehdr
    let is64: Bool
    let isLittleEndian: Bool
    private(set) var programHeaders: [ProgramHeader] = []
    /// What to take off an address to get its distance from the image's first byte.
    private(set) var bias: UInt64 = 0

    /// Opens bytes, hands them to `body`, and closes them.
    static func with<Value>(
        _ bytes: [UInt8], _ body: (ElfFile) throws(VDSOImageError) -> Value
    ) throws(VDSOImageError) -> Value {
        let outcome = bytes.withUnsafeBytes { raw in
            Result { () throws(VDSOImageError) in try with(raw, body) }
        }
        return try outcome.get()
    }

    /// The same for bytes that stay where they are.
    static func with<Value>(
        _ raw: UnsafeRawBufferPointer, _ body: (ElfFile) throws(VDSOImageError) -> Value
    ) throws(VDSOImageError) -> Value {
        guard let base = raw.baseAddress, raw.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else {
            throw VDSOImageError.notELF
        }
        guard elf_version(UInt32(EV_CURRENT)) != UInt32(EV_NONE) else { throw lastError("elf_version") }
        try checkIdentification(raw)
        // libelf takes `char *` but does not write to what it was given to read.
        let image = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: CChar.self))
        guard let handle = elf_memory(image, raw.count) else { throw lastError("elf_memory") }
        defer { elf_end(handle) }
        return try body(ElfFile(handle, raw))
    }

    private init(_ handle: OpaquePointer, _ bytes: UnsafeRawBufferPointer) throws(VDSOImageError) {
        guard elf_kind(handle) == ELF_K_ELF else { throw VDSOImageError.notELF }
        var header = GElf_Ehdr()
        guard gelf_getehdr(handle, &header) != nil else { throw Self.lastError("the ELF header") }
        self.handle = handle
        self.bytes = bytes
        self.header = header
        is64 = header.e_ident.4 == UInt8(ELFCLASS64)
        isLittleEndian = header.e_ident.5 == UInt8(ELFDATA2LSB)
        programHeaders = try readProgramHeaders()
        if let load = programHeaders.first(where: { $0.type == UInt32(PT_LOAD) }) {
            bias = load.address &- load.offset
        }
    }

    private static func checkIdentification(_ raw: UnsafeRawBufferPointer) throws(VDSOImageError) {
        let size = UInt64(raw.count)
        guard size >= 16 else { throw .truncated(part: "the ELF header ends", end: 52, size: size) }
        guard raw[4] == 1 || raw[4] == 2 else { throw .malformed("class \(raw[4]) is neither 32 (1) nor 64 bit (2)") }
        guard raw[5] == 1 || raw[5] == 2 else {
            throw .malformed("byte order \(raw[5]) is neither little (1) nor big (2)")
        }
        let end: UInt64 = raw[4] == 2 ? 64 : 52
        guard size >= end else { throw .truncated(part: "the ELF header ends", end: end, size: size) }
    }

    private func readProgramHeaders() throws(VDSOImageError) -> [ProgramHeader] {
        let count = UInt64(header.e_phnum)
        guard count > 0 else { return [] }
        let entry: UInt64 = is64 ? 56 : 32
        guard UInt64(header.e_phentsize) == entry else {
            throw .malformed("program headers of \(header.e_phentsize) bytes, not \(entry)")
        }
        guard let end = header.e_phoff.adding(count * entry), end <= bytes.count else {
            throw .truncated(
                part: "the program headers end", end: header.e_phoff &+ count * entry, size: UInt64(bytes.count))
        }
        var all: [ProgramHeader] = []
        for index in 0..<Int32(count) {
            var raw = GElf_Phdr()
            guard gelf_getphdr(handle, index, &raw) != nil else { throw Self.lastError("program header \(index)") }
            all.append(
                ProgramHeader(
                    type: raw.p_type, name: Names.programHeader(raw.p_type, machine: header.e_machine),
                    flags: raw.p_flags, offset: raw.p_offset, address: raw.p_vaddr, fileSize: raw.p_filesz,
                    memorySize: raw.p_memsz, alignment: raw.p_align))
        }
        return all
    }

    static func lastError(_ part: String) -> VDSOImageError {
        .malformed("\(part): \(elf_errmsg(elf_errno()).map { String(cString: $0) } ?? "unknown error")")
    }
}

extension ElfFile {
    /// Where in the file an address lies, and how many bytes of its segment follow from there.
    func place(of address: UInt64) -> Place? {
        for load in programHeaders where load.type == UInt32(PT_LOAD) && address >= load.address {
            let distance = address - load.address
            guard distance < load.fileSize, let offset = load.offset.adding(distance), offset < bytes.count else {
                continue
            }
            return Place(offset: offset, available: min(load.fileSize - distance, UInt64(bytes.count) - offset))
        }
        return nil
    }

    /// A place in the file.
    struct Place {
        var offset: UInt64
        /// Bytes from there to the end of what contains it.
        var available: UInt64

        /// The place some bytes further; nil if that is outside.
        func advanced(by distance: UInt64) -> Place? {
            distance <= available ? Place(offset: offset + distance, available: available - distance) : nil
        }
    }

    /// Places an offset and a size of the file; nil if they are not inside.
    func place(offset: UInt64, size: UInt64) -> Place? {
        guard let end = offset.adding(size), end <= bytes.count else { return nil }
        return Place(offset: offset, available: size)
    }

    /// `count` elements of a type in this machine's form; nil if they are not inside, or if there are none.
    func elements(_ type: Elf_Type, count: UInt64, at place: Place) -> UnsafeMutablePointer<Elf_Data>? {
        guard count > 0, count <= place.available else { return nil }
        let size = gelf_fsize(handle, type, Int(count), UInt32(EV_CURRENT))
        guard size > 0, size <= place.available else { return nil }
        return elf_getdata_rawchunk(handle, Int64(place.offset), size, type)
    }

    /// The size of one element in the file, in bytes.
    func size(of type: Elf_Type) -> UInt64 { UInt64(gelf_fsize(handle, type, 1, UInt32(EV_CURRENT))) }

    func halves(_ count: UInt64, at place: Place) -> [UInt16]? { integers(ELF_T_HALF, count, place) }
    func words(_ count: UInt64, at place: Place) -> [UInt32]? { integers(ELF_T_WORD, count, place) }
    func doubleWords(_ count: UInt64, at place: Place) -> [UInt64]? { integers(ELF_T_XWORD, count, place) }

    private func integers<Value: FixedWidthInteger>(_ type: Elf_Type, _ count: UInt64, _ place: Place) -> [Value]? {
        guard count > 0 else { return [] }
        guard let data = elements(type, count: count, at: place), let start = data.pointee.d_buf else { return nil }
        return (0..<Int(count)).map {
            start.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Value>.size, as: Value.self)
        }
    }

    /// The string at an offset of a string table; nil if it does not end within the table.
    func string(at offset: UInt64, in table: Place) -> String? {
        guard let start = table.advanced(by: offset) else { return nil }
        let rest = bytes[Int(start.offset)..<Int(start.offset + start.available)]
        guard let end = rest.firstIndex(of: 0) else { return nil }
        return String(decoding: rest[..<end], as: UTF8.self)
    }
}
