import Foundation
import Reporting
import Results
import Testing

@Suite("JSON") struct JSONReportTests {
    @Test func holdsTheReportAndWhatFollowsFromIt() throws {
        let report = Samples.report(Samples.target(Samples.everyOutcome))
        let data = try JSONReport(report).document()
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(object["schema"] as? Int == JSONReport.schema)
        #expect(object["exitStatus"] as? Int == 1)
        #expect((object["counts"] as? [String: Int])?["failed"] == 1)
        let again = try JSONDecoder().decode(Report.self, from: data)
        #expect(again.targets.first?.results == Samples.everyOutcome)
        #expect(again.targets.first?.secondsByArea == [.agreement: 1.25])
    }

    @Test("is as docs/report.schema.json says", arguments: HTMLReportTests.shapes.indices)
    func isValid(shape: Int) throws {
        let (name, report) = HTMLReportTests.shapes[shape]
        let document = try JSONSerialization.jsonObject(with: try JSONReport(report).document())
        #expect(try JSONSchema().complaints(about: document) == [], "\(name)")
    }

    @Test("the schema is really applied") func schemaRefuses() throws {
        let data = try JSONReport(Samples.report(HTMLReportTests.fast)).document()
        let good = String(decoding: data, as: UTF8.self)
        for (from, to) in [
            ("\"label\"", "\"lable\""), ("\"passed\"", "\"past\""), ("\"exitStatus\" : 1", "\"exitStatus\" : 7"),
            ("\"isRequired\" : false", "\"isRequired\" : \"no\""), ("\"single-call\"", "\"singles\""),
        ] {
            #expect(good.contains(from))
            let document = try JSONSerialization.jsonObject(with: Data(good.replacing(from, with: to).utf8))
            #expect(try !JSONSchema().complaints(about: document).isEmpty, "\(to)")
        }
    }

    @Test func keysAreSortedAndTheLastLineEnds() throws {
        let text = String(decoding: try JSONReport(Samples.report()).document(), as: UTF8.self)
        let keys = ["\"counts\"", "\"exitStatus\"", "\"schema\"", "\"suiteVersion\"", "\"targets\""]
        let positions = keys.compactMap { text.firstRange(of: $0)?.lowerBound }
        #expect(positions.count == keys.count)
        #expect(positions == positions.sorted())
        #expect(text.hasSuffix("}\n"))
    }

    @Test("values that JSON cannot hold do not end the run") func nonFinite() throws {
        var target = Samples.target(Samples.hostileTexts.map { Samples.result(.failed, $0, observed: $0) })
        target.seconds = .nan
        target.startedAt = .infinity
        let data = try JSONReport(Samples.report(target)).document()
        #expect(try JSONSerialization.jsonObject(with: data) is [String: Any])
    }
}
