public import Foundation
public import Results

/// A submission to KCIDB, kernelci.org's database of results, by version 5.3 of its schema (`kcidb_io/schema/v05_03.py`).
///
/// Every result is a test; measured values are tests of their own, which are `DONE` and carry a number with its unit. A
/// known issue is a failed test with an incident that says which issue it is: KCIDB tells regressions by that.
public struct KCIDBReport: Sendable {
    private let report: Report
    private let origin: String
    private let build: String?

    /// Wraps a report.
    ///
    /// - Parameters:
    ///   - report: the run.
    ///   - origin: who submits: lower-case letters, digits and `_`.
    ///   - build: KCIDB's identifier of the tested build; nil to describe the kernel by what is known of it.
    public init(_ report: Report, origin: String, build: String? = nil) {
        self.report = report
        self.origin = origin
        self.build = build
    }

    /// Whether KCIDB takes a text as an origin.
    public static func isOrigin(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(isOriginByte)
    }

    /// Whether KCIDB takes a text as the identifier of a build: `ORIGIN:ANYTHING`.
    public static func isIdentifier(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":") else { return false }
        return isOrigin(String(text[..<colon])) && !text.utf8.contains(0)
    }

    private static func isOriginByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// The whole document.
    ///
    /// - Returns: JSON.
    /// - Throws: what the encoder throws.
    public func document() throws -> Data {
        var submission = KCIDBSubmission()
        for target in report.targets {
            let place = Place(
                build: build ?? "\(origin):\(Self.kernelName(target))-\(target.architecture)",
                prefix: "\(origin):vdso/\(target.environment("host.name") ?? "localhost")/"
                    + "\(JUnitReport.timestamp(target.startedAt))/\(target.label)")
            if build == nil { add(build: place.build, of: target, to: &submission) }
            for result in target.presentedResults { add(result, of: target, place, to: &submission) }
            for speed in target.speeds ?? [] { add(speed, of: target, place, to: &submission) }
        }
        return try JSONReport.document(of: submission, keys: .convertToSnakeCase)
    }

    /// What the tests of one target have in common.
    private struct Place {
        var build: String
        var prefix: String
    }

    private static func kernelName(_ target: TargetReport) -> String {
        KCIDBSubmission.text(
            target.environment("kernel.release") ?? target.environment("image.kernel") ?? "unknown", limit: 200)
    }

    private func add(build: String, of target: TargetReport, to submission: inout KCIDBSubmission) {
        guard !submission.builds.contains(where: { $0.id == build }) else { return }
        let checkout = "\(origin):\(Self.kernelName(target))"
        if !submission.checkouts.contains(where: { $0.id == checkout }) {
            submission.checkouts.append(
                .init(id: checkout, origin: origin, comment: "Linux \(Self.kernelName(target))"))
        }
        submission.builds.append(
            .init(
                id: build, origin: origin, checkoutID: checkout,
                architecture: String(
                    decoding: target.architecture.lowercased().utf8.filter(Self.isOriginByte), as: UTF8.self),
                comment: KCIDBSubmission.text(target.environment("kernel.version") ?? "", limit: 500)))
    }

    private func test(_ name: String, status: String, of target: TargetReport, _ place: Place) -> KCIDBSubmission.Test {
        KCIDBSubmission.Test(
            id: KCIDBSubmission.text("\(place.prefix)/\(name)", limit: 1000), origin: origin, buildID: place.build,
            path: KCIDBSubmission.path(
                ["vdso", target.label] + name.split(separator: "/").dropFirst().map(String.init)),
            status: status, startTime: "\(JUnitReport.timestamp(target.startedAt))+00:00",
            environment: .init(
                comment: KCIDBSubmission.text(target.environment("host.name") ?? "", limit: 200),
                misc: Dictionary(
                    (target.environment + [.init("vdso-conformance", report.suiteVersion)]).map {
                        (KCIDBSubmission.text($0.name, limit: 200), KCIDBSubmission.text($0.value, limit: 1000))
                    }
                ) { first, _ in first }))
    }

    private func add(
        _ result: CheckResult, of target: TargetReport, _ place: Place, to submission: inout KCIDBSubmission
    ) {
        let status =
            switch result.outcome {
            case .passed: "PASS"
            case .failed, .knownIssue: "FAIL"
            case .skipped: "SKIP"
            case .error: "ERROR"
            }
        var test = test(result.identifier.description, status: status, of: target, place)
        test.comment = KCIDBSubmission.text(result.headline, limit: 1000)
        if result.outcome != .passed { test.logExcerpt = KCIDBSubmission.text(result.explanation, limit: 15_000) }
        submission.tests.append(test)
        guard result.outcome == .knownIssue else { return }
        // The reason begins with the issue's name in the expectations.
        let name = result.reason.split(separator: ":").first.map(String.init) ?? "unnamed"
        let issue = "\(origin):vdso/\(KCIDBSubmission.text(name, limit: 100))"
        if !submission.issues.contains(where: { $0.id == issue }) {
            submission.issues.append(
                .init(
                    id: issue, version: 1, origin: origin, culprit: .init(code: true, tool: false, harness: false),
                    comment: KCIDBSubmission.text(result.reason, limit: 1000),
                    reportSubject: KCIDBSubmission.text(result.reference ?? "", limit: 500)))
        }
        submission.incidents.append(
            .init(
                id: KCIDBSubmission.text("\(test.id)/\(name)", limit: 1200), origin: origin, issueID: issue,
                issueVersion: 1, testID: test.id, present: true))
    }

    private func add(
        _ speed: CallSpeed, of target: TargetReport, _ place: Place, to submission: inout KCIDBSubmission
    ) {
        let threads = speed.throughput.max { $0.threads < $1.threads }
        let numbers: [(String, Double?, String)] = [
            ("time", speed.vdso?.quantile(0.5), "ns"), ("system-call-time", speed.system?.quantile(0.5), "ns"),
            ("instructions", speed.instructions.map { Double($0.least) }, "instructions"),
            ("throughput", threads.map { $0.millionsPerSecond * 1_000_000 }, "calls/s"),
        ]
        for (word, value, unit) in numbers {
            guard let value, value.isFinite else { continue }
            let name = "\(target.architecture)/\(Area.performance.rawValue)/\(speed.name).\(word)"
            var test = test(name, status: "DONE", of: target, place)
            test.number = .init(value: value, unit: unit)
            submission.tests.append(test)
        }
    }
}
