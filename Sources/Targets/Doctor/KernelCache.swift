import Foundation

/// The kernels that `scripts/fetch-kernels` has brought.
struct KernelCache {
    var machine: Machine

    /// Their places: DISTRIBUTION/RELEASE/ARCHITECTURE/FLAVOUR.
    var kernels: [String] {
        guard let folder = machine.cache.map({ URL(fileURLWithPath: $0).appending(path: "kernels") }) else { return [] }
        // Four levels, and nothing of what is being unpacked beside them.
        var places = [""]
        for _ in 0..<4 {
            places = places.flatMap { place in
                let names =
                    (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: place).path)) ?? []
                return names.filter { !$0.hasPrefix(".") }.map { place.isEmpty ? $0 : "\(place)/\($0)" }
            }
        }
        return places.filter {
            FileManager.default.isReadableFile(atPath: folder.appending(path: "\($0)/vmlinuz").path)
        }.sorted()
    }

    /// Whether there are any. Without them kernels of the user's own can still be booted.
    var requirement: Requirement {
        let kernels = kernels
        guard kernels.isEmpty else {
            let shown = kernels.prefix(3).joined(separator: ", ")
            let more = kernels.count > 3 ? " and \(kernels.count - 3) more" : ""
            return .there("kernels", "\(shown)\(more) in \(machine.cache ?? "")/kernels")
        }
        return .missing(
            "kernels", machine.cache.map { "none in \($0)/kernels" } ?? "there is no cache: VDSO_CACHE is not set",
            loss: "qemu-system targets need --kernel FILE, or a network for --kernel fetch:debian/trixie",
            remedy: machine.cache == nil
                ? "name a folder in VDSO_CACHE" : "\(machine.scripts)/fetch-kernels debian/trixie")
    }
}
