import Expectations
import ImageFixtures
import Results
import VDSOImage

@testable import Conformance
@testable import Observations

extension ImageEditor {
    /// The bytes as the reader under test sees them.
    func image() throws -> VDSOImage { try VDSOImage(bytes: bytes) }
}

/// A fixture together with expectations that it keeps.
struct ImageFixture {
    var editor: ImageEditor
    var expectations: ExpectationSet
    var situation = Situation(kernel: KernelVersion(6, 18, 44))
    var observations: ObservationSet?
    var settings = Context.Settings()

    /// Builds a sound one.
    init(_ target: FixtureTarget) async throws {
        editor = try await Fixtures.editor(target)
        if target == .s390x { editor.widenHash() }
        expectations = .fixture(target)
    }

    /// The verdicts of checks.
    func judge(_ checks: [Check] = imageChecks + exportChecks) throws -> [CheckResult] {
        let context = Context(
            expectations: expectations, situation: situation, image: try editor.image(), observations: observations,
            settings: settings)
        return checks.flatMap { $0.judge(context) }
    }

    /// The verdict with a name; nil if there is none.
    func result(_ name: String) throws -> CheckResult? { try judge().first { $0.identifier.name == name } }

    /// Puts a record in the place of those with its property.
    mutating func promise(_ property: String, _ values: String...) {
        expectations.image.removeAll { $0.property == property }
        expectations.image.append(.fixture(property, values))
    }

    /// Takes a record away.
    mutating func unpromise(_ property: String) { expectations.image.removeAll { $0.property == property } }

    /// Changes the record of an export.
    mutating func change(_ symbol: String, _ change: (inout ExportExpectation) -> Void) {
        for index in expectations.exports.indices where expectations.exports[index].symbol == symbol {
            change(&expectations.exports[index])
        }
    }

    /// Pretends that a probe found the same symbols as libelf.
    mutating func observeExports() throws {
        let image = try editor.image()
        var all: [Observation] = [
            .auxv(AuxiliaryValue(type: 33, value: 0x7fff_0000)),
            .kernel(Kernel(sysname: "Linux", release: "6.18.44", version: "#1", machine: "x86_64")),
        ]
        for table in LookupTable.allCases {
            all.append(.table(HashTable(table: table, present: true, entries: UInt64(image.symbols.count))))
            all += image.exports.map { .lookup(Lookup($0, by: table)) }
        }
        observations = ObservationSet(all)
    }

    /// Changes what the pretended probe found of a symbol.
    mutating func changeLookup(_ symbol: String, _ table: LookupTable, _ change: (inout Lookup) -> Void) {
        let all = (observations?.all ?? []).map { observation in
            guard case .lookup(var lookup) = observation, lookup.symbol == symbol, lookup.table == table else {
                return observation
            }
            change(&lookup)
            return Observation.lookup(lookup)
        }
        observations = ObservationSet(all)
    }
}
