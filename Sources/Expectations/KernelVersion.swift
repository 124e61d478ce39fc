/// The version of a kernel: `6.18.44`.
public struct KernelVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The first number.
    public var major: Int
    /// The second number.
    public var minor: Int
    /// The third number; 0 if there is none.
    public var patch: Int

    /// Makes a version.
    public init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads the numbers at the start of a version or release: `6.18`, `6.18.44-fc-v445`.
    public init?(_ text: String) {
        var numbers: [Int] = []
        for part in text.split(separator: ".", maxSplits: 2) {
            let digits = part.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int(digits) else { break }
            numbers.append(number)
            if digits.count < part.count { break }
        }
        guard numbers.count >= 2 else { return nil }
        self.init(numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
    }

    /// Reads a version and nothing else: `MAJOR.MINOR` or `MAJOR.MINOR.PATCH`, each below 65536.
    public init?(exactly text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.allSatisfy { $0.isASCII && $0.isNumber } ? UInt16(part).map(Int.init) : nil
        }
        guard numbers.count == parts.count, (2...3).contains(numbers.count) else { return nil }
        self.init(numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
    }

    /// Reads `LINUX_VERSION_CODE`, as the image's Linux note holds it.
    public init(code: UInt32) {
        self.init(Int(code >> 16), Int(code >> 8 & 0xff), Int(code & 0xff))
    }

    /// `MAJOR.MINOR`, with `.PATCH` where it is not 0.
    public var description: String { patch == 0 ? "\(major).\(minor)" : "\(major).\(minor).\(patch)" }

    /// Orders versions by age.
    public static func < (a: KernelVersion, b: KernelVersion) -> Bool {
        (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
    }
}
