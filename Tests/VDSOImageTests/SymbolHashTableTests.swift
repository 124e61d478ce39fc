import ImageFixtures
import Testing

@testable import VDSOImage

@Suite("Hash tables")
struct SymbolHashTableTests {
    private let names = ["__vdso_clock_gettime", "__vdso_getcpu", "clock_gettime"]

    @Test("every table leads to every symbol", arguments: FixtureTarget.allCases)
    func lookups(_ target: FixtureTarget) async throws {
        let image = try VDSOImage(bytes: try await Fixtures.image(target))
        #expect(image.lookupWays == (target == .mips ? [.sysv, .scan] : [.sysv, .gnu, .scan]))
        for way in image.lookupWays {
            for name in names {
                let symbol = image.lookup(name, version: "LINUX_2.6", by: way)
                #expect(symbol == image.symbols.first { $0.name == name }, "\(name) by \(way)")
                #expect(symbol != nil)
                #expect(image.lookup(name, by: way) == symbol)
            }
            #expect(image.lookup("__vdso_time", version: "LINUX_2.6", by: way) == nil)
            #expect(image.lookup("__vdso_getcpu", version: "LINUX_2.5", by: way) == nil)
            #expect(image.lookup("", by: way) == nil)
        }
        for table in image.hashTables { #expect(table.reachable.count == 3) }
    }

    @Test("s390x has entries of 8 bytes; lld makes them of 4, which is said")
    func entrySize() async throws {
        var editor = try await Fixtures.editor(.s390x)
        let narrow = try #require(try VDSOImage(bytes: editor.bytes).hashTable(.sysv))
        #expect(narrow.entrySize == 4)
        #expect(narrow.problem == "has entries of 4 bytes, where loaders of this machine expect 8")
        editor.widenHash()
        let image = try VDSOImage(bytes: editor.bytes)
        let wide = try #require(image.hashTable(.sysv))
        #expect(wide.entrySize == 8 && wide.problem == nil)
        #expect(wide.reachable == narrow.reachable)
        for name in names { #expect(image.lookup(name, version: "LINUX_2.6", by: .sysv) != nil) }
    }

    @Test("a chain that loops or leaves the table is told, and does not hang")
    func brokenChains() async throws {
        var editor = try await Fixtures.editor(.x64)
        let table = editor.content(".hash")
        let buckets = Int(editor.read(table, size: 4))
        let places = (0..<buckets).map { table + 8 + 4 * $0 }
        let first = try #require(places.first { editor.read($0, size: 4) != 0 })
        let symbol = editor.read(first, size: 4)
        editor.write(symbol, at: table + 8 + 4 * buckets + 4 * Int(symbol), size: 4)
        let looping = try VDSOImage(bytes: editor.bytes)
        #expect(looping.hashTable(.sysv)?.problem?.contains("meets symbol \(symbol) a second time") == true)
        #expect(looping.lookup("no such symbol", by: .sysv) == nil)
        editor.write(0xffff_ffff, at: first, size: 4)
        let leaving = try VDSOImage(bytes: editor.bytes)
        #expect(leaving.hashTable(.sysv)?.problem?.contains("leaves the table at symbol 4294967295") == true)
    }

    @Test("a symbol behind an early end of its chain is lost to that table alone")
    func lostSymbol() async throws {
        var editor = try await Fixtures.editor(.i386)
        let table = editor.content(".gnu.hash")
        let words = Int(editor.read(table + 8, size: 4))
        let buckets = Int(editor.read(table, size: 4))
        let chains = table + 16 + 4 * words + 4 * buckets
        editor.write(editor.read(chains, size: 4) | 1, at: chains, size: 4)
        let image = try VDSOImage(bytes: editor.bytes)
        #expect(image.hashTable(.gnu)?.reachable.count == 1)
        #expect(names.filter { image.lookup($0, by: .gnu) == nil }.count == 2)
        #expect(names.allSatisfy { image.lookup($0, by: .sysv) != nil })
    }

    @Test("the filter of DT_GNU_HASH is obeyed")
    func filter() async throws {
        var editor = try await Fixtures.editor(.ppc)
        let table = editor.content(".gnu.hash")
        for word in 0..<Int(editor.read(table + 8, size: 4)) { editor.write(0, at: table + 16 + 4 * word, size: 4) }
        let image = try VDSOImage(bytes: editor.bytes)
        #expect(names.allSatisfy { image.lookup($0, by: .gnu) == nil })
        #expect(image.hashTable(.gnu)?.reachable.count == 3)
    }

    @Test("tables outside of the image are told")
    func outside() async throws {
        var editor = try await Fixtures.editor(.x64)
        editor[dynamic: 4] = 0x9999_0000
        editor.write(0xffff_ffff, at: editor.content(".gnu.hash"), size: 4)
        let image = try VDSOImage(bytes: editor.bytes)
        #expect(image.hashTable(.sysv)?.problem == "lies outside of the segments")
        #expect(image.hashTable(.gnu)?.problem == "does not fit into its segment")
        #expect(image.symbols == [])
    }

    @Test("a hidden version is found only by those who ask for it")
    func hidden() async throws {
        var editor = try await Fixtures.editor(.aarch64)
        let versions = editor.content(".gnu.version")
        let place = versions + 2 * editor.symbolIndex("__vdso_getcpu")
        editor.write(editor.read(place, size: 2) | 0x8000, at: place, size: 2)
        let image = try VDSOImage(bytes: editor.bytes)
        for way in image.lookupWays {
            #expect(image.lookup("__vdso_getcpu", by: way) == nil)
            #expect(image.lookup("__vdso_getcpu", version: "LINUX_2.6", by: way)?.fullName == "__vdso_getcpu@LINUX_2.6")
        }
    }
}
