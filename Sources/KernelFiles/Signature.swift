import Foundation

/// The first bytes of what kernels are compressed with. Kernels carry a program that unpacks them, and the compressed
/// data lies somewhere behind it.
enum Signature: String, CaseIterable {
    case gzip, xz, zstd, lz4, lzma, bzip2

    var bytes: [UInt8] {
        switch self {
        case .gzip: [0x1f, 0x8b, 0x08]
        case .xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]
        case .zstd: [0x28, 0xb5, 0x2f, 0xfd]
        // The legacy frame, which `lz4 -l` writes for kernels.
        case .lz4: [0x02, 0x21, 0x4c, 0x18]
        case .lzma: [0x5d, 0x00, 0x00]
        case .bzip2: [0x42, 0x5a, 0x68]
        }
    }

    /// Where the data may begin, in the order of the file.
    ///
    /// - Parameters:
    ///   - data: the bytes to look in.
    ///   - limit: the most places of one kind.
    /// - Returns: the places and what lies there.
    static func places(in data: UnsafeRawBufferPointer, limit: Int) -> [(offset: Int, signature: Signature)] {
        allCases.flatMap { signature in
            data.offsets(of: signature.bytes, limit: limit).filter { signature.isLikely(in: data, at: $0) }
                .map { (offset: $0, signature: signature) }
        }.sorted { $0.offset < $1.offset }
    }

    /// Looks a little further than the signature, where that is short.
    private func isLikely(in data: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        guard offset + 18 < data.count else { return false }
        switch self {
        // Flags: no reserved bit is set.
        case .gzip: return data[offset + 3] & 0xe0 == 0
        // A dictionary of a power of two, and a size that is unknown (-1) or below 4 GiB.
        case .lzma:
            let sizes = data[(offset + 9)..<(offset + 13)]
            return data[offset + 3] != 0 || data[offset + 4] != 0
                ? sizes.allSatisfy { $0 == 0xff } || sizes.allSatisfy { $0 == 0 } : false
        case .bzip2: return data[offset + 3] >= 0x31 && data[offset + 3] <= 0x39 && data[offset + 4] == 0x31
        case .xz, .zstd, .lz4: return true
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Where a sequence of bytes occurs, ascending.
    func offsets(of pattern: [UInt8], limit: Int = .max) -> [Int] {
        guard let base = baseAddress, let first = pattern.first, count >= pattern.count else { return [] }
        var found: [Int] = []
        var position = 0
        let last = count - pattern.count
        // Each byte is looked at by memchr: kernels have a hundred million.
        while found.count < limit, position <= last,
            let hit = memchr(base + position, Int32(first), last + 1 - position)
        {
            let offset = UnsafeRawPointer(hit) - base
            if memcmp(base + offset, pattern, pattern.count) == 0 { found.append(offset) }
            position = offset + 1
        }
        return found
    }
}
