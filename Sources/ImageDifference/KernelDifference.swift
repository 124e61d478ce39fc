public import KernelFiles

/// What changed from one kernel's images to another's. Images are paired by their architecture, in the order in which
/// they lie in the kernel.
public struct KernelDifference: Sendable, Encodable {
    /// What changed in one image.
    public struct Image: Sendable, Encodable {
        /// The architecture.
        public var architecture: String
        /// Where the first one lies; nil if there is none.
        public var before: String?
        /// Where the second one lies; nil if there is none.
        public var after: String?
        /// The changes; empty if the images are the same to every program and every reader.
        public var changes: [Change]
    }

    /// The images of either side.
    public var images: [Image]

    /// Whether a program made for the first kernel could notice the second.
    public var isIncompatible: Bool { images.contains { $0.changes.contains(where: \.isIncompatible) } }

    private enum CodingKeys: String, CodingKey { case images, isIncompatible }

    /// Writes the images and the verdict.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(images, forKey: .images)
        try container.encode(isIncompatible, forKey: .isIncompatible)
    }

    /// Compares the images of two kernels.
    public init(from old: [FoundImage], to new: [FoundImage]) {
        if old.count == 1, new.count == 1 {
            images = [Self.pair(old[0], new[0])]
            return
        }
        func name(_ found: FoundImage) -> String { found.image.architecture ?? found.image.machineName }
        var architectures: [String] = []
        for found in old + new where !architectures.contains(name(found)) { architectures.append(name(found)) }
        images = architectures.flatMap { architecture in
            let before = old.filter { name($0) == architecture }
            let after = new.filter { name($0) == architecture }
            return (0..<max(before.count, after.count)).map { index in
                Self.pair(index < before.count ? before[index] : nil, index < after.count ? after[index] : nil)
            }
        }
    }

    private static func pair(_ old: FoundImage?, _ new: FoundImage?) -> Image {
        let one = new ?? old
        var changes: [Change] = []
        if let old, let new {
            changes = ImageDifference(from: old.image, to: new.image).changes
        } else {
            changes = [
                Change(
                    kind: .architecture, subject: "image", before: old == nil ? nil : "present",
                    after: new == nil ? nil : "present",
                    breaks: new == nil ? "programs of this architecture have no vDSO any more" : nil)
            ]
        }
        return Image(
            architecture: one?.image.architecture ?? one?.image.machineName ?? "unknown", before: old?.origin,
            after: new?.origin, changes: changes)
    }
}
