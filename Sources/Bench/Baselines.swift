public import Foundation

/// Rows kept under a name, to compare later runs with.
public struct Baselines: Sendable {
    /// The folder with one JSON file a name.
    public var folder: URL

    /// Why a baseline cannot be read or written.
    public struct Failure: Error, Hashable, CustomStringConvertible {
        /// In words, with the file.
        public var description: String
    }

    /// The user's own: `VDSO_BASELINES`, or `vdso-conformance/baselines` below `XDG_DATA_HOME` or `~/.local/share`.
    ///
    /// - Parameter environment: the variables.
    public init(environment: [String: String]) {
        func path(_ name: String) -> URL? {
            environment[name].flatMap { $0.isEmpty ? nil : URL(fileURLWithPath: $0, isDirectory: true) }
        }
        let data =
            path("XDG_DATA_HOME")
            ?? FileManager.default.homeDirectoryForCurrentUser.appending(
                path: ".local/share", directoryHint: .isDirectory)
        folder =
            path("VDSO_BASELINES") ?? data.appending(path: "vdso-conformance/baselines", directoryHint: .isDirectory)
    }

    /// Keeps rows, beside those that were kept under the name in places that these cannot be compared with: a name stands
    /// for a state of the software, on however many machines. Rows of the same place are replaced, whatever the kernel.
    ///
    /// - Parameters:
    ///   - rows: of all targets.
    ///   - name: letters, digits, `.`, `-` and `_`.
    /// - Returns: the file.
    /// - Throws: `Failure`
    @discardableResult
    public func save(_ rows: [BenchRow], as name: String) throws(Failure) -> URL {
        let file = try file(name)
        let kept = FileManager.default.fileExists(atPath: file.path) ? try BenchDocument.read(file) : []
        let others = kept.filter { old in !rows.contains { $0.place.difference(from: old.place) == nil } }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try BenchDocument.encode(others + rows).write(to: file, options: .atomic)
        } catch {
            throw Failure(description: "\(file.path) cannot be written: \(error.localizedDescription)")
        }
        return file
    }

    /// Rows that were kept.
    ///
    /// - Parameter name: as it was saved.
    /// - Returns: the rows of all targets.
    /// - Throws: `Failure`
    public func load(_ name: String) throws(Failure) -> [BenchRow] {
        let file = try file(name)
        guard FileManager.default.fileExists(atPath: file.path) else {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            let known = names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
            throw Failure(
                description: "there is no baseline \"\(name)\" in \(folder.path); "
                    + (known.isEmpty
                        ? "--save-baseline \(name) makes one" : "there are \(known.joined(separator: ", "))"))
        }
        return try BenchDocument.read(file)
    }

    private func file(_ name: String) throws(Failure) -> URL {
        let isGood =
            !name.isEmpty && !name.hasPrefix(".")
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        guard isGood else {
            throw Failure(
                description: "\"\(name)\" is no name of a baseline: letters, digits, '.', '-' and '_' make one")
        }
        return folder.appending(path: "\(name).json")
    }
}

/// Rows as JSON: a list with an object each.
public enum BenchDocument {
    /// The JSON text of rows.
    public static func encode(_ rows: [BenchRow]) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A line each, so that people can read and compare files.
        let lines = try rows.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
        return Data("[\(lines.joined(separator: ",\n"))]\n".utf8)
    }

    /// Reads what `encode` wrote.
    ///
    /// - Parameter file: the file.
    /// - Returns: the rows.
    /// - Throws: `Baselines.Failure`
    public static func read(_ file: URL) throws(Baselines.Failure) -> [BenchRow] {
        do {
            return try JSONDecoder().decode([BenchRow].self, from: try Data(contentsOf: file))
        } catch let error as DecodingError {
            throw Baselines.Failure(description: "\(file.path) holds no rows of bench --json: \(words(error))")
        } catch {
            throw Baselines.Failure(description: "\(file.path) cannot be read: \(error.localizedDescription)")
        }
    }

    /// Rows as comma-separated values with a line of names.
    public static func csv(_ rows: [BenchRow]) -> String {
        let names =
            "target,function,clock,served,instructions,vdso_ns,syscall_ns,ratio,spread,visible_change,stack_bytes,"
            + "code_lines,p50_ns,p99_ns,p999_ns,max_ns"
        let lines = rows.map { row in
            let words: [String?] = [
                row.place.target, row.function, row.clock, row.served.map { "\($0)" },
                row.instructions.map { "\($0)" }, "\(row.vdso)", "\(row.system)", row.ratio.map { "\($0)" },
                "\(row.spread)", row.visible.map { "\($0)" }, row.steps.map { "\($0.stack)" },
                row.steps?.lines.map { "\($0)" }, row.tail.map { "\($0.p50)" }, row.tail.map { "\($0.p99)" },
                row.tail.map { "\($0.p999)" }, row.tail.map { "\($0.greatest)" },
            ]
            return words.map { quoted($0 ?? "") }.joined(separator: ",")
        }
        return ([names] + lines).map { $0 + "\n" }.joined()
    }

    private static func quoted(_ word: String) -> String {
        word.contains { ",\"\n".contains($0) } ? "\"\(word.replacingOccurrences(of: "\"", with: "\"\""))\"" : word
    }

    private static func words(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "the field \"\(key.stringValue)\" is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            context.debugDescription
        @unknown default: "\(error)"
        }
    }
}
