/// A section of an expectations file: a list of records of one kind.
enum Section: String, CaseIterable {
    case exports, image, mapping, clocks, served, performance
    case callingConvention = "calling-convention"
    case knownIssues = "known-issues"

    /// The keys of its records; `Expectations/schema.json` holds the same.
    var keys: [String] {
        let own =
            switch self {
            case .exports:
                ["function", "symbol", "version", "binding", "type", "aliases", "presence", "code", "frame"]
            case .image, .mapping, .callingConvention: ["property", "value"]
            case .clocks: ["clock", "id", "kind", "presence", "tolerance"]
            case .served: ["function", "clocks", "presence"]
            case .performance: ["function", "clocks", "maximum-ratio", "maximum-instructions"]
            case .knownIssues: ["id", "matches", "observed", "shows", "flavours", "reason", "reference"]
            }
        return own + ["since", "until", "if", "clocksources"] + (self == .knownIssues ? [] : ["note"]) + ["action"]
    }

    /// What records of this section are called in an error's text.
    var noun: String {
        switch self {
        case .exports: "export"
        case .image: "image property"
        case .mapping: "mapping property"
        case .callingConvention: "calling convention property"
        case .clocks: "clock"
        case .served: "served function"
        case .performance: "bound"
        case .knownIssues: "known issue"
        }
    }

    /// The keys that say which thing a record is about.
    var identityKeys: [String] {
        switch self {
        case .exports: ["symbol"]
        case .image, .mapping, .callingConvention: ["property"]
        case .clocks: ["clock"]
        case .served, .performance: ["function", "clocks"]
        case .knownIssues: ["id"]
        }
    }
}

/// What a record does to the records before it.
enum Action: String, CaseIterable {
    /// Adds itself.
    case add
    /// Changes the given keys in every record about the same thing.
    case change
    /// Adds to the values of every record about the same thing.
    case extend
    /// Removes every record about the same thing.
    case remove
}

/// The keys outside of records; `Expectations/schema.json` holds the same.
enum FileKeys {
    /// What only the file of an architecture has.
    static let architecture = [
        "architecture", "flavour", "machine", "class", "byte-order", "identified-by", "capable-clocksources",
        "incapable-clocksources", "unlisted-exports",
    ]
    /// What only an overlay has.
    static let overlay = ["overlay", "applies-to"]
    static let include = ["include"]
    static let sections = Section.allCases.map(\.rawValue)
    /// The keys of an entry of `include` that is more than a file name.
    static let includeEntry = ["file", "since", "until", "if"]
    /// The keys of an entry of `aliases`.
    static let alias = ["symbol", "binding"]
    /// The keys of `identified-by`.
    static let identification = ["program-headers", "no-program-headers"]
}
