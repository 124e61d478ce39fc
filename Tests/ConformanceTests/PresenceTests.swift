import Observations
import Results
import Testing

@testable import Conformance
@testable import Expectations

@Suite struct PresenceTests {
    private static let without = MappingSamples.machine
        .replacingOccurrences(of: "\"value\":8192", with: "\"value\":0")
    private static let told = #"{"kind":"environment","name":"kernel.command-line.vdso","value":"0"}"#
    private static let parameter = [MappingSamples.property("auxv.parameter", "vdso")]

    private func outcomes(_ context: Context) -> [String: CheckResult.Outcome] {
        Dictionary(
            uniqueKeysWithValues: presenceChecks.flatMap { $0.judge(context) }.map { ($0.identifier.name, $0.outcome) })
    }

    @Test func presentIsPromised() throws {
        #expect(outcomes(try MappingSamples.context("", Self.parameter)) == ["auxv.present": .passed])
    }

    @Test func absentFailsWithoutAReason() throws {
        let context = try MappingSamples.context("", Self.parameter, machine: Self.without)
        #expect(outcomes(context) == ["auxv.present": .failed])
    }

    @Test func absentIsPromisedWhereTheCommandLineSaysSo() throws {
        let context = try MappingSamples.context(Self.told, Self.parameter, machine: Self.without)
        #expect(outcomes(context) == ["auxv.present": .skipped, "auxv.absent": .passed])
        let rest = (mappingChecks + agreementChecks + namespaceChecks).flatMap { $0.judge(context) }
        #expect(!rest.isEmpty)
        #expect(rest.allSatisfy { $0.outcome == .skipped && $0.reason.contains("vdso=0") })
    }

    /// Architectures without the parameter ignore the word.
    @Test func theCommandLineExcusesNothingElsewhere() throws {
        let context = try MappingSamples.context(Self.told, [], machine: Self.without)
        #expect(outcomes(context) == ["auxv.present": .failed])
    }

    @Test func presentFailsWhereTheCommandLineForbidsIt() throws {
        let context = try MappingSamples.context(Self.told, Self.parameter)
        #expect(outcomes(context)["auxv.absent"] == .failed)
    }

    @Test(arguments: [("# CONFIG_VDSO is not set", CheckResult.Outcome.skipped), ("CONFIG_VDSO=y", .failed)])
    func theConfigurationMayLeaveItOut(text: String, expected: CheckResult.Outcome) throws {
        let promise = MappingSamples.property("auxv", "absent", if: .not(.isSet("CONFIG_VDSO")))
        let context = try MappingSamples.context(
            "", [promise], machine: Self.without, configuration: KernelConfiguration(text: text))
        #expect(outcomes(context)["auxv.present"] == expected)
        #expect(outcomes(context)["auxv.absent"] == (expected == .skipped ? .passed : nil))
    }
}
