public import VDSOImage

/// A file that should hold an image.
public struct ImageFile: Sendable {
    /// The file.
    public var path: String

    /// Names a file.
    public init(path: String) { self.path = path }

    /// Reads the image.
    ///
    /// - Throws: `UsageError`, one line that begins with the file's name.
    public func image() throws(UsageError) -> VDSOImage {
        do {
            return try VDSOImage(path: path)
        } catch .unreadable(_, let message) {
            throw UsageError("\(path): cannot be read: \(message)")
        } catch {
            throw UsageError("\(path): \(error)")
        }
    }
}
