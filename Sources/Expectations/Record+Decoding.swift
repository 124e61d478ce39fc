import Synchronization

/// What the words `capable` and `incapable` stand for in the files of one architecture; nil where it is not said.
struct ClocksourceWords {
    var capable: [String]?
    var incapable: [String]?

    /// Puts the clocksources in the place of the words.
    func resolve(_ conditions: inout Conditions, at location: SourceLocation, _ mistakes: Mistakes) {
        conditions.clocksources = conditions.clocksources.flatMap { name -> [String] in
            guard name == "capable" || name == "incapable" else { return [name] }
            if let names = name == "capable" ? capable : incapable { return names }
            mistakes.add(location, "\"\(name)\" has no meaning without the key \"\(name)-clocksources\"")
            return []
        }
    }
}

/// Understands records. Each function adds what is wrong, and gives nothing where a part is missing.
struct RecordDecoder {
    var mistakes: Mistakes
    var words: ClocksourceWords

    /// When a record holds, with what its `include` demands and with the clocksources in the place of words.
    func conditions(_ record: Record, _ fields: Fields) -> Conditions {
        let own = fields.conditions()
        var conditions = own.restricted(to: record.outer)
        if let since = conditions.since, let until = conditions.until, since >= until, own != conditions {
            mistakes.add(
                record.location, "never holds: its file is included for \(since) and later, or before \(until)")
        }
        words.resolve(&conditions, at: record.location, mistakes)
        return conditions
    }

    func export(_ record: Record) -> [ExportExpectation] {
        let fields = record.fields(mistakes)
        let function = fields.text("function")
        let symbol = fields.text("symbol")
        let version = fields.text("version")
        let binding = fields.word("binding", default: Binding.global)
        let types = self.types(fields)
        let presence = fields.word("presence", default: Presence.required)
        let aliases = aliases(fields)
        let code = fields.parsed("code", form: "bytes in hexadecimal digits", Self.bytes)
        let frame: ExportExpectation.Frame? = fields["frame"] == nil ? nil : fields.word("frame")
        let conditions = conditions(record, fields)
        guard let function, let symbol else { return [] }
        if !symbol.hasSuffix(function) {
            let place = fields.entries["symbol"]?.value.location ?? record.location
            mistakes.add(place, "unknown function \"\(function)\" for the symbol \"\(symbol)\", which ends otherwise")
        }
        guard let version, let binding, let presence else { return [] }
        let export = ExportExpectation(
            function: function, symbol: symbol, version: version, binding: binding.rawValue, types: types,
            presence: presence, conditions: conditions, location: record.location,
            note: fields.text("note", default: ""), code: code, frame: frame)
        return [export]
            + aliases.map { alias in
                var copy = export
                (copy.symbol, copy.binding, copy.location) = (alias.symbol, alias.binding, alias.location)
                copy.aliasOf = symbol
                return copy
            }
    }

    private enum Binding: String, CaseIterable { case global = "GLOBAL", weak = "WEAK" }
    private enum SymbolType: String, CaseIterable { case function = "FUNC", none = "NOTYPE", object = "OBJECT" }

    /// Pairs of digits; nil for anything else.
    static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard !digits.isEmpty, digits.count.isMultiple(of: 2) else { return nil }
        let bytes = stride(from: 0, to: digits.count, by: 2).map { index -> UInt8? in
            let pair = String(decoding: digits[index..<index + 2], as: UTF8.self)
            return pair.allSatisfy(\.isHexDigit) ? UInt8(pair, radix: 16) : nil
        }
        return bytes.contains(nil) ? nil : bytes.compactMap(\.self)
    }

    private func types(_ fields: Fields) -> [String] {
        let types = fields.texts("type")
        for type in types where SymbolType(rawValue: type) == nil {
            let known = SymbolType.allCases.map(\.rawValue).joined(separator: ", ")
            mistakes.add(fields["type"]?.location ?? fields.location, "\"type\" is one of \(known), not \"\(type)\"")
        }
        return types.isEmpty ? [SymbolType.function.rawValue] : types
    }

    private func aliases(_ fields: Fields) -> [(symbol: String, binding: String, location: SourceLocation)] {
        guard let value = fields["aliases"] else { return [] }
        guard case .list(let values) = value.content else {
            mistakes.add(value.location, "\"aliases\" must be a list, not \(value.kind)")
            return []
        }
        return values.compactMap { value in
            guard let alias = Fields(value, keys: FileKeys.alias, of: "an alias", mistakes) else { return nil }
            guard let symbol = alias.text("symbol"), let binding = alias.word("binding", default: Binding.weak) else {
                return nil
            }
            return (symbol, binding.rawValue, value.location)
        }
    }

    func property(_ record: Record) -> PropertyExpectation? {
        let fields = record.fields(mistakes)
        let property = fields.text("property")
        let values = fields.texts("value")
        let conditions = conditions(record, fields)
        guard let property else { return nil }
        let known = PropertyVocabulary.properties(of: record.section)
        guard let vocabulary = known[property] else {
            let place = fields.entries["property"]?.value.location ?? record.location
            let names = known.keys.sorted().joined(separator: ", ")
            mistakes.add(place, "unknown property \"\(property)\"; known properties are \(names)")
            return nil
        }
        let place = fields.entries["value"]?.value.location ?? record.location
        if values.isEmpty, record.action == .add { mistakes.add(place, "\"\(property)\" has no value") }
        if case .words(let words) = vocabulary {
            for value in values where !words.contains(value) {
                mistakes.add(place, "\"\(property)\" is one of \(words.joined(separator: ", ")), not \"\(value)\"")
            }
        }
        return PropertyExpectation(
            property: property, values: values, conditions: conditions, note: fields.text("note", default: ""),
            location: record.location)
    }

    func clock(_ record: Record) -> ClockExpectation? {
        let fields = record.fields(mistakes)
        let clock = fields.text("clock")
        let id = fields.required("id", form: "the number of a clock") { Int32($0) }
        let kind: ClockExpectation.Kind? = fields.word("kind")
        let presence = fields.word("presence", default: Presence.required)
        let tolerance = fields.parsed("tolerance", form: "nanoseconds") { UInt64($0) }
        let conditions = conditions(record, fields)
        guard let clock, let id, let kind, let presence else { return nil }
        return ClockExpectation(
            clock: clock, id: id, kind: kind, presence: presence, tolerance: tolerance ?? 0, conditions: conditions,
            location: record.location, note: fields.text("note", default: ""))
    }

    func served(_ record: Record) -> ServedExpectation? {
        let fields = record.fields(mistakes)
        let function = fields.text("function")
        let clocks = fields.texts("clocks")
        let presence: Presence? = fields.word("presence")
        let conditions = conditions(record, fields)
        guard let function, let presence else { return nil }
        return ServedExpectation(
            function: function, clocks: clocks, presence: presence, conditions: conditions, location: record.location,
            note: fields.text("note", default: ""))
    }

    func performance(_ record: Record) -> PerformanceExpectation? {
        let fields = record.fields(mistakes)
        let function = fields.text("function")
        let clocks = fields.texts("clocks")
        let ratio = fields.parsed("maximum-ratio", form: "a number above 0 and up to 100") { text in
            Double(text).flatMap { $0 > 0 && $0 <= 100 ? $0 : nil }
        }
        let instructions = fields.parsed("maximum-instructions", form: "a whole number from 1 to 4096") { text in
            UInt64(text).flatMap { (1...4096).contains($0) ? $0 : nil }
        }
        if fields["maximum-ratio"] == nil, fields["maximum-instructions"] == nil, record.action == .add {
            mistakes.add(record.location, "the key \"maximum-ratio\" or \"maximum-instructions\" is missing")
        }
        let conditions = conditions(record, fields)
        guard let function, ratio != nil || instructions != nil else { return nil }
        return PerformanceExpectation(
            function: function, clocks: clocks, maximumRatio: ratio, maximumInstructions: instructions,
            conditions: conditions, location: record.location, note: fields.text("note", default: ""))
    }

    /// Gives nothing for an issue of other flavours.
    func knownIssue(_ record: Record, _ flavour: ExpectationSet.Flavour) -> KnownIssue? {
        let fields = record.fields(mistakes)
        let id = fields.text("id")
        let matches = fields.texts("matches")
        let reason = fields.text("reason")
        let reference = fields.text("reference")
        let observed = regularExpression("observed", fields)
        let shows = fields.word("shows", default: KnownIssue.Shows.always)
        let flavours = self.flavours(fields)
        let conditions = conditions(record, fields)
        let place = fields.entries["matches"]?.value.location ?? record.location
        if matches.isEmpty, record.action == .add { mistakes.add(place, "\"matches\" has no pattern") }
        for match in matches where IdentifierPattern(match)?.parts.count ?? 0 < 3 {
            mistakes.add(place, "\"\(match)\" is no pattern of the form ARCH/AREA/NAME, in which * stands for anything")
        }
        guard let id, let reason, let reference, flavours.isEmpty || flavours.contains(flavour) else { return nil }
        return KnownIssue(
            id: id, matches: matches, observed: observed, shows: shows ?? .always, conditions: conditions,
            reason: reason, reference: reference, location: record.location)
    }

    /// A text that is a regular expression; nil if there is none, or none that can be understood.
    private func regularExpression(_ key: String, _ fields: Fields) -> String? {
        guard let value = fields[key], let text = fields.text(key) else { return nil }
        guard RegularExpression.isUnderstood(text) else {
            mistakes.add(value.location, "\"\(key)\" is no regular expression: \"\(text)\"")
            return nil
        }
        return text
    }

    private func flavours(_ fields: Fields) -> [ExpectationSet.Flavour] {
        fields.texts("flavours").compactMap { name in
            if let flavour = ExpectationSet.Flavour(rawValue: name) { return flavour }
            let known = ExpectationSet.Flavour.allCases.map(\.rawValue).joined(separator: ", ")
            mistakes.add(
                fields["flavours"]?.location ?? fields.location, "\"flavours\" is one of \(known), not \"\(name)\"")
            return nil
        }
    }

    /// Understands a record for its mistakes alone.
    func validate(_ record: Record) {
        for key in record.section.identityKeys where key != "clocks" && record.action != .add {
            if record.entries[key] == nil {
                mistakes.add(record.location, "\"\(key)\" must say what to \(record.action.rawValue)")
            }
        }
        for key in record.changes where record.action == .extend && key != "value" && key != "matches" {
            mistakes.add(
                record.entries[key]?.location ?? record.location, "\"\(key)\" cannot be extended, only changed")
        }
        switch record.section {
        case .exports: _ = export(record)
        case .image, .mapping, .callingConvention: _ = property(record)
        case .clocks: _ = clock(record)
        case .served: _ = served(record)
        case .performance: _ = performance(record)
        case .knownIssues: _ = knownIssue(record, .linux)
        }
    }
}

/// Which texts are regular expressions. To find out takes some milliseconds a text, and files that several architectures and
/// flavours include bring theirs each time.
private enum RegularExpression {
    private static let known = Mutex<[String: Bool]>([:])

    static func isUnderstood(_ text: String) -> Bool {
        if let known = known.withLock({ $0[text] }) { return known }
        let isUnderstood = !text.isEmpty && (try? Regex(text)) != nil
        known.withLock { $0[text] = isUnderstood }
        return isUnderstood
    }
}
