/// Why bytes could not be read as an image. Every case reads as one line.
public enum VDSOImageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file could not be opened or read; the system's words.
    case unreadable(path: String, message: String)
    /// The file has more bytes than any vDSO could have. Sizes in bytes.
    case tooLarge(size: UInt64, limit: UInt64)
    /// The bytes do not begin with an ELF header.
    case notELF
    /// The ELF header names something that ELF does not know; in words.
    case malformed(String)
    /// The image ends before something that it must hold. Both ends are offsets in bytes.
    case truncated(part: String, end: UInt64, size: UInt64)

    /// One line.
    public var description: String {
        switch self {
        case .unreadable(let path, let message): "cannot read \(path): \(message)"
        case .tooLarge(let size, let limit): "too large for a vDSO image: \(size) bytes, the limit is \(limit)"
        case .notELF: "not an ELF file"
        case .malformed(let what): "malformed ELF file: \(what)"
        case .truncated(let part, let end, let size):
            "truncated: \(part) at \(hexadecimal(end)), the file at \(hexadecimal(size))"
        }
    }
}

/// `0x` and lower-case digits.
func hexadecimal(_ value: some BinaryInteger) -> String { "0x" + String(value, radix: 16) }
