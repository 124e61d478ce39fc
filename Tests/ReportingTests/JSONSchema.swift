import Foundation

/// As much of JSON Schema as `docs/report.schema.json` uses; a word that is not known is an error.
struct JSONSchema {
    private let definitions: [String: Any]
    private let root: [String: Any]

    /// Reads the project's own schema.
    init() throws {
        // Tests/ReportingTests/JSONSchema.swift
        let package = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let data = try Data(contentsOf: package.appending(path: "docs/report.schema.json"))
        root = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
        definitions = root["$defs"] as? [String: Any] ?? [:]
    }

    /// What is wrong with a document, each with its place; empty if it is valid.
    func complaints(about document: Any) -> [String] { complaints(document, root, at: "") }

    private func complaints(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
        var complaints: [String] = []
        for (word, rule) in schema {
            switch word {
            case "$schema", "$defs", "title", "description", "additionalProperties": break
            case "$ref":
                let name = (rule as? String ?? "").replacing("#/$defs/", with: "")
                guard let next = definitions[name] as? [String: Any] else { return ["\(place): no \(name)"] }
                complaints += self.complaints(value, next, at: place)
            case "type":
                let types = rule as? [String] ?? [rule as? String ?? ""]
                if !types.contains(where: { Self.isOf($0, value) }) { complaints.append("\(place): not \(types)") }
            case "enum":
                let values = rule as? [NSObject] ?? []
                if !values.contains(where: { $0 == value as? NSObject }) { complaints.append("\(place): not in enum") }
            case "required":
                let object = value as? [String: Any] ?? [:]
                for name in rule as? [String] ?? [] where object[name] == nil {
                    complaints.append("\(place): no \(name)")
                }
            case "items":
                for (index, item) in (value as? [Any] ?? []).enumerated() {
                    complaints += self.complaints(item, rule as? [String: Any] ?? [:], at: "\(place)[\(index)]")
                }
            case "properties": complaints += properties(value, schema, at: place)
            default: complaints.append("\(place): the schema's word \(word) is not known here")
            }
        }
        return complaints
    }

    private func properties(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
        let known = schema["properties"] as? [String: [String: Any]] ?? [:]
        return (value as? [String: Any] ?? [:]).flatMap { name, value -> [String] in
            guard let rule = known[name] else {
                return schema["additionalProperties"] as? Bool == false ? ["\(place).\(name): not in the schema"] : []
            }
            return complaints(value, rule, at: "\(place).\(name)")
        }
    }

    private static func isOf(_ type: String, _ value: Any) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "boolean": value is Bool
        case "integer": value is Int || value is UInt64
        case "number": value is Double || value is Int
        default: false
        }
    }
}
