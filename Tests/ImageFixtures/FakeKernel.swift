import Foundation

/// Kernels as tests need them: something of which no byte matters, with images in it.
public enum FakeKernel {
    /// What a configuration begins with.
    public static let configuration = "#\n# Automatically generated file; DO NOT EDIT.\n#\nCONFIG_64BIT=y\n"

    /// A kernel with images in it.
    public static func around(_ images: [UInt8]...) -> [UInt8] {
        var bytes = filler(8192)
        for image in images {
            bytes += image
            bytes += [UInt8](repeating: 0, count: 4096 - bytes.count % 4096)
            // A header that leads nowhere, as debuggers and loaders within kernels have them.
            bytes += [0x7f, 0x45, 0x4c, 0x46] + filler(4092)
        }
        return bytes
    }

    /// The same bytes each time, that no compression makes small.
    public static func filler(_ count: Int) -> [UInt8] {
        var state: UInt32 = 1
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
    }

    /// The ar archive that a Debian package is.
    public static func package(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        func field(_ text: String, _ width: Int) -> String {
            text.padding(toLength: width, withPad: " ", startingAt: 0)
        }
        return members.reduce(Array("!<arch>\n".utf8)) { archive, member in
            let header =
                field(member.name, 16) + field("0", 12) + field("0", 6) + field("0", 6) + field("100644", 8)
                + field("\(member.bytes.count)", 10) + "`\n"
            return archive + Array(header.utf8) + member.bytes + (member.bytes.count % 2 == 1 ? [10] : [])
        }
    }
}
