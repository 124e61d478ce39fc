/// Why a file cannot be searched for images: one line that begins with the file's name.
public struct KernelFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In words.
    public var description: String

    /// Whether a limit was reached: nothing more of this file is looked at.
    var isLimit = false

    /// Makes an error with these words.
    init(_ description: String, isLimit: Bool = false) {
        self.description = description
        self.isLimit = isLimit
    }
}
