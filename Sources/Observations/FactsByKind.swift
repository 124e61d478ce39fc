/// Facts by their type, of which each kind of observation has one of its own; those within a time namespace are left out.
struct FactsByKind: Sendable {
    /// An array of the type.
    private let lists: [ObjectIdentifier: any Sendable]

    init(_ all: [Observation]) {
        var groups: [ObjectIdentifier: [any Codable & Sendable]] = [:]
        for fact in all {
            if case .inside = fact { continue }
            let value = fact.content.value
            groups[ObjectIdentifier(type(of: value)), default: []].append(value)
        }
        lists = groups.mapValues { group -> any Sendable in Self.list(like: group[0], group) }
    }

    /// All of a type, in the order in which they were reported.
    func each<Fact: Sendable>() -> [Fact] { lists[ObjectIdentifier(Fact.self)] as? [Fact] ?? [] }

    /// The first of a type.
    func first<Fact: Sendable>() -> Fact? { (each() as [Fact]).first }

    private static func list<Fact: Sendable>(like _: Fact, _ group: [any Codable & Sendable]) -> any Sendable {
        group.compactMap { $0 as? Fact }
    }
}
