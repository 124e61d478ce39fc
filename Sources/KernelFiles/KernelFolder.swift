import Foundation

/// A folder with images or kernels: of an installed kernel, of a build, or of the project's cache.
struct KernelFolder {
    var path: String
    var limits: Limits

    /// Whether there is such a folder.
    var exists: Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// The files to look into. Images that lie there as files of their own are all there is; else kernels are searched.
    /// Where a build left an image with and without its debug sections, the one without is what the kernel holds.
    func files() throws(KernelFileError) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: path) else {
            throw KernelFileError("\(path): cannot be read")
        }
        var images: [String] = []
        var kernels: [String] = []
        var count = 0
        while let name = walk.nextObject() as? String {
            count += 1
            guard count <= limits.files else {
                throw KernelFileError("\(path): has more than \(limits.files) files: name the folder of the images")
            }
            // A build tree has a hundred thousand sources, none of which is a kernel.
            if walk.level == 1, Self.passedOver.contains(name) { walk.skipDescendants() }
            if MemberNames.isImage(name) {
                images.append(name)
            } else if MemberNames.isKernel(name) {
                kernels.append(name)
            }
        }
        let names = Set(images)
        images.removeAll { name in
            [".dbg", ".debug"].contains { name.hasSuffix($0) && names.contains(String(name.dropLast($0.count))) }
        }
        return (images.isEmpty ? Self.distinct(kernels) : images).sorted().map { "\(path)/\($0)" }
            .filter {
                (try? FileManager.default.attributesOfItem(atPath: $0)[.type] as? FileAttributeType) == .typeRegular
            }
    }

    private static let passedOver: Set<String> = [
        ".git", "Documentation", "block", "certs", "crypto", "drivers", "fs", "include", "io_uring", "ipc", "mm", "net",
        "rust", "samples", "scripts", "security", "sound", "tools", "virt",
    ]

    /// A build leaves one kernel in many forms; the plainest is searched.
    private static func distinct(_ kernels: [String]) -> [String] {
        kernels.contains("vmlinux") ? ["vmlinux"] : kernels.filter { !$0.contains("/compressed/") }
    }

    /// The configuration that belongs to a file: `config-RELEASE` beside `vmlinuz-RELEASE`, `config` beside a kernel,
    /// `config` beside the folder `vdso`, `.config` at the root of the build that the file lies in.
    static func configuration(near path: String) -> FoundImage.Configuration? {
        let file = URL(fileURLWithPath: path)
        var folder = file.deletingLastPathComponent()
        var candidates: [URL] = []
        let name = file.lastPathComponent
        if name.hasPrefix("vmlinu"), let dash = name.firstIndex(of: "-") {
            candidates.append(folder.appendingPathComponent("config" + name[dash...]))
        }
        if MemberNames.isKernel(name) { candidates.append(folder.appendingPathComponent("config")) }
        if folder.lastPathComponent == "vdso" {
            candidates.append(folder.deletingLastPathComponent().appendingPathComponent("config"))
        }
        // arch/powerpc/kernel/vdso/vdso64.so.dbg lies four folders below the root.
        for _ in 0..<6 where folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.appendingPathComponent("arch").path) {
                candidates.append(folder.appendingPathComponent(".config"))
            }
            folder = folder.deletingLastPathComponent()
        }
        for candidate in candidates {
            guard let bytes = try? FileBytes.read(candidate.path, limit: 16 << 20) else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            if text.contains("CONFIG_") { return .init(text: text, origin: candidate.path) }
        }
        return nil
    }
}
