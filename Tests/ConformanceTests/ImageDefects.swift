import Expectations
import ImageFixtures
import Observations
import Testing
import VDSOImage

/// A way to break a sound fixture, and the verdict that must come of it.
struct ImageDefect: Sendable, CustomTestStringConvertible {
    /// The part of the identifier that says what is broken: `SUBJECT.PROPERTY`.
    var name: String
    /// What the verdict must quote of what it saw.
    var observed: String
    var target = FixtureTarget.x64
    var damage: @Sendable (inout ImageFixture) throws -> Void

    init(
        _ name: String, _ observed: String, on target: FixtureTarget = .x64,
        damage: @escaping @Sendable (inout ImageFixture) throws -> Void
    ) {
        self.name = name
        self.observed = observed
        self.target = target
        self.damage = damage
    }

    var testDescription: String { "\(name): \(observed)" }

    static let all = header + segments + dynamic + symbols + notes + unwind

    static let header = [
        ImageDefect("header.class", "64 bit") { $0.expectations.elfClass = 32 },
        ImageDefect("header.byte-order", "little endian") { $0.expectations.isLittleEndian = false },
        ImageDefect("header.machine", "e_machine 3 (386)") { $0.editor[header: .machine] = 3 },
        ImageDefect("header.type", "ET_EXEC") { $0.editor[header: .type] = 2 },
        ImageDefect("header.identification", "e_version 0") { $0.editor[header: .version] = 0 },
        ImageDefect("header.identification", "EI_OSABI 9", on: .s390x) { $0.editor.bytes[7] = 9 },
        ImageDefect("header.identification", "padding 00000000000001", on: .i386) { $0.editor.bytes[15] = 1 },
        ImageDefect("header.flags", "0x1234") { $0.editor[header: .flags] = 0x1234 },
        ImageDefect("header.sizes", "e_ehsize 40", on: .aarch64) { $0.editor[header: .size] = 40 },
        ImageDefect("header.entry", "0x5") { $0.editor[header: .entry] = 5 },
        ImageDefect("header.entry", "none") { $0.promise("entry", "__vdso_getcpu") },
    ]

    static let segments = [
        ImageDefect("load.single", "2 PT_LOAD") { $0.editor[.segmentType, $0.editor.segment(4)] = 1 },
        ImageDefect("load.single", "0 PT_LOAD") { $0.editor[.segmentType, $0.editor.segment(1)] = 0 },
        ImageDefect("load.offset", "p_offset 0x10") { $0.editor[.segmentOffset, $0.editor.segment(1)] = 0x10 },
        ImageDefect("load.size", "p_memsz 0x10000") { $0.editor[.segmentMemorySize, $0.editor.segment(1)] = 0x10000 },
        ImageDefect("load.flags", "RWX") { $0.editor[.segmentFlags, $0.editor.segment(1)] = 7 },
        ImageDefect("load.flags", "R--", on: .mips) { $0.editor[.segmentFlags, $0.editor.segment(1)] = 4 },
        ImageDefect("load.address", "p_vaddr 0xffffe000", on: .i386) {
            $0.editor[.segmentAddress, $0.editor.segment(1)] = 0xffff_e000
        },
        ImageDefect("load.alignment", "p_align 0x3") { $0.editor[.segmentAlignment, $0.editor.segment(1)] = 3 },
        ImageDefect("load.alignment", "p_align 0x1,", on: .riscv64) {
            $0.editor[.segmentAlignment, $0.editor.segment(1)] = 1
        },
        ImageDefect("segments.permissions", "PT_NOTE RW-") { $0.editor[.segmentFlags, $0.editor.segment(4)] = 6 },
        ImageDefect("segments.size", "PT_DYNAMIC 0x1000 in memory") {
            $0.editor[.segmentMemorySize, $0.editor.segment(2)] = 0x1000
        },
        ImageDefect("segments.plain", "PT_INTERP") { $0.editor[.segmentType, $0.editor.segment(4)] = 3 },
        ImageDefect("segments.plain", "PT_TLS") { $0.editor[.segmentType, $0.editor.segment(4)] = 7 },
        ImageDefect("segments.known", "PT_GNU_RELRO") {
            $0.editor[.segmentType, $0.editor.segment(4)] = 0x6474_e552
        },
        ImageDefect("segments.inside", "PT_NOTE at offset") {
            $0.editor[.segmentOffset, $0.editor.segment(4)] = $0.editor[header: .sectionHeaders]
        },
        ImageDefect("stack.present", "absent") { $0.promise("gnu-stack", "required") },
        ImageDefect("stack.not-executable", "PT_GNU_STACK RWX") {
            let segment = $0.editor.segment(0x6474_e550)
            $0.editor[.segmentType, segment] = 0x6474_e551
            $0.editor[.segmentFlags, segment] = 7
        },
        ImageDefect("sections.present", "none") {
            $0.editor[header: .sectionHeaders] = 0
            $0.editor[header: .sectionHeaderCount] = 0
        },
        ImageDefect("sections.present", "names in section 200") { $0.editor[header: .sectionNames] = 200 },
        ImageDefect("sections.present", "outside of the file: section 1", on: .i386) {
            $0.editor[.sectionSize, $0.editor.section(".shstrtab")] += 0x10_0000
        },
        ImageDefect("sections.loaded", ".text at") { $0.editor[.sectionType, $0.editor.section(".text")] = 8 },
        ImageDefect("sections.loaded", ".rodata at", on: .ppc64le) {
            let load = $0.editor.segment(1)
            let end = UInt64($0.editor.content(".rodata"))
            $0.editor[.segmentFileSize, load] = end
            $0.editor[.segmentMemorySize, load] = end
        },
        ImageDefect("sections.as-dynamic", ".dynstr is not as long as DT_STRSZ") { $0.editor[dynamic: 10] += 64 },
        ImageDefect("sections.as-dynamic", ".dynsym says that 9 symbols are local, not 1", on: .s390x) {
            $0.editor[.sectionInfo, $0.editor.section(".dynsym")] = 9
        },
        ImageDefect("sections.as-dynamic", "no section is PT_DYNAMIC") {
            $0.editor[.sectionOffset, $0.editor.section(".dynamic")] += 16
        },
        ImageDefect("sections.as-dynamic", "no such section at DT_SYMTAB", on: .mips) {
            $0.editor[.sectionType, $0.editor.section(".dynsym")] = 1
        },
        ImageDefect("sections.as-dynamic", "no such section at DT_HASH", on: .aarch64) {
            $0.editor[.sectionAddress, $0.editor.section(".hash")] += 8
        },
        ImageDefect("sections.as-dynamic", "sections of notes have 0 bytes", on: .arm) {
            $0.editor[.sectionType, $0.editor.section(".note")] = 1
        },
        ImageDefect("sections.as-dynamic", "no .eh_frame at", on: .riscv64) {
            $0.editor[.sectionAddress, $0.editor.section(".eh_frame")] += 8
        },
        ImageDefect("sections.disjoint", ".rodata at") {
            let section = $0.editor.section(".rodata")
            $0.editor[.sectionSize, section] += 0x100
        },
    ]

    static let dynamic = [
        ImageDefect("dynamic.present", "0 PT_DYNAMIC") { $0.editor[.segmentType, $0.editor.segment(2)] = 0 },
        ImageDefect("dynamic.present", "not inside PT_LOAD") {
            $0.editor[.segmentAddress, $0.editor.segment(2)] += 8
        },
        ImageDefect("dynamic.sound", "DT_STRTAB 0x7fff0000") { $0.editor[dynamic: 5] = 0x7fff_0000 },
        ImageDefect("dynamic.tags", "DT_RUNPATH linux-vdso.so.1") {
            $0.editor.retag(0x6fff_fffd, to: 29, value: $0.editor[dynamic: 14])
        },
        ImageDefect("dynamic.tags", "DT_INIT 0x500", on: .s390x) { $0.editor.retag(11, to: 12, value: 0x500) },
        ImageDefect("dynamic.tags", "DT_RELA 0x10") { fixture in
            fixture.editor.retag(11, to: 7, value: 0x10)
        },
        ImageDefect("dynamic.tags", "DT_FLAGS has TEXTREL") {
            $0.promise(
                "dynamic-tags.allowed", "SONAME", "SYMTAB", "STRTAB", "STRSZ", "HASH", "GNU_HASH", "VERSYM", "VERDEF",
                "VERDEFNUM", "FLAGS")
            $0.editor.retag(11, to: 30, value: 4)
        },
        ImageDefect("dynamic.tags", "DT_FLAGS 0x10") {
            $0.promise(
                "dynamic-tags.allowed", "SONAME", "SYMTAB", "STRTAB", "STRSZ", "HASH", "GNU_HASH", "VERSYM", "VERDEF",
                "VERDEFNUM", "FLAGS")
            $0.editor.retag(11, to: 30, value: 0x10)
        },
        ImageDefect("dynamic.once", "DT_SYMTAB again") { $0.editor.retag(11, to: 6) },
        ImageDefect("soname.exact", "minux-vdso.so.1") {
            $0.editor.bytes[Int($0.editor[dynamic: 5] + $0.editor[dynamic: 14])] = UInt8(ascii: "m")
        },
        ImageDefect("versions.nodes", "LINUX_2.6") { $0.promise("version-nodes", "LINUX_2.6", "LINUX_2.5") },
        ImageDefect("versions.sound", "LINUX_2.6 has the hash 0x3ae75f7") {
            $0.editor.bytes[Int($0.editor[dynamic: 0x6fff_fffc]) + 28 + 8] ^= 1
        },
        ImageDefect("versions.sound", "linux-vdso.so.1 has the flags 0x0", on: .i386) {
            $0.editor.bytes[Int($0.editor[dynamic: 0x6fff_fffc]) + 2] = 0
        },
        ImageDefect("versions.sound", "behind LINUX_2.6 the list goes on") {
            $0.editor.bytes[Int($0.editor[dynamic: 0x6fff_fffc]) + 28 + 16] = 4
        },
        ImageDefect("versions.sound", "LINUX_2.6 promises 2 names", on: .aarch64) {
            $0.editor.bytes[Int($0.editor[dynamic: 0x6fff_fffc]) + 28 + 6] = 2
        },
        ImageDefect("versions.sound", "the base version is inux-vdso.so.1") {
            $0.editor.bytes[Int($0.editor[dynamic: 0x6fff_fffc]) + 20] += 1
        },
        ImageDefect("hash.sysv", "absent") { $0.editor.retag(4, to: 21) },
        ImageDefect("hash.gnu", "absent", on: .s390x) { $0.editor.retag(0x6fff_fef5, to: 21) },
        ImageDefect("hash.gnu", "DT_GNU_HASH leads to 3 symbols") { $0.promise("hash.gnu", "forbidden") },
        ImageDefect("hash.any", "none") {
            $0.editor.retag(0x6fff_fef5, to: 21)
            $0.editor.retag(4, to: 21)
        },
        ImageDefect("hash.sound", "DT_GNU_HASH loses") { $0.editor.loseSymbols() },
        ImageDefect("hash.sound", "entries of 4 bytes", on: .s390x) {
            $0.editor[dynamic: 4] = UInt64($0.editor.content(".hash"))
        },
        ImageDefect("relocations.none", "RELA type 8 at 0x500") {
            let room = $0.editor.content(".rodata")
            $0.editor.write(0x500, at: room, size: 8)
            $0.editor.write(8, at: room + 8, size: 8)
            $0.editor.retag(11, to: 7, value: UInt64(room))
            $0.editor.retag(0x6fff_fffd, to: 8, value: 24)
        },
    ]

    static let symbols = [
        ImageDefect("symbols.defined", "__vdso_getcpu@@LINUX_2.6") {
            $0.editor[.symbolSection, $0.editor.symbol("__vdso_getcpu")] = 0
        },
        ImageDefect("symbols.named", "1 nameless", on: .arm) {
            $0.editor[.symbolName, $0.editor.symbol("__vdso_getcpu")] = 0
        },
        ImageDefect("symbols.sections-agree", "only through segments: ") {
            $0.editor[.sectionSize, $0.editor.section(".dynsym")] -= UInt64($0.editor.symbolSize)
        },
        ImageDefect("symbols.in-text", "__vdso_getcpu@@LINUX_2.6 at 0x40", on: .aarch64) {
            $0.editor[.symbolValue, $0.editor.symbol("__vdso_getcpu")] = 0x40
        },
        ImageDefect("symbols.sections", "__vdso_getcpu@@LINUX_2.6 names section 1") {
            $0.editor[.symbolSection, $0.editor.symbol("__vdso_getcpu")] = 1
        },
        ImageDefect("symbols.visibility", "__vdso_getcpu@@LINUX_2.6 PROTECTED, st_other 0x3", on: .ppc64le) {
            $0.editor[.symbolOther, $0.editor.symbol("__vdso_getcpu")] = 3
        },
        ImageDefect("symbols.visibility", "__vdso_getcpu@@LINUX_2.6 DEFAULT, st_other 0x80", on: .aarch64) {
            $0.editor[.symbolOther, $0.editor.symbol("__vdso_getcpu")] = 0x80
        },
        ImageDefect("dynamic.sound", "symbol 0, which means no symbol, is not empty") {
            $0.editor.bytes[Int($0.editor[dynamic: 6]) + 8] = 1
        },
        ImageDefect("symbols.thumb", "clock_gettime@@LINUX_2.6 at", on: .arm) { $0.promise("thumb", "no") },
        ImageDefect("symbols.thumb", "__vdso_getcpu@@LINUX_2.6 at", on: .arm) {
            $0.editor[.symbolValue, $0.editor.symbol("__vdso_getcpu")] &= ~1
        },
        ImageDefect("symbols.unlisted", "__vdso_getcpu@@LINUX_2.6") {
            $0.expectations.exports.removeAll { $0.symbol == "__vdso_getcpu" }
            $0.settings.isStrict = true
        },
        ImageDefect("symbols.unlisted", "__vdso_getcpu@@LINUX_2.6") {
            $0.expectations.exports.removeAll { $0.symbol == "__vdso_getcpu" }
            $0.expectations.failsOnUnlistedExports = true
        },
    ]

    static let notes = [
        ImageDefect("notes.well-formed", "NOTE, alignment 8", on: .riscv64) {
            $0.editor.replaceNotes(
                [
                    ("Linux", 0, [0x2c, 0x12, 6, 0]), ("Linux", 0x100, Array("6.18.4\u{0}".utf8)),
                    ("GNU", 3, [1, 2, 3, 4]),
                ],
                padding: 4, alignment: 8)
        },
        ImageDefect("notes.linux", "absent", on: .ppc) {
            $0.editor.write(0x77, at: $0.editor.content(".note") + 8, size: 4)
        },
        ImageDefect("notes.linux", "Linux 6.18.44") { $0.promise("linux-note", "forbidden") },
        ImageDefect("notes.linux", "absent") {
            $0.editor.replaceNotes(
                [("Linux", 0, [0x2c, 0x12, 6]), ("GNU", 3, Array(1...20))], padding: 4, alignment: 4)
        },
        ImageDefect("notes.build-id", "absent") {
            $0.editor.replaceNotes(
                [("Linux", 0, [0x2c, 0x12, 6, 0]), ("GNU", 3, Array(repeating: 0, count: 20))], padding: 4, alignment: 4
            )
        },
        ImageDefect("notes.version", "Linux 6.18.44") {
            try $0.observeExports()
            $0.situation.kernel = KernelVersion(6, 12, 44)
        },
        ImageDefect("notes.build-id", "absent") {
            $0.editor.replaceNotes([("Linux", 0, [0x2c, 0x12, 6, 0])], padding: 4, alignment: 4)
        },
        ImageDefect("notes.property", "outside of PT_NOTE, aligned to 4") {
            $0.editor[.segmentType, $0.editor.segment(0x6474_e550)] = 0x6474_e553
        },
    ]

    static let unwind = [
        ImageDefect("unwind.header", "empty", on: .s390x) {
            $0.editor[.segmentFileSize, $0.editor.segment(0x6474_e550)] = 0
        },
        ImageDefect("unwind.header", "absent") { $0.editor[.segmentType, $0.editor.segment(0x6474_e550)] = 0 },
        ImageDefect("unwind.header", "there, 36 bytes", on: .aarch64) { $0.promise("eh-frame-header", "absent") },
        ImageDefect("unwind.valid", "version 2, not 1") { $0.editor.bytes[$0.editor.content(".eh_frame_hdr")] = 2 },
        ImageDefect("unwind.valid", "unknown augmentation", on: .mips) {
            $0.editor.bytes[$0.editor.content(".eh_frame") + 9] = UInt8(ascii: "!")
        },
        ImageDefect("unwind.sorted", "0x") {
            let rows = $0.editor.content(".eh_frame_hdr") + 12
            let first = $0.editor.read(rows, size: 8)
            $0.editor.write($0.editor.read(rows + 8, size: 8), at: rows, size: 8)
            $0.editor.write(first, at: rows + 8, size: 8)
        },
        ImageDefect("unwind.complete", "2 rows, 2 promised, 3 frame descriptions") {
            $0.editor.write(2, at: $0.editor.content(".eh_frame_hdr") + 8, size: 4)
        },
        ImageDefect("unwind.complete", "without a partner: 0x", on: .s390x) {
            let row = $0.editor.content(".eh_frame_hdr") + 12
            $0.editor.write($0.editor.read(row, size: 4) + 2, at: row, size: 4)
        },
        ImageDefect("unwind.disjoint", " and 0x") { try $0.shrinkFrame(of: nil, to: 0x200) },
        // Behind length, identifier, version, "zR" and two factors: the return address's column.
        ImageDefect("unwind.entry", "__vdso_getcpu: r7+8, r12 ") {
            $0.editor.bytes[$0.editor.content(".eh_frame") + 14] = 12
        },
        ImageDefect("unwind.covers-exports", "__vdso_getcpu from 0x") {
            try $0.shrinkFrame(of: "__vdso_getcpu", to: 5)
        },
        ImageDefect("unwind.covers-exports", "none") {
            $0.editor[.segmentType, $0.editor.segment(0x6474_e550)] = 0
            $0.editor[header: .sectionHeaders] = 0
            $0.editor[header: .sectionHeaderCount] = 0
        },
        ImageDefect("unwind.covers-text", ".text from 0x") { try $0.shrinkFrame(of: nil, to: 1) },
    ]
}

extension ImageEditor {
    /// Ends the first chain of `DT_GNU_HASH` behind its first symbol.
    mutating func loseSymbols() {
        let table = content(".gnu.hash")
        let filter = Int(read(table + 8, size: 4)) * wordSize
        let chains = table + 16 + filter + 4 * Int(read(table, size: 4))
        write(read(chains, size: 4) | 1, at: chains, size: 4)
    }
}

extension ImageFixture {
    /// Makes a frame description cover less: that of an export, or that of the helper, which has no name.
    mutating func shrinkFrame(of name: String?, to size: UInt64) throws {
        let image = try editor.image()
        let starts = Set(image.exports.map(\.value))
        let frame = try #require(
            image.frames?.frames.first { frame in
                name.map { name in image.exports.contains { $0.name == name && $0.value == frame.start } }
                    ?? !starts.contains(frame.start)
            })
        // Behind length, common entry and start.
        editor.write(size, at: Int(frame.address) + 12, size: 4)
    }
}
