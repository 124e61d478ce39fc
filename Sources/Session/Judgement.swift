import Conformance
import Expectations
import Results

/// The verdicts on one subject: every check in turn, known issues applied, sorted. Pure, apart from the clock that times
/// the areas.
struct Judgement {
    var subject: Subject
    var expectations: ExpectationSet
    var isStrict = false
    var loadFactor = 1.0
    /// Patterns of the identifiers to report; empty for all.
    var only: [IdentifierPattern] = []
    /// The rules; tests bring their own.
    var checks = Catalogue.checks

    /// Judges.
    var report: TargetReport {
        let clock = ContinuousClock()
        let start = clock.now
        var secondsByArea: [Area: Double] = [:]
        var results: [CheckResult] = []
        let context = context
        for check in checks where isPossible(check) {
            let began = clock.now
            results += check.judge(context)
            secondsByArea[check.area, default: 0] += (clock.now - began) / .seconds(1)
        }
        secondsByArea[.run] = subject.observingSeconds
        results = RunChecks(subject: subject, architecture: expectations.architecture).completed(results)
        results += duplicates(in: results)
        let matched = KnownIssues(
            issues: expectations.knownIssues, situation: subject.situation, isStrict: isStrict
        ).apply(to: results, architecture: expectations.architecture)
        var report = TargetReport(
            label: subject.label, target: subject.target, architecture: expectations.architecture,
            isRequired: subject.isRequired, environment: Facts.environment(of: subject),
            measurements: Facts.measurements(in: subject.observations),
            results: Self.sorted(matched.results.filter(isWanted)), remarks: matched.remarks,
            startedAt: subject.startedAt, secondsByArea: secondsByArea,
            seconds: subject.observingSeconds + (clock.now - start) / .seconds(1))
        let speeds = Speeds(check: subject.observations, bench: subject.speed).rows
        report.speeds = speeds.isEmpty ? nil : speeds
        report.measurements += Facts.measurements(of: speeds)
        if let problem = subject.speedProblem { report.remarks.append("speed was not measured to its end: \(problem)") }
        return report
    }

    private var context: Context {
        Context(
            expectations: expectations, situation: subject.situation, image: subject.image.image,
            observations: subject.observations, settings: .init(isStrict: isStrict, loadFactor: loadFactor),
            isEmulated: subject.emulator != nil && !subject.isMachine,
            kernelFile: subject.decidedFlavour == .linux ? subject.kernelFile : nil)
    }

    /// A file has no behaviour. An image that cannot be read is judged once, by `run/image.readable`.
    private func isPossible(_ check: Check) -> Bool {
        switch check.needs {
        case .image: subject.image.image != nil
        case .observations: subject.observations != nil
        }
    }

    /// What went wrong in the run itself is always reported.
    private func isWanted(_ result: CheckResult) -> Bool {
        if only.isEmpty { return true }
        if result.identifier.area == .run, [.failed, .error].contains(result.outcome) { return true }
        return only.contains { $0.matches(result.identifier.description) }
    }

    /// Identifiers must tell results apart. That they do not is a defect of a check, not of the vDSO.
    private func duplicates(in results: [CheckResult]) -> [CheckResult] {
        let twins = Dictionary(grouping: results, by: \.identifier).filter { $0.value.count > 1 }.keys
        guard !twins.isEmpty else { return [] }
        let names = twins.map(\.description).sorted().joined(separator: ", ")
        return [
            CheckResult(
                Identifier(
                    architecture: expectations.architecture, area: .run, subject: "identifiers", property: "unique"),
                .error, expected: "every identifier names one result", observed: names,
                reason: "this is a defect of vdso-conformance: please report it")
        ]
    }

    /// By area, then by name, digits as numbers: `cpu.2` before `cpu.10`.
    static func sorted(_ results: [CheckResult]) -> [CheckResult] {
        let order = Dictionary(uniqueKeysWithValues: Area.allCases.enumerated().map { ($1, $0) })
        let keyed = results.map { (area: order[$0.identifier.area] ?? 0, name: key($0.identifier.name), result: $0) }
        return keyed.sorted { ($0.area, $0.name) < ($1.area, $1.name) }.map(\.result)
    }

    /// A text that sorts as its original should: every number gets zeros up to a common width.
    private static func key(_ name: String) -> String {
        let (zero, nine) = (UInt8(ascii: "0"), UInt8(ascii: "9"))
        var key: [UInt8] = []
        var rest = Array(name.utf8)[...]
        while !rest.isEmpty {
            let digits = rest.prefix { (zero...nine).contains($0) }
            key += [UInt8](repeating: zero, count: digits.isEmpty ? 0 : max(0, 12 - digits.count)) + digits
            rest = rest.dropFirst(digits.count)
            let others = rest.prefix { !(zero...nine).contains($0) }
            key += others
            rest = rest.dropFirst(others.count)
        }
        return String(decoding: key, as: UTF8.self)
    }
}
