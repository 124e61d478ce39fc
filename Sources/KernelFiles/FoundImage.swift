public import VDSOImage

/// One vDSO image, and where it was found.
public struct FoundImage: Sendable, Hashable {
    /// The image.
    public var image: VDSOImage
    /// The file that was searched, or one of a folder's.
    public var path: String
    /// The way from the file to the image, in words: `boot/vmlinuz-6.1`, `xz at 0x3f80`, `offset 0xc00000`. Empty for a
    /// file that is the image itself.
    public var steps: [String]
    /// `LINUX_VERSION_CODE` of the kernel that it belongs to: of its own note, or where that cannot be true, of another
    /// image's of the same kernel.
    public var versionCode: UInt32?
    /// The configuration of the kernel that it belongs to, as `.config` has it; nil if there is none near it.
    public var configuration: Configuration?

    init(_ image: VDSOImage, path: String, steps: [String], configuration: Configuration? = nil) {
        self.image = image
        self.path = path
        self.steps = steps
        self.configuration = configuration
        // Version 1 and below had no vDSO: such a note was read at a wrong place.
        versionCode = image.linuxVersionCode.flatMap { $0 >> 16 >= 2 ? $0 : nil }
    }

    /// A kernel configuration, and where it was found.
    public struct Configuration: Sendable, Hashable {
        /// Lines like `CONFIG_TIME_NS=y`.
        public var text: String
        /// A file, a member of an archive, or the words `IKCONFIG`.
        public var origin: String
    }

    /// Whether the file is the image itself.
    public var isFile: Bool { steps.isEmpty }

    /// Where the image is, in one line: `FILE: boot/vmlinuz-6.1, xz at 0x3f80, offset 0xc00000`.
    public var origin: String { isFile ? path : "\(path): " + steps.joined(separator: ", ") }
}
