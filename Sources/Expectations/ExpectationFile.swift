/// One file as it is written: its own keys, what it includes, and its records.
struct ExpectationFile {
    var source: SourceFile
    var fields: Fields
    var includes: [Include]
    var records: [Record]

    /// What a file may hold beside sections.
    enum Kind {
        case architecture, part, overlay

        var keys: [String] {
            switch self {
            case .architecture: FileKeys.architecture + FileKeys.include + FileKeys.sections
            case .part: FileKeys.include + FileKeys.sections
            case .overlay: FileKeys.overlay + FileKeys.sections
            }
        }
    }

    /// An entry of `include`: a file, and what it says holds only where these conditions hold too.
    struct Include {
        var file: String
        var conditions: Conditions
        var location: SourceLocation
    }

    /// More than any file needs; keeps the comparison of records with each other short for a hostile one.
    static let maximumRecords = 1000

    /// Reads a file; nil if nothing of it can be used.
    init?(
        _ source: SourceFile, _ kind: Kind, in files: ReadFiles, from place: SourceLocation? = nil,
        outer: Conditions = Conditions(), _ mistakes: Mistakes
    ) {
        guard let root = files.root(of: source, from: place, mistakes),
            let fields = Fields(root, keys: kind.keys, of: "an expectations file", mistakes)
        else { return nil }
        self.source = source
        self.fields = fields
        includes = Self.includes(fields, outer, mistakes)
        records = Section.allCases.flatMap { Self.records($0, fields, outer, mistakes) }
        guard records.count <= Self.maximumRecords else {
            mistakes.add(Mistake(file: source.name, "has more than \(Self.maximumRecords) records"))
            return nil
        }
        let decoder = RecordDecoder(mistakes: mistakes, words: ClocksourceWords(capable: [], incapable: []))
        for record in records { decoder.validate(record) }
    }

    private static func records(
        _ section: Section, _ fields: Fields, _ outer: Conditions, _ mistakes: Mistakes
    ) -> [Record] {
        guard let value = fields[section.rawValue] else { return [] }
        guard case .list(let items) = value.content else {
            mistakes.add(value.location, "\"\(section.rawValue)\" must be a list, not \(value.kind)")
            return []
        }
        return items.flatMap { Record.read($0, section, outer: outer, mistakes) }
    }

    private static func includes(_ fields: Fields, _ outer: Conditions, _ mistakes: Mistakes) -> [Include] {
        guard let value = fields["include"] else { return [] }
        guard case .list(let items) = value.content else {
            mistakes.add(value.location, "\"include\" must be a list, not \(value.kind)")
            return []
        }
        return items.compactMap { item in
            if case .scalar(let file) = item.content {
                return Include(file: file, conditions: outer, location: item.location)
            }
            guard let entry = Fields(item, keys: FileKeys.includeEntry, of: "an entry of \"include\"", mistakes),
                let file = entry.text("file")
            else { return nil }
            return Include(file: file, conditions: entry.conditions().restricted(to: outer), location: item.location)
        }
    }
}
