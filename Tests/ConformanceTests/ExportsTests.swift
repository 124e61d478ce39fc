import Expectations
import ImageFixtures
import Results
import Testing
import VDSOImage

@testable import Conformance
@testable import Observations

/// A way to break the exports of a sound fixture.
struct ExportDefect: Sendable, CustomTestStringConvertible {
    var name: String
    var observed: String
    var damage: @Sendable (inout ImageFixture) throws -> Void

    init(_ name: String, _ observed: String, damage: @escaping @Sendable (inout ImageFixture) throws -> Void) {
        self.name = name
        self.observed = observed
        self.damage = damage
    }

    var testDescription: String { "\(name): \(observed)" }

    static let all = [
        ExportDefect("__vdso_getcpu.present", "absent") {
            $0.editor[.symbolName, $0.editor.symbol("__vdso_getcpu")] = 0
        },
        ExportDefect("__vdso_getcpu.present", "there, but undefined") {
            $0.editor[.symbolSection, $0.editor.symbol("__vdso_getcpu")] = 0
        },
        ExportDefect("__vdso_getcpu.present", "of visibility HIDDEN") {
            $0.editor[.symbolOther, $0.editor.symbol("__vdso_getcpu")] = 2
        },
        ExportDefect("__vdso_getcpu.present", "__vdso_getcpu@@LINUX_2.6 at 0x") {
            $0.change("__vdso_getcpu") { $0.presence = .forbidden }
        },
        ExportDefect("__vdso_getcpu.version", "LINUX_2.6") {
            $0.change("__vdso_getcpu") { $0.version = "LINUX_2.6.39" }
        },
        ExportDefect("__vdso_getcpu.version", "none") {
            let place = $0.editor.content(".gnu.version") + 2 * $0.editor.symbolIndex("__vdso_getcpu")
            $0.editor.write(1, at: place, size: 2)
        },
        ExportDefect("__vdso_getcpu.version", "LINUX_2.6, hidden") {
            let place = $0.editor.content(".gnu.version") + 2 * $0.editor.symbolIndex("__vdso_getcpu")
            $0.editor.write(0x8002, at: place, size: 2)
        },
        ExportDefect("clock_gettime.binding", "GLOBAL") {
            $0.editor[.symbolInfo, $0.editor.symbol("clock_gettime")] = 0x12
        },
        ExportDefect("__vdso_getcpu.type", "OBJECT") {
            $0.editor[.symbolInfo, $0.editor.symbol("__vdso_getcpu")] = 0x11
        },
        ExportDefect("clock_gettime.alias", "__vdso_clock_gettime: 0x") {
            $0.editor[.symbolValue, $0.editor.symbol("clock_gettime")] += 4
        },
        ExportDefect("clock_gettime.alias", "there is no __vdso_clock_gettime") {
            $0.editor[.symbolName, $0.editor.symbol("__vdso_clock_gettime")] = 0
        },
        ExportDefect("__vdso_getcpu.size", "0 bytes") {
            $0.editor[.symbolSize, $0.editor.symbol("__vdso_getcpu")] = 0
        },
        ExportDefect("__vdso_getcpu.inside", "0x7fff00000000, 17 bytes") {
            $0.editor[.symbolValue, $0.editor.symbol("__vdso_getcpu")] = 0x7fff_0000_0000
        },
        ExportDefect("__vdso_getcpu.inside", "65536 bytes") {
            $0.editor[.symbolSize, $0.editor.symbol("__vdso_getcpu")] = 0x10000
        },
        ExportDefect("__vdso_getcpu.inside", "image of 0x") {
            $0.editor[.segmentFlags, $0.editor.segment(1)] = 4
        },
        ExportDefect("clock_gettime.tables", "gnu: not found") { $0.editor.loseSymbols() },
        ExportDefect("__vdso_getcpu.tables", "sysv: not found") {
            $0.editor.write(0, at: $0.editor.content(".hash"), size: 4)
        },
        ExportDefect("__vdso_getcpu.probe-agrees", "gnu: not found") {
            try $0.observeExports()
            $0.changeLookup("__vdso_getcpu", .gnu) { $0.found = false }
        },
        ExportDefect("__vdso_getcpu.probe-agrees", "sysv: 0x1, ") {
            try $0.observeExports()
            $0.changeLookup("__vdso_getcpu", .sysv) { $0.value = 1 }
        },
        ExportDefect("__vdso_getcpu.probe-agrees", "scan: 0x") {
            try $0.observeExports()
            $0.changeLookup("__vdso_getcpu", .scan) { $0.version = nil }
        },
        ExportDefect("__vdso_getcpu.probe-agrees", "none") {
            try $0.observeExports()
            for table in LookupTable.allCases { $0.changeLookup("__vdso_getcpu", table) { $0.symbol = "another" } }
        },
    ]
}

@Suite("Checks of the exports")
struct ExportsTests {
    @Test("every defect is found and explained", arguments: ExportDefect.all)
    func defects(_ defect: ExportDefect) async throws {
        var fixture = try await ImageFixture(.x64)
        try defect.damage(&fixture)
        let result = try #require(try fixture.result(defect.name))
        #expect(result.outcome == .failed)
        #expect(result.identifier.area == .exports)
        #expect(result.observed.contains(defect.observed), "\(result.observed)")
        #expect(!result.expected.isEmpty && !result.reason.isEmpty)
        #expect(result.location == "fixture.yaml:9")
    }

    @Test("no check is without a defect")
    func complete() {
        let shown = Set(ExportDefect.all.map { $0.name.split(separator: ".").last.map(String.init) })
        for check in exportChecks { #expect(shown.contains(check.property), "\(check.property)") }
    }

    @Test("each export has each property", arguments: FixtureTarget.allCases)
    func identifiers(_ target: FixtureTarget) async throws {
        var fixture = try await ImageFixture(target)
        try fixture.observeExports()
        let names = try fixture.judge(exportChecks).filter { $0.outcome == .passed }.map(\.identifier.name)
        let properties = ["present", "version", "binding", "type", "size", "inside", "tables", "probe-agrees"]
        let expected = ["__vdso_clock_gettime", "clock_gettime", "__vdso_getcpu"].flatMap { symbol in
            properties.map { "\(symbol).\($0)" }
        }
        #expect(names.sorted() == (expected + ["clock_gettime.alias"]).sorted())
    }

    /// Conditions, the presence that is promised, whether the symbol is there, and the verdict.
    static let presences: [(Conditions, Presence, Bool, CheckResult.Outcome?, String?)] = {
        let always = Conditions()
        let later = Conditions(since: KernelVersion(7, 0))
        let earlier = Conditions(until: KernelVersion(6, 0))
        let ruledOut = Conditions(configuration: .isSet("CONFIG_ABSENT"))
        let undecided = Conditions(clocksources: ["tsc"])
        return [
            (always, .required, true, .passed, nil), (always, .required, false, .failed, nil),
            (always, .optional, true, .passed, nil), (always, .optional, false, .skipped, nil),
            (always, .forbidden, true, .failed, nil), (always, .forbidden, false, .passed, nil),
            (later, .required, true, .passed, "earlier than expected: promised from 7.0 on"),
            (later, .required, false, nil, nil), (later, .forbidden, true, nil, nil),
            (earlier, .required, true, .passed, "later than expected: promised until 6.0"),
            (earlier, .required, false, nil, nil),
            (ruledOut, .required, true, .passed, "not expected here: the kernel's configuration lacks CONFIG_ABSENT"),
            (ruledOut, .required, false, nil, nil),
            (undecided, .required, true, .passed, nil), (undecided, .required, false, .skipped, nil),
            (undecided, .forbidden, true, nil, nil),
        ]
    }()

    @Test("what conditions make of a promise", arguments: 0..<presences.count)
    func presence(_ index: Int) async throws {
        let (conditions, presence, isThere, outcome, remark) = Self.presences[index]
        var fixture = try await ImageFixture(.x64)
        fixture.situation.configuration = KernelConfiguration(options: [:])
        fixture.change("__vdso_getcpu") {
            $0.conditions = conditions
            $0.presence = presence
        }
        if !isThere { fixture.editor[.symbolName, fixture.editor.symbol("__vdso_getcpu")] = 0 }
        let result = try fixture.result("__vdso_getcpu.present")
        #expect(result?.outcome == outcome)
        #expect(result?.remarks ?? [] == (remark.map { [$0] } ?? []))
        if outcome == .skipped { #expect(result?.reason.isEmpty == false) }
        // The form of what is there is judged, whoever promises it; what must not be there is not looked at.
        #expect((try fixture.result("__vdso_getcpu.version") != nil) == (isThere && presence != .forbidden))
    }

    @Test("of several records of a symbol the one that holds decides")
    func severalRecords() async throws {
        var fixture = try await ImageFixture(.x64)
        fixture.editor[.symbolName, fixture.editor.symbol("__vdso_getcpu")] = 0
        fixture.change("__vdso_getcpu") { $0.conditions = Conditions(until: KernelVersion(6, 0)) }
        #expect(try fixture.result("__vdso_getcpu.present") == nil)
        fixture.expectations.exports.append(.fixture("getcpu", "__vdso_getcpu"))
        #expect(try fixture.result("__vdso_getcpu.present")?.outcome == .failed)
        #expect(try fixture.judge().filter { $0.identifier.name == "__vdso_getcpu.present" }.count == 1)
    }

    @Test("a typeless trampoline needs no size")
    func typeless() async throws {
        var fixture = try await ImageFixture(.aarch64)
        fixture.editor[.symbolInfo, fixture.editor.symbol("__vdso_getcpu")] = 0x10
        fixture.editor[.symbolSize, fixture.editor.symbol("__vdso_getcpu")] = 0
        fixture.change("__vdso_getcpu") { $0.types = ["FUNC", "NOTYPE"] }
        #expect(try fixture.judge(exportChecks).allSatisfy { $0.outcome == .passed })
    }

    @Test("the Thumb bit does not push a function out of the image")
    func thumb() async throws {
        var fixture = try await ImageFixture(.arm)
        let end = fixture.editor[.segmentFileSize, fixture.editor.segment(1)]
        fixture.editor[.symbolValue, fixture.editor.symbol("__vdso_getcpu")] = end - 4 + 1
        fixture.editor[.symbolSize, fixture.editor.symbol("__vdso_getcpu")] = 4
        #expect(try fixture.result("__vdso_getcpu.inside")?.outcome == .passed)
        fixture.editor[.symbolSize, fixture.editor.symbol("__vdso_getcpu")] = 5
        #expect(try fixture.result("__vdso_getcpu.inside")?.outcome == .failed)
    }

    @Test("a probe that reported no symbols is an error; without a vDSO there is nothing to compare")
    func withoutLookups() async throws {
        var fixture = try await ImageFixture(.x64)
        fixture.observations = ObservationSet([.auxv(AuxiliaryValue(type: 33, value: 0x7fff_0000))])
        #expect(try fixture.result("__vdso_getcpu.probe-agrees")?.outcome == .error)
        fixture.observations = ObservationSet([])
        #expect(try fixture.result("__vdso_getcpu.probe-agrees") == nil)
    }

    @Test("tables that are not there are not compared")
    func absentTables() async throws {
        var fixture = try await ImageFixture(.mips)
        try fixture.observeExports()
        fixture.changeLookup("__vdso_getcpu", .gnu) { $0.found = false }
        #expect(try fixture.result("__vdso_getcpu.probe-agrees")?.outcome == .failed)
        let all = (fixture.observations?.all ?? []).map { observation in
            guard case .table(var table) = observation, table.table == .gnu else { return observation }
            table.present = false
            return Observation.table(table)
        }
        fixture.observations = ObservationSet(all)
        #expect(try fixture.result("__vdso_getcpu.probe-agrees")?.outcome == .passed)
    }
}
