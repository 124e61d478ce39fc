import Foundation
import Results
import Testing

@testable import Reporting

@Suite("KCIDB") struct KCIDBReportTests {
    @Test("keeps to what the schema asks for", arguments: HTMLReportTests.shapes.indices) func schema(shape: Int) throws
    {
        let (name, report) = HTMLReportTests.shapes[shape]
        let document = try Self.object(report)
        #expect((document["version"] as? [String: Int]) == ["major": 5, "minor": 3])
        let checkouts = try Self.objects(document, "checkouts")
        let builds = try Self.objects(document, "builds")
        let tests = try Self.objects(document, "tests")
        func ids(_ objects: [[String: Any]]) -> [String] { objects.compactMap { $0["id"] as? String } }
        for (objects, kind) in [(checkouts, "checkout"), (builds, "build"), (tests, "test")] {
            #expect(ids(objects).count == objects.count)
            #expect(ids(objects).allSatisfy { $0.wholeMatch(of: /[a-z0-9_]+:[^\0]*/) != nil }, "\(kind) in \(name)")
        }
        #expect(builds.allSatisfy { ids(checkouts).contains($0["checkout_id"] as? String ?? "") })
        for test in tests {
            #expect(ids(builds).contains(test["build_id"] as? String ?? ""))
            let path = try #require(test["path"] as? String)
            #expect(path.wholeMatch(of: /[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*/) != nil, "\(path)")
            #expect(["PASS", "FAIL", "SKIP", "ERROR", "DONE"].contains(test["status"] as? String ?? ""))
            #expect((test["log_excerpt"] as? String ?? "").count <= 16_384)
        }
        let results = report.targets.flatMap(\.presentedResults)
        #expect(tests.filter { $0["status"] as? String != "DONE" }.count == results.count)
    }

    @Test func measuredValuesAreNumbersWithUnits() throws {
        let tests = try Self.objects(try Self.object(Samples.report(HTMLReportTests.fast)), "tests")
        func number(_ path: String) -> String? {
            let test = tests.first { $0["path"] as? String == path }
            guard let number = test?["number"] as? [String: Any], let value = number["value"] as? Double else {
                return nil
            }
            return "\(test?["status"] ?? "") \(value) \(number["unit"] ?? "")"
        }
        let prefix = "vdso.native-x86_64.performance.clock_gettime.MONOTONIC"
        #expect(number("\(prefix).time") == "DONE 50.0 ns")
        #expect(number("\(prefix).system-call-time") == "DONE 220.0 ns")
        #expect(number("\(prefix).instructions") == "DONE 61.0 instructions")
        #expect(number("\(prefix).throughput") == "DONE 39500000.0 calls/s")
    }

    @Test func aKnownIssueIsAFailureWithItsIncident() throws {
        let document = try Self.object(Samples.report(Samples.target(Samples.everyOutcome)))
        let test = try #require(
            try Self.objects(document, "tests").first { ($0["path"] as? String)?.hasSuffix("dynamic-tags") == true })
        #expect(test["status"] as? String == "FAIL")
        let incident = try #require(try Self.objects(document, "incidents").first)
        #expect(incident["test_id"] as? String == test["id"] as? String)
        #expect(incident["issue_id"] as? String == "lab:vdso/L2")
        #expect(try Self.objects(document, "issues").map { $0["id"] as? String } == ["lab:vdso/L2"])
    }

    @Test func aGivenBuildIsReferredTo() throws {
        let report = Samples.report(Samples.target(Samples.everyOutcome))
        let document = try Self.object(report, build: "maestro:1234")
        #expect(try Self.objects(document, "builds").isEmpty)
        #expect(try Self.objects(document, "tests").allSatisfy { $0["build_id"] as? String == "maestro:1234" })
    }

    @Test func originsAreChecked() {
        #expect(KCIDBReport.isOrigin("my_lab2"))
        for text in ["", "My", "a-b", "a:b", "ä"] { #expect(!KCIDBReport.isOrigin(text), "\(text)") }
        #expect(KCIDBReport.isIdentifier("lab:x y"))
        for text in ["", "lab", ":x", "Lab:x"] { #expect(!KCIDBReport.isIdentifier(text), "\(text)") }
    }

    private static func object(_ report: Report, build: String? = nil) throws -> [String: Any] {
        let data = try KCIDBReport(report, origin: "lab", build: build).document()
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private static func objects(_ document: [String: Any], _ name: String) throws -> [[String: Any]] {
        try #require(document[name] as? [[String: Any]])
    }
}
