/// Something that the user must change before anything can be run: exit status 2.
public struct UsageError: Error, Hashable, CustomStringConvertible {
    /// What is wrong and what would be right: one line, or one for each mistake in expectations.
    public var description: String

    /// Makes an error with these words.
    public init(_ description: String) { self.description = description }

    /// Makes an error of another one.
    init(_ error: any Error) { self.init("\(error)") }
}
