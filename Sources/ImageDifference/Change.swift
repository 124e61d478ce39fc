/// One thing that is not the same in two images.
public struct Change: Sendable, Hashable, Encodable {
    /// What kind of thing it is.
    public enum Kind: String, Sendable, Encodable, CaseIterable {
        /// The architecture itself.
        case architecture
        /// A dynamic symbol and its version.
        case export
        /// The size of a function's code, in bytes.
        case codeSize = "code-size"
        /// The image's name, segments, tags, tables and notes.
        case property
        /// What unwinders know.
        case unwind
    }

    /// What kind of thing it is.
    public var kind: Kind
    /// The symbol or the property.
    public var subject: String
    /// What the first image has; nil if it has none.
    public var before: String?
    /// What the second image has; nil if it has none.
    public var after: String?
    /// Why a program that worked with the first image may fail with the second; nil if it cannot notice.
    public var breaks: String?

    /// Whether an old program could notice.
    public var isIncompatible: Bool { breaks != nil }
}
