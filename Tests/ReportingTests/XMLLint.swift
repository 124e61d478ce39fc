import Foundation

/// libxml2's validator, the judge of what this project writes.
enum XMLLint {
    /// The schemas that consumers apply.
    static let schemas = ["JUnit.xsd", "junit-10.xsd"]

    /// xmllint is not there.
    struct Missing: Error, CustomStringConvertible {
        var description: String { "these tests need xmllint: install libxml2-utils (scripts/setup does)" }
    }

    /// What xmllint says against a document, or nil if it is well-formed and valid.
    static func complaint(about document: String, schema: String) throws -> String? {
        guard let schemaFile = Bundle.module.url(forResource: schema, withExtension: nil, subdirectory: "Schemas")
        else {
            throw CocoaError(.fileNoSuchFile)
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).xml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(document.utf8).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["xmllint", "--nonet", "--noout", "--schema", schemaFile.path, file.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        if process.terminationStatus == 127 { throw Missing() }
        return process.terminationStatus == 0 ? nil : String(text.prefix(2000))
    }
}
