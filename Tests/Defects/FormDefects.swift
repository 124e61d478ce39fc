/// Images whose bytes are wrong: headers, segments, dynamic section, symbols, hash tables, notes, unwind data.
extension Corpus {
    private typealias Segment = ImageEditor.SegmentType
    private typealias Tag = ImageEditor.Tag

    static let header: [Defect] = [
        Defect("wrong-type", "the image says it is an executable", "image/header.*") { $0.set(16, UInt16(2)) },
        Defect("wrong-machine", "the image says it is for another machine", "image/header.*", "run/*") {
            $0.set(18, UInt16(8))
        },
        Defect("header-version", "the header has no version", "image/header.*", "run/*") { $0.set(20, UInt32(0)) },
        Defect("header-abi", "the header names another system's ABI", "image/header.*") { $0.bytes[7] = 9 },
        Defect("header-flags", "the header names another variant of the ABI", "image/header.flags") {
            $0.set(48, UInt32(0x1200))
        },
        Defect("header-size", "the header says that it is shorter", "image/header.sizes") { $0.set(52, UInt16(52)) },
        Defect("no-sections", "there are no section headers", "image/sections.present") {
            $0.set(40, UInt64(0))
            $0.set(60, UInt16(0))
            $0.set(62, UInt16(0))
        },
        Defect("cut-off", "the image ends in the middle of its text", "image/*", "run/*") {
            // Behind the segment lie section headers, which nobody needs.
            let size = Int($0.get(try $0.segment(1) + 32, as: UInt64.self))
            $0.bytes.removeLast($0.bytes.count - size / 2)
        },
    ]

    static let segments: [Defect] = [
        Defect("writable-code", "the segment is writable", "image/load.*") { $0.set(try $0.segment(1) + 4, UInt32(7)) },
        Defect("not-executable", "the segment cannot be executed", "image/load.*") {
            $0.set(try $0.segment(1) + 4, UInt32(4))
        },
        Defect("load-address", "the segment wants an address of its own (A18)", "image/load.*", "image/*") {
            let load = try $0.segment(1)
            $0.set(load + 16, UInt64(0xffff_e000))
            $0.set(load + 24, UInt64(0xffff_e000))
        },
        Defect("memory-larger", "the segment is larger in memory than in the file", "image/load.*") {
            let load = try $0.segment(1)
            $0.set(load + 40, $0.get(load + 40, as: UInt64.self) + 4096)
        },
        Defect("two-segments", "there are two segments to load", "image/*") {
            let note = try $0.segment(4)
            for offset in 0..<56 { $0.bytes[note + offset] = $0.bytes[try $0.segment(1) + offset] }
        },
        Defect("odd-alignment", "the segment's alignment is no power of two", "image/load.alignment") {
            $0.set(try $0.segment(1) + 48, UInt64(3))
        },
        Defect("writable-notes", "the notes ask to be writable", "image/segments.permissions") {
            $0.set(try $0.segment(4) + 4, UInt32(6))
        },
        Defect("dynamic-larger", "the dynamic segment is larger in memory", "image/segments.size") {
            let dynamic = try $0.segment(2)
            $0.set(dynamic + 40, $0.get(dynamic + 40, as: UInt64.self) * 2)
        },
        Defect("interpreter", "the image asks for an interpreter", "image/*") { $0.set(try $0.segment(4), UInt32(3)) },
        Defect("thread-local", "the image has thread-local storage", "image/*") {
            $0.set(try $0.segment(4), UInt32(7))
        },
        Defect("executable-stack", "the image asks for an executable stack (A10)", "image/*") {
            let note = try $0.segment(4)
            $0.set(note, Segment.stack)
            $0.set(note + 4, UInt32(7))
        },
        Defect("dynamic-outside", "the dynamic segment lies behind the image", "image/*", "run/*") {
            let dynamic = try $0.segment(2)
            $0.set(dynamic + 8, UInt64(0x10_0000))
            $0.set(dynamic + 16, UInt64(0x10_0000))
        },
    ]

    static let dynamic: [Defect] = [
        Defect("soname", "the image has another name", "image/*soname*", "image/dynamic.*") {
            let name = try $0.dynamicValue(Tag.strings) + (try $0.dynamicValue(Tag.soname))
            $0.bytes[name] = UInt8(ascii: "L")
        },
        Defect("needs-library", "the image needs a library", "image/dynamic.*") {
            $0.set(try $0.dynamic(Tag.flags), Tag.needed)
        },
        Defect("text-relocations", "the image has relocations in its text (A13)", "image/dynamic.*", "image/reloc*") {
            $0.set(try $0.dynamic(Tag.flags), Tag.textRelocations)
        },
        Defect("tag-twice", "a dynamic tag stands twice", "image/dynamic.once") {
            $0.set(try $0.dynamic(Tag.flags), Tag.soname)
        },
        Defect("strings-longer", "the string table goes on into the next one", "image/sections.as-dynamic") {
            let entry = try $0.dynamic(Tag.stringSize)
            $0.set(entry + 8, $0.get(entry + 8, as: UInt64.self) + 16)
        },
        Defect("initialiser", "the image has a function that loaders call", "image/dynamic.*") {
            $0.set(try $0.dynamic(Tag.flags), Tag.initialise)
        },
        Defect("runpath", "the image names a folder for libraries (L2)", "image/dynamic.*") {
            $0.set(try $0.dynamic(Tag.flags), Tag.runpath)
        },
    ]

    static let symbols: [Defect] = [
        Defect("export-missing", "clock_gettime is not there", "exports/*clock_gettime.present") {
            let name = try $0.nameOffset(try $0.function("clock_gettime"))
            $0.bytes[name + $0.string(name).utf8.count - 1] = UInt8(ascii: "f")
        },
        Defect("export-undefined", "clock_getres is listed and not defined (A04)", "exports/*", "image/symbols.*") {
            $0.set(try $0.function("clock_getres") + 6, UInt16(0))
        },
        Defect("export-version", "gettimeofday has no version", "exports/*gettimeofday.version") {
            let index = try $0.index(of: $0.function("gettimeofday"))
            $0.set(try $0.dynamicValue(Tag.versions) + index * 2, UInt16(1))
        },
        Defect("version-name", "the version node has another name", "exports/*.version", "image/version*") {
            let definitions = try $0.dynamicValue(Tag.definitions)
            let second = definitions + Int($0.get(definitions + 16, as: UInt32.self))
            let auxiliary = second + Int($0.get(second + 12, as: UInt32.self))
            let name = try $0.dynamicValue(Tag.strings) + Int($0.get(auxiliary, as: UInt32.self))
            $0.bytes[name] = UInt8(ascii: "X")
        },
        Defect("version-hash", "the version node has another name's hash", "image/versions.sound") {
            let definitions = try $0.dynamicValue(Tag.definitions)
            let second = definitions + Int($0.get(definitions + 16, as: UInt32.self))
            $0.bytes[second + 8] ^= 1
        },
        Defect("export-protected", "clock_getres is protected", "image/symbols.visibility") {
            $0.bytes[try $0.function("clock_getres") + 5] = 3
        },
        Defect("export-section", "clock_getres names another section", "image/symbols.sections") {
            $0.set(try $0.function("clock_getres") + 6, UInt16(1))
        },
        Defect("first-symbol", "symbol 0 has a value", "image/dynamic.sound") {
            $0.set(try $0.dynamicValue(Tag.symbols) + 8, UInt64(0x1234))
        },
        Defect("export-weak", "clock_getres is weak", "exports/*clock_getres.binding") {
            $0.bytes[try $0.function("clock_getres") + 4] = 0x22
        },
        Defect("export-type", "clock_getres is data", "exports/*clock_getres.type") {
            $0.bytes[try $0.function("clock_getres") + 4] = 0x11
        },
        Defect("export-size", "clock_getres has no size (B14)", "exports/*clock_getres.size") {
            $0.set(try $0.function("clock_getres") + 16, UInt64(0))
        },
        Defect("export-outside", "clock_getres lies behind the image", "exports/*clock_getres.inside") {
            $0.set(try $0.function("clock_getres") + 8, UInt64(0x10_0000))
        },
        Defect("export-absolute", "addresses are absolute already (A22)", "exports/*.inside") {
            let symbol = try $0.function("gettimeofday")
            $0.set(symbol + 8, $0.get(symbol + 8, as: UInt64.self) + 0x7fff_0000_0000)
        },
        Defect("alias-elsewhere", "time is another function than __vdso_time", "exports/time.alias", on: ["x86_64"]) {
            $0.set(try $0.symbol("time") + 8, $0.get(try $0.symbol("__vdso_getcpu") + 8, as: UInt64.self))
        },
        Defect("unlisted-export", "a helper became visible (A20)", "image/symbols.unlisted", "exports/*.present") {
            let name = try $0.nameOffset(try $0.function("gettimeofday"))
            $0.bytes[name + 2] = UInt8(ascii: "V")
        },
    ]

    static let hashTables: [Defect] = [
        Defect("sysv-hash-loses", "DT_HASH loses symbols", "exports/*.tables", "image/hash*") {
            let table = try $0.dynamicValue(Tag.hash)
            for bucket in 0..<Int($0.get(table, as: UInt32.self)) { $0.set(table + 8 + bucket * 4, UInt32(0)) }
        },
        Defect("gnu-hash-bloom", "DT_GNU_HASH's filter denies every symbol", "exports/*.tables", "image/hash*") {
            let table = try $0.dynamicValue(Tag.gnuHash)
            let words = Int($0.get(table + 8, as: UInt32.self))
            for word in 0..<words { $0.set(table + 16 + word * 8, UInt64(0)) }
        },
        Defect("gnu-hash-chain", "one hash of DT_GNU_HASH is wrong", "exports/*.tables", "image/hash*") {
            let table = try $0.dynamicValue(Tag.gnuHash)
            let buckets = Int($0.get(table, as: UInt32.self)), words = Int($0.get(table + 8, as: UInt32.self))
            let chain = table + 16 + words * 8 + buckets * 4
            $0.set(chain, $0.get(chain, as: UInt32.self) ^ 0x100)
        },
        Defect(
            "gnu-hash-endless", "a chain of DT_GNU_HASH does not end", "exports/*.tables", "image/hash*",
            "image/symbols.*"
        ) {
            let table = try $0.dynamicValue(Tag.gnuHash)
            let buckets = Int($0.get(table, as: UInt32.self)), words = Int($0.get(table + 8, as: UInt32.self))
            let first = Int($0.get(table + 4, as: UInt32.self))
            let chain = table + 16 + words * 8 + buckets * 4
            let count = Int($0.get(try $0.dynamicValue(Tag.hash) + 4, as: UInt32.self)) - first
            for index in 0..<count { $0.set(chain + index * 4, $0.get(chain + index * 4, as: UInt32.self) & ~1) }
        },
        Defect("no-hash", "no hash table leads to the symbols (A01)", "image/hash*") {
            $0.set(try $0.dynamic(Tag.hash), UInt64(21))
            $0.set(try $0.dynamic(Tag.gnuHash), UInt64(21))
        },
    ]

    static let notes: [Defect] = [
        Defect("no-notes", "there is no note segment", "image/note*") { $0.set(try $0.segment(4), UInt32(0)) },
        Defect("note-version", "the Linux note has another kernel's version", "image/note*") {
            $0.set(try $0.linuxNote() + 20, UInt32(0x0002_0600))
        },
        Defect("note-alignment", "the notes are walked eight by eight (A09)", "image/note*") {
            $0.set(try $0.segment(4) + 48, UInt64(8))
        },
        Defect("note-size", "a note is larger than its segment", "image/note*") {
            $0.set(try $0.linuxNote() + 4, UInt32(0x1000))
        },
        Defect("note-short", "the Linux note has three bytes", "image/notes.linux") {
            $0.set(try $0.linuxNote() + 4, UInt32(3))
        },
        Defect("build-id-zero", "the build identifier is zero", "image/notes.build-id") {
            let identifier = try $0.buildIdentifier()
            for offset in identifier { $0.bytes[offset] = 0 }
        },
        Defect("no-linux-note", "the Linux note has another owner", "image/note*") {
            $0.bytes[try $0.linuxNote() + 12] = UInt8(ascii: "M")
        },
    ]

    /// aarch64 has no unwind tables by decision (B05).
    static let unwind: [Defect] = [
        Defect("unwind-empty", "the unwind header is empty (A11)", "image/unwind*", on: ["x86_64", "riscv64"]) {
            let header = try $0.segment(Segment.unwind)
            $0.set(header + 32, UInt64(0))
            $0.set(header + 40, UInt64(0))
        },
        Defect("unwind-unsorted", "the search table is not sorted", "image/unwind*", on: ["x86_64", "riscv64"]) {
            let table = Int($0.get(try $0.segment(Segment.unwind) + 8, as: UInt64.self)) + 12
            let first = $0.get(table, as: UInt64.self), second = $0.get(table + 8, as: UInt64.self)
            $0.set(table, second)
            $0.set(table + 8, first)
        },
        Defect("unwind-version", "the unwind header has another version", "image/unwind*", on: ["x86_64", "riscv64"]) {
            $0.bytes[Int($0.get(try $0.segment(Segment.unwind) + 8, as: UInt64.self))] = 2
        },
        Defect(
            "unwind-overlap", "a frame description covers the next function too", "image/unwind.disjoint",
            on: ["x86_64", "riscv64"]
        ) {
            let frame = try $0.frame(of: "clock_gettime")
            $0.set(frame + 12, $0.get(frame + 12, as: UInt32.self) + 0x100)
        },
        Defect(
            "unwind-entry", "the table has the caller's frame elsewhere from the first instruction on (B01)",
            "image/unwind.entry", on: ["x86_64"]
        ) {
            // Behind length, identifier, version, "zR", two factors, the column and the pointers' encoding: DW_CFA_def_cfa.
            let entry = $0.commonEntry(of: try $0.frame(of: "clock_gettime"))
            guard $0.bytes[entry + 17] == 0x0c else { throw ImageEditor.Missing(what: "frame at the entry") }
            $0.bytes[entry + 19] += 8
        },
        Defect(
            "unwind-hole", "a function's frame description ends early (L3)", "image/unwind*", on: ["x86_64"]
        ) {
            $0.set(try $0.frame(of: "clock_gettime") + 12, UInt32(8))
        },
    ]
}
