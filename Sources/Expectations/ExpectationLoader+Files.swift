import Foundation

extension ExpectationLoader {
    /// The directory; absolute, without `..`.
    var root: String { URL(fileURLWithPath: directory).standardizedFileURL.path }

    /// How locations name a file of the directory: `Expectations/linux/x86_64.yaml`.
    func short(_ path: String) -> String { "\(URL(fileURLWithPath: root).lastPathComponent)/\(path)" }

    /// The file of an architecture.
    func file(_ architecture: String, _ flavour: ExpectationSet.Flavour) -> SourceFile {
        let path = "\(flavour.rawValue)/\(architecture).yaml"
        return SourceFile(path: "\(root)/\(path)", name: short(path))
    }

    /// Reads the file of an architecture with its head, which must say what its name says.
    func head(
        of source: SourceFile, _ architecture: String, _ flavour: ExpectationSet.Flavour, _ mistakes: Mistakes
    ) -> (file: ExpectationFile, head: FileHead?)? {
        guard let file = ExpectationFile(source, .architecture, in: files, mistakes) else { return nil }
        let head = FileHead(file.fields)
        if let head, head.header.architecture != architecture || head.header.flavour != flavour {
            mistakes.add(
                file.fields.entries["architecture"]?.value.location ?? file.fields.location,
                "says \(head.header.flavour.rawValue)/\(head.header.architecture), but lies at "
                    + "\(flavour.rawValue)/\(architecture).yaml")
        }
        return (file, head)
    }

    /// Reads an overlay; nil if it is for other architectures than `target`, which is `FLAVOUR/ARCHITECTURE`.
    func overlay(_ path: String, _ target: String, _ mistakes: Mistakes) -> ExpectationFile? {
        let source = SourceFile(path: URL(fileURLWithPath: path).standardizedFileURL.path, name: path)
        guard let file = ExpectationFile(source, .overlay, in: files, mistakes) else { return nil }
        _ = file.fields.text("overlay")
        let targets = file.fields.texts("applies-to")
        let place = file.fields["applies-to"]?.location ?? file.fields.location
        if targets.isEmpty { mistakes.add(place, "\"applies-to\" must say which FLAVOUR/ARCHITECTURE it changes") }
        let patterns = targets.compactMap { text in
            let pattern = IdentifierPattern(text)
            if pattern?.parts.count != 2 { mistakes.add(place, "\"\(text)\" is no pattern of FLAVOUR/ARCHITECTURE") }
            return pattern
        }
        return patterns.contains { $0.matches(target) } ? file : nil
    }
}

/// Reads files and what they include.
struct Reading {
    var loader: ExpectationLoader
    var mistakes: Mistakes
    var records = RecordSet()
    /// The files that were read, and where each was asked for.
    private var seen: [SourceFile: SourceLocation] = [:]

    init(loader: ExpectationLoader, mistakes: Mistakes) {
        self.loader = loader
        self.mistakes = mistakes
    }

    /// Takes over what a file includes, then its own records: they may change what it includes.
    mutating func read(_ file: ExpectationFile?, ancestors: [SourceFile]) {
        guard let file else { return }
        for include in file.includes {
            guard let source = source(include, from: file.source, ancestors) else { continue }
            seen[source] = include.location
            let part = ExpectationFile(
                source, .part, in: loader.files, from: include.location, outer: include.conditions, mistakes)
            read(part, ancestors: ancestors + [source])
        }
        // A record that changes another is of no use while mistakes hide the other.
        if mistakes.found.isEmpty { records.apply(file.records, mistakes) }
    }

    /// The included file; nil with a mistake if it may not be included.
    private func source(
        _ include: ExpectationFile.Include, from file: SourceFile, _ ancestors: [SourceFile]
    ) -> SourceFile? {
        let folder = URL(fileURLWithPath: file.path).deletingLastPathComponent()
        let path = URL(fileURLWithPath: include.file, relativeTo: folder).standardizedFileURL.path
        guard path.hasPrefix(loader.root + "/"), !include.file.hasPrefix("/") else {
            mistakes.add(include.location, "\"\(include.file)\" does not lie in \(loader.short(""))")
            return nil
        }
        let source = SourceFile(path: path, name: loader.short(String(path.dropFirst(loader.root.count + 1))))
        if ancestors.contains(source) {
            mistakes.add(include.location, "\(source.name) includes itself")
            return nil
        }
        if let first = seen[source] {
            mistakes.add(include.location, "\(source.name) is included twice; first at \(first)")
            return nil
        }
        guard seen.count < ExpectationLoader.maximumFiles else {
            mistakes.add(include.location, "more than \(ExpectationLoader.maximumFiles) files are included")
            return nil
        }
        return source
    }
}
