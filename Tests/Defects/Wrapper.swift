import Foundation
import Installation

/// The wrapper images that were built with this package.
public enum Wrapper {
    /// The healthy wrapper, as a kernel of a version would have it.
    ///
    /// - Parameters:
    ///   - architecture: the name that `uname -m` gives there.
    ///   - versionCode: `LINUX_VERSION_CODE` for its Linux note.
    /// - Returns: the bytes, or nil if none was built for the architecture.
    /// - Throws: what Foundation throws for a file that cannot be read.
    public static func healthy(architecture: String, versionCode: UInt32) throws -> [UInt8]? {
        let file = Installation.current.built(by: "Defects").appending(path: "wrapper-\(architecture)")
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        var editor = ImageEditor(Array(try Data(contentsOf: file)))
        editor.set(try editor.linuxNote() + 20, versionCode)
        return editor.bytes
    }
}
