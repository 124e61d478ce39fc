/// One record as it is written, before it is understood: overlays change it key by key.
struct Record {
    var section: Section
    var action: Action
    var location: SourceLocation
    var entries: [String: YAMLValue.Entry]
    /// What the `include` that led here demands in addition.
    var outer: Conditions

    /// Reads an item of a section. A record of several clocks becomes one for each, so that single ones can be changed.
    static func read(_ value: YAMLValue, _ section: Section, outer: Conditions, _ mistakes: Mistakes) -> [Record] {
        guard let fields = Fields(value, keys: section.keys, of: "a record of \(section.rawValue)", mistakes) else {
            return []
        }
        guard let action = fields.word("action", default: Action.add) else { return [] }
        let record = Record(
            section: section, action: action, location: value.location, entries: fields.entries, outer: outer)
        guard section.identityKeys.contains("clocks"), let clocks = fields.entries["clocks"],
            case .list(let values) = clocks.value.content, values.count > 1
        else { return [record] }
        _ = fields.texts("clocks")
        return values.map { clock in
            var single = record
            single.entries["clocks"]?.value = clock
            return single
        }
    }

    /// The keys, to be understood.
    func fields(_ mistakes: Mistakes) -> Fields {
        Fields(location: location, entries: entries, mistakes: mistakes, isPartial: action != .add)
    }

    /// The value of a key that says what this record is about; nil if it is missing or no text.
    private func identity(_ key: String) -> String? {
        switch entries[key]?.value.content {
        case .scalar(let text): text
        case .list(let values): values.first.flatMap { if case .scalar(let text) = $0.content { text } else { nil } }
        default: nil
        }
    }

    /// What this record is about: equal for two records about the same thing.
    var subject: [String?] { section.identityKeys.map(identity) }

    /// What this record is about, in words.
    var words: String { "\(section.noun) \"\(subject.compactMap { $0 }.joined(separator: " "))\"" }

    /// Whether another record is about what this one is about. A change that names no clock is about all clocks.
    func isAbout(_ other: Record) -> Bool {
        section == other.section
            && zip(section.identityKeys, zip(subject, other.subject)).allSatisfy { key, subjects in
                subjects.0 == subjects.1 || (key == "clocks" && subjects.0 == nil)
            }
    }

    /// The keys that say what changes.
    var changes: [String] { entries.keys.filter { $0 != "action" && !section.identityKeys.contains($0) } }

    /// This record with the keys that a change gives. What a change says is written there.
    func changed(by change: Record) -> Record {
        var result = self
        result.location = change.location
        for key in change.changes {
            var entry = change.entries[key]
            if change.action == .extend, let more = entry, let own = entries[key] {
                entry?.value.content = .list(own.value.items + more.value.items)
            }
            result.entries[key] = entry
        }
        return result
    }
}

extension Fields {
    init(location: SourceLocation, entries: [String: YAMLValue.Entry], mistakes: Mistakes, isPartial: Bool) {
        self.location = location
        self.entries = entries
        self.mistakes = mistakes
        self.isPartial = isPartial
    }
}
