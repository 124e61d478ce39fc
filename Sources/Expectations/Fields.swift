/// Typed access to the keys of one mapping. What is wrong is added to the mistakes.
package struct Fields {
    package var location: SourceLocation
    package var entries: [String: YAMLValue.Entry]
    var mistakes: Mistakes
    /// Whether only some keys are given, to change another record: then nothing is missing.
    var isPartial = false

    /// Takes a mapping apart; nil if it is none.
    package init?(_ value: YAMLValue, keys: [String], of what: String, _ mistakes: Mistakes) {
        guard case .mapping(let entries) = value.content else {
            mistakes.add(value.location, "\(what) must be a mapping, not \(value.kind)")
            return nil
        }
        for entry in entries where !keys.contains(entry.key) {
            let known = keys.joined(separator: ", ")
            mistakes.add(entry.location, "unknown key \"\(entry.key)\"; known keys are \(known)")
        }
        location = value.location
        self.mistakes = mistakes
        self.entries = Dictionary(entries.map { ($0.key, $0) }) { first, _ in first }
    }

    package subscript(_ key: String) -> YAMLValue? { entries[key]?.value }

    /// Adds that a key is missing, if it must be there.
    private func missing(_ key: String) {
        if !isPartial { mistakes.add(location, "the key \"\(key)\" is missing") }
    }

    private func scalar(_ value: YAMLValue, _ key: String) -> String? {
        guard case .scalar(let text) = value.content, !text.isEmpty else {
            mistakes.add(value.location, "\"\(key)\" must be a text, not \(value.kind)")
            return nil
        }
        return text
    }

    /// A text that must be there.
    package func text(_ key: String) -> String? {
        guard let value = self[key] else {
            missing(key)
            return nil
        }
        return scalar(value, key)
    }

    /// A text that may be missing.
    package func text(_ key: String, default fallback: String) -> String {
        self[key].flatMap { scalar($0, key) } ?? fallback
    }

    /// A text or a list of texts; empty if the key is missing.
    package func texts(_ key: String) -> [String] {
        guard let value = self[key] else { return [] }
        guard case .list(let values) = value.content else { return scalar(value, key).map { [$0] } ?? [] }
        let texts = values.compactMap { scalar($0, key) }
        if Set(texts).count < texts.count { mistakes.add(value.location, "\"\(key)\" names something twice") }
        return texts
    }

    /// One word of those that an enumeration has.
    func word<Word: RawRepresentable & CaseIterable>(_ key: String, default fallback: Word? = nil) -> Word?
    where Word.RawValue == String {
        guard let value = self[key] else {
            if fallback == nil { missing(key) }
            return fallback
        }
        guard let text = scalar(value, key) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        mistakes.add(value.location, "\"\(key)\" is one of \(words), not \"\(text)\"")
        return nil
    }

    /// A value that a function reads from the text; `form` says what is right.
    package func parsed<Value>(_ key: String, form: String, _ parse: (String) -> Value?) -> Value? {
        guard let value = self[key], let text = scalar(value, key) else { return nil }
        guard let result = parse(text) else {
            mistakes.add(value.location, "\"\(key)\" must be \(form), not \"\(text)\"")
            return nil
        }
        return result
    }

    /// A value as `parsed` that must be there.
    func required<Value>(_ key: String, form: String, _ parse: (String) -> Value?) -> Value? {
        if self[key] == nil { missing(key) }
        return parsed(key, form: form, parse)
    }

    /// `since`, `until`, `if` and `clocksources`.
    func conditions() -> Conditions {
        let form = "a kernel version such as 6.12 or 6.18.44"
        let conditions = Conditions(
            since: parsed("since", form: form) { KernelVersion(exactly: $0) },
            until: parsed("until", form: form) { KernelVersion(exactly: $0) },
            configuration: configuration(), clocksources: texts("clocksources"))
        if let since = conditions.since, let until = conditions.until, since >= until {
            let place = entries["until"]?.value.location ?? location
            mistakes.add(place, "no kernel is from \(since) and before \(until)")
        }
        return conditions
    }

    private func configuration() -> ConfigurationExpression? {
        guard let value = self["if"], let text = scalar(value, "if") else { return nil }
        do throws(ConfigurationExpression.SyntaxError) {
            return try ConfigurationExpression(text)
        } catch {
            mistakes.add(value.location, "\"if\": \(error)")
            return nil
        }
    }
}
