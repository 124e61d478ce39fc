/// One entry of the dynamic section.
public struct DynamicTag: Hashable, Sendable, Encodable {
    /// `d_tag`.
    public var tag: Int64
    /// The tag in words without `DT_`: `SONAME`, `GNU_HASH`; a number where it has no name.
    public var name: String
    /// `d_val` or `d_ptr` as it stands in the file.
    public var value: UInt64
    /// The string that the value leads to, for tags whose value is the offset of one.
    public var text: String?
}
