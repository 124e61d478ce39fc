import Foundation
import Targets
public import VDSOImage

/// An image from a file or from a target's memory, to be looked at.
public struct Inspection: Sendable {
    private var fileOrTarget: String

    /// Names a file, or a target as the user writes it.
    public init(of fileOrTarget: String) { self.fileOrTarget = fileOrTarget }

    /// Reads the image; runs a probe if a target was named.
    ///
    /// - Throws: `UsageError`, one line.
    public func image() async throws(UsageError) -> VDSOImage {
        // A file comes first: `./native` is one, and so is what a shell completed.
        if FileManager.default.fileExists(atPath: fileOrTarget) { return try ImageFile(path: fileOrTarget).image() }
        guard let name = try? TargetName(fileOrTarget) else {
            throw UsageError("\(fileOrTarget): there is no such file, and no such target")
        }
        if case .image(let path) = name { return try ImageFile(path: path).image() }
        let target = await Targets.look(at: name)
        let observed: Observed
        do {
            observed = try await Targets.observe(target)
        } catch {
            throw UsageError(error)
        }
        switch Subject.ImageReading(from: observed.observations) {
        case .read(let image): return image
        case .unreadable(let reason): throw UsageError("\(name): \(observed.problem ?? reason)")
        case .none:
            throw UsageError("\(name): \(observed.problem ?? "the kernel gives programs no vDSO (AT_SYSINFO_EHDR)")")
        }
    }
}
