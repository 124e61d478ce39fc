import Foundation
import VDSOImage

/// Finds every vDSO image in a file or folder: in an image's own file, in a kernel, in a compressed kernel, in a package
/// of a distribution, in the folder where a distribution or a build leaves images.
///
/// All that is compressed or archived is read with libarchive; what it unpacks stays in memory.
public struct KernelSearch: Sendable {
    /// What the search may use.
    public var limits = Limits()

    /// Makes a search with limits that suit every kernel known.
    public init() {}

    /// Looks at a file or folder.
    ///
    /// - Parameter path: what people have: an image, `/lib/modules/RELEASE/vdso`, a build tree, `vmlinux`, `vmlinuz`, a
    ///   Debian or RPM package.
    /// - Returns: the images, at least one, with the configuration that lies with them.
    /// - Throws: `KernelFileError`, one line that begins with the path.
    public func images(in path: String) throws(KernelFileError) -> [FoundImage] {
        do {
            let folder = KernelFolder(path: path, limits: limits)
            guard folder.exists else { return try images(inFile: path) }
            let found = try folder.files().flatMap { try images(inFile: $0) }
            guard !found.isEmpty else { throw KernelFileError("\(path): there is no vDSO image and no kernel in it") }
            return found
        } catch let error as KernelFileError {
            throw error
        } catch {
            throw KernelFileError("\(path): \(error)")
        }
    }

    private func images(inFile path: String) throws -> [FoundImage] {
        let bytes = try FileBytes.read(path, limit: limits.size)
        var found: [FoundImage] = []
        var obstacle: String?
        do {
            let visit = Visit(budget: Budget(limits))
            try bytes.withUnsafeBytes { try visit.look(at: $0, steps: []) }
            obstacle = visit.obstacle
            found = visit.found.map {
                FoundImage($0.image, path: path, steps: $0.steps, configuration: visit.configuration)
            }
        } catch let error as KernelFileError {
            throw KernelFileError("\(path): \(error.description)")
        }
        // A sound image of no name is still an image to judge, and a broken one says why it cannot be read.
        if found.isEmpty { found = [try FileBytes.image(bytes, path: path, obstacle: obstacle)] }
        let version = found.lazy.compactMap(\.versionCode).first
        for index in found.indices { found[index].versionCode = found[index].versionCode ?? version }
        if found.allSatisfy({ $0.configuration == nil }), let near = KernelFolder.configuration(near: path) {
            for index in found.indices { found[index].configuration = near }
        }
        return found
    }
}

/// One way through a file, its members, and what is compressed in them.
private final class Visit {
    private(set) var found: [(image: VDSOImage, steps: [String])] = []
    private(set) var configuration: FoundImage.Configuration?
    /// What could be unpacked in part only, without an image in that part, and why.
    private(set) var obstacle: String?
    private let budget: Budget

    init(budget: Budget) { self.budget = budget }

    func look(at data: UnsafeRawBufferPointer, steps: [String]) throws {
        guard steps.count < budget.limits.depth else {
            throw KernelFileError("has more than \(budget.limits.depth) containers in each other: not searched")
        }
        let isELF = data.starts(with: [0x7f, 0x45, 0x4c, 0x46])
        if try isELF || !unpack(data, steps) { try scan(data, steps) }
    }

    /// Looks into the members of an archive, or into a compressed file.
    ///
    /// - Returns: false for something else.
    private func unpack(_ data: UnsafeRawBufferPointer, _ steps: [String]) throws -> Bool {
        let form = try Archive.with(data, budget) { archive in
            try archive.forEach(MemberNames.isWanted) { name, bytes in
                if MemberNames.isConfiguration(name) {
                    configuration = configuration ?? .init(text: String(decoding: bytes, as: UTF8.self), origin: name)
                } else {
                    try bytes.withUnsafeBytes {
                        try look(at: $0, steps: steps + [name.isEmpty ? "decompressed" : name])
                    }
                }
            }
        }
        return form != .plain
    }

    /// Looks for images in a kernel, and where there is none for what is compressed in it.
    private func scan(_ data: UnsafeRawBufferPointer, _ steps: [String]) throws {
        let before = found.count
        var end = 0
        for offset in data.offsets(of: [0x7f, 0x45, 0x4c, 0x46]) where offset >= end {
            guard let image = VDSOImage(embeddedIn: data, at: offset) else { continue }
            let isWhole = offset == 0 && Int(image.size) == data.count
            let isMember = offset == 0 && Int(image.size) >= data.count - 4096
            found.append((image, isWhole || isMember ? steps : steps + ["offset 0x\(String(offset, radix: 16))"]))
            end = offset + Int(image.size)
        }
        // An image that stands alone may lack the headers of its sections: they are for people.
        if end == 0 || before == found.count || found[before].steps != steps, let size = DeclaredSize.of(data),
            size > data.count
        {
            throw KernelFileError("is cut off: by its header it has \(size) bytes, and there are \(data.count)")
        }
        try readConfiguration(of: data)
        if found.count == before { try decompress(data, steps) }
    }

    private func decompress(_ data: UnsafeRawBufferPointer, _ steps: [String]) throws {
        let before = found.count
        for place in Signature.places(in: data, limit: budget.limits.attempts).prefix(budget.limits.attempts) {
            let rest = UnsafeRawBufferPointer(rebasing: data[place.offset...])
            guard let (bytes, problem) = try decompress(rest), bytes.count > 4096 else { continue }
            let step = "\(place.signature.rawValue) at 0x\(String(place.offset, radix: 16))"
            try bytes.withUnsafeBytes { try look(at: $0, steps: steps + [step]) }
            if found.count == before {
                obstacle = obstacle ?? problem.map { "\(step) \($0.description)" }
                continue
            }
            if let problem, place.signature.isCut(problem) { throw KernelFileError("\(step) \(problem.description)") }
            // A kernel has one payload; what follows it is the program that unpacks it.
            return
        }
    }

    /// The decompressed bytes; nil if these only look like the start of compressed data.
    private func decompress(_ data: UnsafeRawBufferPointer) throws -> (bytes: [UInt8], problem: KernelFileError?)? {
        do {
            return try Archive.with(data, budget, onlyCompressed: true) { try $0.decompressed() }
        } catch let error as KernelFileError where !error.isLimit {
            return nil
        }
    }

    /// The configuration that `CONFIG_IKCONFIG=y` puts into the kernel, compressed with gzip between two marks.
    private func readConfiguration(of data: UnsafeRawBufferPointer) throws {
        let marks = data.offsets(of: Array("IKCFG_ST".utf8), limit: budget.limits.attempts)
        for mark in marks where configuration == nil {
            let rest = UnsafeRawBufferPointer(rebasing: data[(mark + 8)...])
            guard rest.starts(with: Signature.gzip.bytes),
                let (bytes, _) = try decompress(rest), bytes.starts(with: Array("#".utf8))
            else { continue }
            configuration = .init(text: String(decoding: bytes, as: UTF8.self), origin: "IKCONFIG")
        }
    }
}

extension Signature {
    /// Whether decompression ended because the data did. That is a broken kernel, in which an image may be missing; other
    /// problems come from what follows the data. lz4's legacy frame has no end, so it cannot tell.
    fileprivate func isCut(_ problem: KernelFileError) -> Bool {
        // The second is liblzma's LZMA_BUF_ERROR.
        let words = problem.description.lowercased()
        return self != .lz4 && ["truncated", "no progress is possible"].contains { words.contains($0) }
    }
}
