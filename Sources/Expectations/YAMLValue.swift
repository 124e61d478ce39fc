/// A value of a YAML file with its place: what the rest of this module sees of YAML.
package struct YAMLValue: Sendable {
    package var location: SourceLocation
    package var content: Content

    package enum Content: Sendable {
        case scalar(String)
        case null
        case list([YAMLValue])
        case mapping([Entry])
    }

    /// A key with its value. Keys of one mapping differ.
    package struct Entry: Sendable {
        package var key: String
        package var location: SourceLocation
        package var value: YAMLValue
    }

    /// What kind of value this is, for an error's text.
    package var kind: String {
        switch content {
        case .scalar: "a text"
        case .null: "nothing"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The items of a list; a value that is none is the only item of its list.
    package var items: [YAMLValue] { if case .list(let items) = content { items } else { [self] } }
}
