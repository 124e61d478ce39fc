import Foundation

/// The kernel that this process runs on.
public enum RunningKernel {
    /// A kernel configuration, and where it was found.
    public struct Configuration: Sendable, Hashable {
        /// Lines like `CONFIG_TIME_NS=y` and `# CONFIG_X86_X32_ABI is not set`.
        public var text: String
        /// The file it was read from.
        public var path: String
    }

    /// The release, as `uname -r` says it.
    public static var release: String { Machine.uname(\.release) }

    /// The configuration that the running kernel was built with, from the first of `/proc/config.gz`,
    /// `/boot/config-RELEASE` and `/lib/modules/RELEASE/config` that can be read; nil if none can.
    ///
    /// - Parameters:
    ///   - release: the kernel's release, as `uname -r` says it.
    ///   - root: the folder that stands for `/`.
    /// - Returns: the text and its file, or nil.
    public static func configuration(
        release: String = release, root: String = "/"
    ) async -> Configuration? {
        let folder = URL(fileURLWithPath: root, isDirectory: true)
        let compressed = folder.appendingPathComponent("proc/config.gz").path
        if let text = await unpacked(compressed), isConfiguration(text) {
            return Configuration(text: text, path: compressed)
        }
        for name in ["boot/config-\(release)", "lib/modules/\(release)/config"] {
            let path = folder.appendingPathComponent(name).path
            if let text = try? String(contentsOfFile: path, encoding: .utf8), isConfiguration(text) {
                return Configuration(text: text, path: path)
            }
        }
        return nil
    }

    /// The largest configuration of a distribution has some 300 KiB.
    private static let limit = 16 << 20

    private static func unpacked(_ path: String) async -> String? {
        let files = FileManager.default
        guard files.isReadableFile(atPath: path),
            let gzip = ["/usr/bin/gzip", "/bin/gzip"].first(where: files.isExecutableFile)
        else { return nil }
        let child = ChildProcess(
            executable: gzip, arguments: ["-dc", "--", path], deadline: .seconds(20), outputLimit: limit)
        guard let ended = try? await child.run(), case .exited(0) = ended.ending else { return nil }
        return String(decoding: ended.output, as: UTF8.self)
    }

    /// Keeps an empty or foreign file from answering "not set" to every question.
    private static func isConfiguration(_ text: String) -> Bool { text.contains("CONFIG_") }
}
