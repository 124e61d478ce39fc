import Foundation

/// The wrapper images that were built with this package.
public enum Wrapper {
    /// The healthy wrapper's bytes.
    ///
    /// - Parameter architecture: the name that `uname -m` gives there.
    /// - Returns: nil if none was built for the architecture.
    /// - Throws: what Foundation throws for a file that cannot be read.
    public static func bytes(architecture: String) throws -> [UInt8]? {
        let folder = Bundle.module.resourceURL ?? Bundle.module.bundleURL
        let file = folder.appending(path: "wrapper-\(architecture)")
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return Array(try Data(contentsOf: file))
    }
}
