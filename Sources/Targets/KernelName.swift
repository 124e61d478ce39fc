import Foundation

/// The kernel that machines boot, as the user names it.
public enum KernelName: Sendable, Hashable, CustomStringConvertible {
    /// A file that qemu can boot: `vmlinuz`, `bzImage`, `Image`.
    case file(path: String)
    /// What `scripts/fetch-kernels` gets: DISTRIBUTION/RELEASE[/ARCH[/FLAVOUR]], where the word `ARCH` stands for the
    /// machine's architecture.
    case fetched(place: String)

    private static let scheme = "fetch:"

    /// Reads `FILE` or `fetch:DISTRIBUTION/RELEASE[/ARCH[/FLAVOUR]]`.
    ///
    /// - Throws: `KernelNameError` for a place that cannot be one.
    public init(_ text: String) throws {
        guard text.hasPrefix(Self.scheme) else {
            self = .file(path: URL(fileURLWithPath: text).path)
            return
        }
        let place = String(text.dropFirst(Self.scheme.count))
        let parts = place.split(separator: "/", omittingEmptySubsequences: false)
        let isSound = parts.allSatisfy { part in
            !part.isEmpty && !part.hasPrefix(".") && !part.hasPrefix("-")
                && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        }
        guard (2...4).contains(parts.count), isSound else { throw KernelNameError(text: text) }
        self = .fetched(place: place)
    }

    /// The name as the user writes it.
    public var description: String {
        switch self {
        case .file(let path): path
        case .fetched(let place): Self.scheme + place
        }
    }

    /// The four parts of a place in the cache, for one machine.
    static func place(_ text: String, for machine: GuestMachine) -> String {
        var parts = text.split(separator: "/").map {
            String($0).replacingOccurrences(of: "ARCH", with: machine.debianName)
        }
        if parts.count == 2 { parts.append(machine.debianName) }
        if parts.count == 3 { parts.append(machine.debianFlavour) }
        return parts.joined(separator: "/")
    }
}

/// A kernel that cannot be named so.
public struct KernelNameError: Error, CustomStringConvertible {
    /// What was written.
    public var text: String
    /// One line with examples.
    public var description: String {
        "\"\(text)\" names no kernel; fetch:debian/trixie and fetch:debian/trixie/ARCH/cloud-ARCH do, or a file"
    }
}

/// Why there is no kernel to boot, in words with the remedy.
struct KernelMissing: Error, CustomStringConvertible {
    var description: String
    /// Whether there is no such kernel anywhere, as opposed to one that could not be got.
    var isNowhere = false
}

extension KernelName {
    /// The exit status of `scripts/fetch-kernels` for a kernel that the distribution does not have.
    private static let noSuchKernel: Int32 = 3

    /// A download of a hundred megabytes over a slow line.
    private static let patience = Duration.seconds(1800)

    /// The kernel's file for a machine. What is not in the cache yet is fetched.
    static func find(_ name: KernelName?, for guest: GuestMachine, on machine: Machine) async throws(KernelMissing)
        -> String
    {
        switch name {
        case nil:
            throw KernelMissing(
                description: "no kernel was named: --kernel fetch:debian/trixie gets one, --kernel FILE takes yours "
                    + "(VDSO_KERNEL for swift test)")
        case .file(let path)?:
            guard FileManager.default.isReadableFile(atPath: path) else {
                throw KernelMissing(description: "the kernel \(path) cannot be read")
            }
            return path
        case .fetched(let text)?:
            return try await fetched(place(text, for: guest), on: machine)
        }
    }

    private static func fetched(_ place: String, on machine: Machine) async throws(KernelMissing) -> String {
        guard let cache = machine.cache else {
            throw KernelMissing(description: "there is no cache for kernels: name one in VDSO_CACHE")
        }
        let path = "\(cache)/kernels/\(place)/vmlinuz"
        if FileManager.default.isReadableFile(atPath: path) { return path }
        let command = "\(machine.scripts)/fetch-kernels \(place)"
        guard let script = machine.project.map({ "\($0)/scripts/fetch-kernels" }),
            FileManager.default.isExecutableFile(atPath: script)
        else { throw KernelMissing(description: "\(path) is not there: run \(command)") }
        let variables =
            ["VDSO_CACHE=\(cache)"] + (machine.environment["VDSO_MIRROR"].map { ["VDSO_MIRROR=\($0)"] } ?? [])
        let child = ChildProcess(
            executable: "/usr/bin/env", arguments: variables + [script, place], deadline: patience,
            outputLimit: 1 << 20)
        let ended = try? await child.run()
        guard FileManager.default.isReadableFile(atPath: path) else {
            let words = ended?.standardError.split(separator: "\n").last.map { ": \($0)" } ?? ""
            throw KernelMissing(
                description: "\(command) got no kernel\(words)", isNowhere: ended?.ending == .exited(Self.noSuchKernel))
        }
        return path
    }
}
