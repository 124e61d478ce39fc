/// Something that the user must change before anything can be run: exit status 2.
public struct UsageError: Error, Hashable, CustomStringConvertible {
    /// One line that says what is wrong and what would be right.
    public var description: String

    /// Makes an error of one line.
    public init(_ description: String) { self.description = description }

    /// Makes an error of another one.
    init(_ error: any Error) { self.init("\(error)") }
}
