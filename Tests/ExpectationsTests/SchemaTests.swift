import Foundation
import Testing

@testable import Expectations

@Suite("The JSON Schema for editors")
struct SchemaTests {
    let definitions: [String: [String: Any]]

    init() throws {
        let path = ExpectationLoader.defaultDirectory() + "/schema.json"
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    }

    private func properties(_ definition: String) throws -> [String: Any] {
        let definition = try #require(definitions[definition])
        #expect(definition["additionalProperties"] as? Bool == false)
        return try #require(definition["properties"] as? [String: Any])
    }

    @Test(arguments: Section.allCases) func hasTheLoadersKeys(_ section: Section) throws {
        #expect(try properties(section.rawValue).keys.sorted() == section.keys.sorted())
    }

    @Test func hasTheLoadersKeysOutsideOfRecords() throws {
        for (definition, keys) in [
            ("architecture-file", ExpectationFile.Kind.architecture.keys),
            ("part-file", ExpectationFile.Kind.part.keys),
            ("overlay-file", ExpectationFile.Kind.overlay.keys), ("alias", FileKeys.alias),
            ("include-entry", FileKeys.includeEntry), ("identified-by", FileKeys.identification),
        ] {
            #expect(try properties(definition).keys.sorted() == keys.sorted(), "\(definition)")
        }
    }

    @Test func hasTheLoadersWords() throws {
        func words(_ value: Any?) -> [String] { (value as? [String: Any])?["enum"] as? [String] ?? [] }
        #expect(words(definitions["presence"]) == Presence.allCases.map(\.rawValue))
        #expect(words(definitions["action"]) == Action.allCases.map(\.rawValue))
        #expect(words(try properties("clocks")["kind"]) == ClockExpectation.Kind.allCases.map(\.rawValue))
        #expect(words(try properties("known-issues")["shows"]) == KnownIssue.Shows.allCases.map(\.rawValue))
        let flavours = ExpectationSet.Flavour.allCases.map(\.rawValue)
        #expect(words(try properties("architecture-file")["flavour"]) == flavours)
    }

    @Test(arguments: [Section.image, .mapping, .callingConvention]) func hasTheLoadersProperties(_ section: Section)
        throws
    {
        let vocabulary = PropertyVocabulary.properties(of: section)
        let names = (try properties(section.rawValue)["property"] as? [String: Any])?["enum"] as? [String]
        #expect(names?.sorted() == vocabulary.keys.sorted())
        let rules = definitions[section.rawValue]?["allOf"] as? [Any] ?? []
        let described = try String(data: JSONSerialization.data(withJSONObject: rules), encoding: .utf8) ?? ""
        for case (let name, .words(let words)) in vocabulary {
            #expect(described.contains("\"const\":\"\(name)\""), "\(name)")
            #expect(words.allSatisfy { described.contains("\"\($0)\"") }, "\(name)")
        }
    }

    @Test func readmeNamesEveryKeyAndProperty() throws {
        let path = ExpectationLoader.defaultDirectory() + "/README.md"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let keys =
            Section.allCases.flatMap(\.keys) + Section.allCases.map(\.rawValue) + FileKeys.architecture
            + FileKeys.overlay + FileKeys.identification + Action.allCases.map(\.rawValue)
            + [Section.image, .mapping, .callingConvention].flatMap { PropertyVocabulary.properties(of: $0).keys }
        for key in Set(keys) { #expect(text.contains(key), "\(key)") }
    }
}
