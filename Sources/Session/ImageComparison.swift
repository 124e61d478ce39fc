public import Foundation
import ImageDifference
public import Reporting

/// Two kernels or images, side by side, for people and tools.
public struct ImageComparison: Sendable {
    private var difference: KernelDifference

    /// Reads both.
    ///
    /// - Parameters:
    ///   - old: a file or folder with images.
    ///   - new: another.
    /// - Throws: `UsageError` if one of them holds no image.
    public init(of old: String, and new: String) throws(UsageError) {
        difference = KernelDifference(from: try ImageFile(path: old).images(), to: try ImageFile(path: new).images())
    }

    /// Whether a program made for the first could notice the second.
    public var isIncompatible: Bool { difference.isIncompatible }

    /// The comparison as JSON.
    ///
    /// - Throws: `EncodingError`
    public func json() throws -> Data { try JSONReport.document(of: difference) }

    /// The comparison in lines for people.
    public func text(style: Style) -> String {
        let parts = difference.images.map { image in
            var lines = [
                "\(image.architecture)", "  from  \(image.before ?? "none")", "  to    \(image.after ?? "none")",
            ]
            let all = image.changes
            for kind in Change.Kind.allCases {
                let changes = all.filter { $0.kind == kind }
                if changes.isEmpty { continue }
                lines.append("  \(Self.title(kind))")
                lines += changes.flatMap { Self.lines(of: $0, style) }
            }
            if all.isEmpty { lines.append("  no difference") }
            return lines.joined(separator: "\n")
        }
        let verdict =
            isIncompatible
            ? "incompatible: a program that worked with the first could notice (marked with !)"
            : "compatible: no program that worked with the first could notice"
        return PlainText.visible((parts + [verdict]).joined(separator: "\n\n")) + "\n"
    }

    private static func title(_ kind: Change.Kind) -> String {
        switch kind {
        case .architecture: "image"
        case .export: "exports"
        case .codeSize: "code size in bytes"
        case .property: "properties"
        case .unwind: "unwinding"
        }
    }

    private static func lines(of change: Change, _ style: Style) -> [String] {
        let mark = change.isIncompatible ? "  ! " : "    "
        let what =
            switch (change.before, change.after) {
            case (nil, let after?): "added (\(after))"
            case (let before?, nil): "lost (\(before))"
            case (let before, let after): "\(before ?? "") -> \(after ?? "")"
            }
        var lines = style.wrapped("\(change.subject): \(what)", first: mark)
        if let breaks = change.breaks { lines += style.wrapped(breaks, first: "        ") }
        return lines
    }
}
