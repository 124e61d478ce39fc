/// Why a file cannot be searched for images: one line that begins with the file's name.
public struct KernelFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In words.
    public var description: String

    /// Makes an error with these words.
    public init(_ description: String) { self.description = description }
}
