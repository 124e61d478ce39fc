import ImageFixtures
import Testing

@testable import VDSOImage

@Suite("Reading an image")
struct VDSOImageTests {
    @Test("every class and byte order", arguments: FixtureTarget.allCases)
    func everyClass(_ target: FixtureTarget) async throws {
        let image = try VDSOImage(bytes: try await Fixtures.image(target))
        #expect(image.architecture == target.rawValue)
        #expect(image.elfClass == target.elfClass)
        #expect(image.isLittleEndian == target.isLittleEndian)
        #expect(image.machine == target.machine)
        #expect(image.typeName == "DYN")
        #expect(image.soname == "linux-vdso.so.1")
        #expect(image.addressBias == 0)
        #expect(image.entry == 0)
        #expect(image.problems == [])
        #expect(image.noteProblems == [])
        #expect(!image.isEmulators)
        #expect(image.versionNodes == ["LINUX_2.6"])
        #expect(image.linuxVersionCode == 0x0006_122c)
        #expect(image.buildID?.count == 40)
        #expect(image.relocations.count == 0)
    }

    @Test("segments", arguments: FixtureTarget.allCases)
    func segments(_ target: FixtureTarget) async throws {
        let image = try VDSOImage(bytes: try await Fixtures.image(target))
        let added = target == .mips ? ["MIPS_REGINFO", "MIPS_ABIFLAGS"] : []
        #expect(image.programHeaders.map(\.name) == ["LOAD", "DYNAMIC", "NOTE", "GNU_EH_FRAME"] + added)
        let load = try #require(image.loads.first)
        #expect(load.permissions == "R-X")
        #expect(load.address == 0 && load.offset == 0 && load.fileSize == load.memorySize)
        #expect(image.segments(named: "DYNAMIC").allSatisfy(load.contains))
    }

    @Test("symbols, both ways alike", arguments: FixtureTarget.allCases)
    func symbols(_ target: FixtureTarget) async throws {
        let image = try VDSOImage(bytes: try await Fixtures.image(target))
        #expect(image.exports.map(\.name).sorted() == ["__vdso_clock_gettime", "__vdso_getcpu", "clock_gettime"])
        #expect(image.symbols == image.sectionSymbols)
        let symbol = try #require(image.symbols.first { $0.name == "clock_gettime" })
        #expect(symbol.version == "LINUX_2.6" && !symbol.isHidden)
        #expect(symbol.binding == "WEAK" && symbol.type == "FUNC" && symbol.visibility == "DEFAULT")
        #expect(symbol.size > 0)
        #expect(symbol.fullName == "clock_gettime@@LINUX_2.6")
        let other = try #require(image.symbols.first { $0.name == "__vdso_clock_gettime" })
        #expect(other.binding == "GLOBAL" && other.value == symbol.value)
        #expect(image.isThumb == (target == .arm))
        #expect(image.codeAddress(of: symbol) & 1 == 0)
    }

    @Test("sections are not needed", arguments: FixtureTarget.allCases)
    func withoutSections(_ target: FixtureTarget) async throws {
        var editor = try await Fixtures.editor(target)
        let whole = try VDSOImage(bytes: editor.bytes)
        editor[header: .sectionHeaders] = 0
        editor[header: .sectionHeaderCount] = 0
        editor[header: .sectionNames] = 0
        let image = try VDSOImage(bytes: editor.bytes)
        #expect(image.sections == [] && image.sectionSymbols == nil)
        #expect(image.symbols == whole.symbols)
        #expect(image.frames?.frames == (target == .arm ? nil : whole.frames?.frames))
    }

    @Test("addresses are relative to the image, as emulators relocate it in place")
    func bias() async throws {
        var editor = try await Fixtures.editor(.x64)
        let whole = try VDSOImage(bytes: editor.bytes)
        let bias: UInt64 = 0x7fc3_3ea4_3000
        for type: UInt64 in [1, 2, 4, 0x6474_e550] {
            editor[.segmentAddress, editor.segment(type)] += bias
        }
        // SYMTAB, STRTAB, HASH, GNU_HASH, VERSYM, VERDEF.
        for tag: UInt64 in [4, 0x6fff_fef5, 0x6fff_fff0, 0x6fff_fffc] { editor[dynamic: tag] += bias }
        for name in ["__vdso_clock_gettime", "clock_gettime", "__vdso_getcpu"] {
            editor[.symbolValue, editor.symbol(name)] += bias
        }
        for tag: UInt64 in [6, 5] { editor[dynamic: tag] += bias }
        let image = try VDSOImage(bytes: editor.bytes)
        #expect(image.addressBias == bias)
        #expect(image.symbols.map(\.value) == whole.symbols.map(\.value))
        #expect(image.symbols.map(\.rawValue) == whole.symbols.map { $0.rawValue + bias })
        #expect(image.frames?.frames == whole.frames?.frames)
        #expect(image.unwindHeader?.rows == whole.unwindHeader?.rows)
        for way in image.lookupWays {
            #expect(image.lookup("__vdso_getcpu", version: "LINUX_2.6", by: way) != nil)
        }
        #expect(image.problems == [])
    }

    @Test("a dynamic section that leads outside is read as far as it goes")
    func strayPointers() async throws {
        var editor = try await Fixtures.editor(.x64)
        editor[dynamic: 5] = 0x7fff_0000
        let image = try VDSOImage(bytes: editor.bytes)
        #expect(image.soname == nil && image.symbols == [])
        #expect(image.problems.contains { $0.contains("DT_STRTAB 0x7fff0000") })
    }

    @Test("an image without a dynamic section has no symbols")
    func withoutDynamic() async throws {
        var editor = try await Fixtures.editor(.i386)
        editor[.segmentType, editor.segment(2)] = 0
        let image = try VDSOImage(bytes: editor.bytes)
        #expect(image.dynamicTags == [] && image.symbols == [] && image.hashTables == [])
    }
}
