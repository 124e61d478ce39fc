public import Foundation
public import Results

/// A report as JSON: everything that `Report` holds, and beside it the counts and the exit status that follow from it.
public struct JSONReport: Sendable, Encodable {
    /// The schema of the document; grows when a field changes its meaning or goes.
    public static let schema = 1

    private let report: Report

    private enum Key: String, CodingKey { case schema, exitStatus, counts }

    /// Wraps a report.
    public init(_ report: Report) { self.report = report }

    /// Writes the report's fields and those that follow from them into one object, so that `Report` can be read back.
    public func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(Self.schema, forKey: .schema)
        try container.encode(ExitStatus(of: report).rawValue, forKey: .exitStatus)
        try container.encode(report.counts, forKey: .counts)
    }

    /// The whole document, with sorted keys and a newline at its end.
    public func document() throws -> Data { try Self.document(of: self) }

    /// Reads what `document` wrote.
    ///
    /// - Parameter data: the document.
    /// - Returns: the report.
    /// - Throws: `DecodingError`
    public static func decode(_ data: Data) throws -> Report { try decode(Report.self, from: data) }

    /// The same for any value that `document(of:)` wrote.
    public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
        return try decoder.decode(type, from: data)
    }

    /// Any value the way this project writes JSON.
    public static func document(of value: some Encodable) throws -> Data {
        try document(of: value, keys: .useDefaultKeys)
    }

    /// The same with other spellings of keys.
    static func document(
        of value: some Encodable, keys: JSONEncoder.KeyEncodingStrategy
    ) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = keys
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
        return try encoder.encode(value) + Data("\n".utf8)
    }
}
