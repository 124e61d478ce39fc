import Foundation
import ImageFixtures

/// Images in what people keep them in: kernels, archives, packages. Those whose program this machine lacks are left out.
struct Containers {
    /// Kernels, plain and compressed in each way.
    func kernels(_ images: ArraySlice<Seeds.Seed>) throws -> [Seeds.Seed] {
        var all: [Seeds.Seed] = []
        for image in images {
            let kernel = FakeKernel.filler(64) + image.bytes
            all.append(("plain-\(image.name)", kernel))
            for program in ["gzip -9n", "xz --check=crc32", "zstd -q", "lz4 -l", "xz --format=lzma", "bzip2"] {
                guard let packed = try Self.run("\(program) < input", on: kernel) else { continue }
                all.append(("\(program.filter(\.isLetter))-\(image.name)", FakeKernel.filler(64) + packed))
            }
        }
        let configuration = Array(FakeKernel.configuration.utf8)
        if let image = images.first, let packed = try Self.run("gzip -9n < input", on: configuration) {
            all.append(("ikconfig", Array("IKCFG_ST".utf8) + packed + Array("IKCFG_ED".utf8) + image.bytes))
        }
        return all
    }

    /// Archives of an image and a configuration, and Debian packages of those.
    func archives(_ images: ArraySlice<Seeds.Seed>) throws -> [Seeds.Seed] {
        var all: [Seeds.Seed] = []
        let commands = [
            ("tar", "tar -cf - lib"), ("tar-gz", "tar -cf - lib | gzip -9n"), ("tar-xz", "tar -cf - lib | xz"),
            ("cpio", "find lib | cpio -o -H newc"), ("ustar", "tar --format=ustar -cf - lib"),
        ]
        for image in images {
            for (name, command) in commands {
                let tree =
                    "mkdir -p lib/modules/6/vdso && cp input lib/modules/6/vdso/vdso64.so && echo CONFIG_X=y"
                    + " > lib/modules/6/config && "
                guard let archive = try Self.run(tree + command, on: image.bytes) else { continue }
                all.append(("\(name)-\(image.name)", archive))
                all.append(("deb-\(name)-\(image.name)", FakeKernel.package([("data.\(name)", archive)])))
            }
        }
        return all
    }

    /// What a command of the shell writes, in a folder of its own with the file `input`; nil if it fails.
    private static func run(_ command: String, on input: [UInt8]) throws -> [UInt8]? {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vdso-seeds-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(input).write(to: folder.appending(path: "input"))
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "(\(command)) > output 2> /dev/null"]
        process.currentDirectoryURL = folder
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        let output = try Data(contentsOf: folder.appending(path: "output"))
        return output.isEmpty ? nil : Array(output)
    }
}
