import Foundation
import Observations
import Results

@testable import Conformance
@testable import Expectations
@testable import Session

/// Promises, subjects and results made up for these tests.
enum Samples {
    static let file = SourceLocation(file: "Expectations/linux/test.yaml", line: 7, column: 3)

    static func result(
        _ outcome: CheckResult.Outcome, _ subject: String = "clock_gettime.TAI", _ property: String = "ordered",
        area: Area = .agreement
    ) -> CheckResult {
        CheckResult(
            Identifier(architecture: "x86_64", area: area, subject: subject, property: property), outcome,
            expected: "expected", observed: "observed", reason: "reason")
    }

    static func issue(
        _ matches: String..., conditions: Conditions = Conditions(), id: String = "L1"
    ) -> KnownIssue {
        KnownIssue(
            id: id, matches: matches, observed: nil, conditions: conditions, reason: "broken for long",
            reference: "https://example.org",
            location: file)
    }

    /// An architecture of which only known issues are told. The rest comes from the project's own file, whose form may
    /// grow.
    static func expectations(knownIssues: [KnownIssue] = []) throws -> ExpectationSet {
        var set = try shippedExpectations()
        set.knownIssues = knownIssues
        return set
    }

    static func shippedExpectations() throws -> ExpectationSet {
        try ExpectationLoader(directory: ExpectationLoader.defaultDirectory())
            .load(architecture: "x86_64", flavour: .linux)
    }

    /// A check that gives what it is told to.
    static func check(_ results: CheckResult..., needs: Check.Need = .observations) -> Check {
        Check(area: .agreement, property: "ordered", meaning: "", needs: needs) { _ in results }
    }

    static func observations(_ lines: String...) throws -> ObservationSet {
        try ObservationSet(jsonLines: Data((lines.joined(separator: "\n") + "\n").utf8))
    }

    static let start = #"{"kind":"probe","schema":1,"architecture":"x86_64","pageSize":4096,"chosenImage":false}"#
    static let kernel =
        ##"{"kind":"kernel","sysname":"Linux","release":"6.18.44-test","version":"#1 SMP","machine":"x86_64"}"##
    static let address = #"{"kind":"auxv","type":33,"value":140737353920512}"#
    /// What an experiment reports: the facts are behind.
    static let experiment = #"{"kind":"unobservable","experiment":"performance/time.served","reason":"no seccomp"}"#
    static let end = #"{"kind":"end","lines":2}"#

    static func subject(_ observations: ObservationSet?) -> Subject {
        var subject = Subject(label: "native-x86_64", target: "native")
        subject.architecture = "x86_64"
        subject.flavour = .linux
        subject.observations = observations
        return subject
    }

    /// A folder that is gone when the test ends.
    static func withFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vdso-session-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }
}
