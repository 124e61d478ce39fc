/// Which members of a package are worth reading, by their names.
enum MemberNames {
    /// Whether a member may hold an image: a kernel, an image, a configuration, or a package's inner archive.
    static func isWanted(_ name: String) -> Bool {
        isConfiguration(name) || isKernel(name) || isImage(name) || name.hasPrefix("data.tar")
    }

    /// `boot/config-6.1.0-50-amd64`, `lib/modules/RELEASE/config`
    static func isConfiguration(_ name: String) -> Bool {
        let base = base(name)
        return base == "config" || base == ".config" || base.hasPrefix("config-")
    }

    /// `boot/vmlinuz-6.1.0-50-amd64`, `lib/modules/RELEASE/vmlinuz`, `arch/arm64/boot/Image.gz`
    static func isKernel(_ name: String) -> Bool {
        let base = base(name)
        let compressions = [".gz", ".bz2", ".xz", ".lzma", ".lz4", ".zst", ".efi", ".signed", ".unsigned", ".debug"]
        // Not vmlinux.map, not vmlinuz.hmac; releases have dots of their own.
        let isForeign = [".map", ".hmac", ".sig", ".bin.z", ".lds", ".o", ".h", ".py", ".id", ".a"].contains {
            base.hasSuffix($0)
        }
        if base.hasPrefix("vmlinux") || base.hasPrefix("vmlinuz") { return !isForeign && !base.hasPrefix(".") }
        let names = ["Image", "bzImage", "zImage", "kernel", "image", "bzimage"]
        return names.contains { name in base == name || compressions.contains { base == name + $0 } }
            || base.hasPrefix("Image-") || base.hasPrefix("bzImage-")
    }

    /// `lib/modules/RELEASE/vdso/vdso64.so`, also with `.debug` or `.dbg`.
    static func isImage(_ name: String) -> Bool {
        let base = base(name)
        let isNamed = base.hasPrefix("vdso") || base.hasPrefix("linux-vdso") || base.hasPrefix("linux-gate")
        return isNamed
            && (base.hasSuffix(".so") || base.hasSuffix(".so.dbg") || base.hasSuffix(".so.1")
                || base.hasSuffix(".so.debug"))
    }

    private static func base(_ name: String) -> Substring {
        name.split(separator: "/").last ?? ""
    }
}
