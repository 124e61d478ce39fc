import Foundation

/// One file of expectations on disk.
package struct SourceFile: Hashable {
    /// Where it lies; absolute, without `..`.
    package var path: String
    /// How locations name it.
    package var name: String

    /// Names a file.
    package init(path: String, name: String) {
        self.path = path
        self.name = name
    }

    /// Several times the largest shipped file.
    static let maximumSize = 256 * 1024

    /// The text, or nil with a mistake added at the place that asked for the file, if there is one.
    package func text(from place: SourceLocation?, _ mistakes: Mistakes) -> String? {
        func fail(_ problem: String) -> String? {
            mistakes.add(place.map { Mistake($0, "\(name) \(problem)") } ?? Mistake(file: name, problem))
            return nil
        }
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved) else {
            return fail("does not exist or cannot be reached")
        }
        // Reading a pipe or a device could block for ever.
        guard attributes[.type] as? FileAttributeType == .typeRegular else { return fail("is not a regular file") }
        guard let handle = FileHandle(forReadingAtPath: resolved) else { return fail("cannot be read") }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: Self.maximumSize + 1) ?? Data() else {
            return fail("cannot be read")
        }
        guard data.count <= Self.maximumSize else { return fail("is larger than \(Self.maximumSize / 1024) KiB") }
        guard let text = String(validating: data, as: UTF8.self) else {
            mistakes.add(SourceLocation(file: name, line: lineOfDamage(data), column: 1), "is not UTF-8")
            return nil
        }
        return text
    }

    /// The first line that is not UTF-8.
    private func lineOfDamage(_ data: Data) -> Int {
        let repaired = String(decoding: data, as: UTF8.self).utf8
        return zip(data, repaired).prefix { $0 == $1 }.count { $0.0 == UInt8(ascii: "\n") } + 1
    }
}
