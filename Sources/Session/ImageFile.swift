import KernelFiles
public import VDSOImage

/// A file or folder that should hold images: an image itself, a kernel, a package, a build tree.
public struct ImageFile: Sendable {
    /// The file or folder.
    public var path: String

    /// Names a file.
    public init(path: String) { self.path = path }

    /// Finds the images.
    ///
    /// - Returns: at least one.
    /// - Throws: `UsageError`, one line that begins with the file's name.
    func images() throws(UsageError) -> [FoundImage] {
        do {
            return try KernelSearch().images(in: path)
        } catch {
            throw UsageError(error)
        }
    }

    /// Reads the one image.
    ///
    /// - Throws: `UsageError`, one line that begins with the file's name; also if there are several images.
    public func image() throws(UsageError) -> VDSOImage {
        let found = try images()
        guard found.count == 1 else {
            let all = found.map { "\($0.image.architecture ?? $0.image.machineName) (\($0.origin))" }
            throw UsageError("\(path): holds \(found.count) images: \(all.joined(separator: "; "))")
        }
        return found[0].image
    }
}
