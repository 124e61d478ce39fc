import Conformance
import Expectations
import Foundation
import Observations
import Results
import Targets
import VDSOImage

/// Judges images of our own making on one target, as `check --image` would.
struct SelftestBench: Sendable {
    var target: Target
    private var expectations: ExpectationSet
    private var effort: Settings.Effort

    /// nil without promises for the target's architecture.
    init?(target: Target, promises: Promises, effort: Settings.Effort) {
        guard let expectations = promises.set(target.architecture, .linux) else { return nil }
        self.target = target
        self.expectations = expectations
        if target.emulator ?? target.surroundings != nil {
            // The wrapper calls the functions of the emulator's vDSO, with their breaches.
            self.expectations.knownIssues += (promises.set(target.architecture, .qemuUser)?.knownIssues ?? []).filter {
                issue in !expectations.knownIssues.contains { $0.id == issue.id }
            }
        }
        self.effort = effort
    }

    /// The running kernel's version for the Linux note: the probe reports it, and the note must say the same.
    var versionCode: UInt32 {
        let version = KernelVersion(ProcessInfo.processInfo.kernelRelease) ?? KernelVersion(6, 12)
        return UInt32(version.major) << 16 | UInt32(version.minor) << 8 | UInt32(min(version.patch, 255))
    }

    /// The verdicts on an image.
    ///
    /// - Parameters:
    ///   - image: its bytes.
    ///   - areas: the areas whose experiments are run and whose checks are made; nil for all of them.
    /// - Returns: the results that the image and the calls through it have there.
    /// - Throws: if the image cannot be written or the target cannot be started.
    func judge(_ image: [UInt8], areas: Set<Area>?) async throws -> [CheckResult] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vdso-selftest-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "image")
        try Data(image).write(to: file)
        var subject = Subject(label: target.label, target: target.name.description)
        subject.architecture = target.architecture
        subject.flavour = .linux
        subject.emulator = (target.emulator ?? target.surroundings).map { "qemu-user \($0.version)" }
        let chosen = areas.map { $0.flatMap { ["--area", $0.rawValue] } } ?? []
        let arguments = effort.arguments + ["--image", file.path] + chosen
        let observed = try await Targets.observe(target, arguments: arguments, deadline: .seconds(120))
        subject.observations = observed.observations
        subject.problem = observed.problem
        subject.image = .init(from: observed.observations)
        var judgement = Judgement(subject: subject, expectations: expectations)
        if let areas { judgement.checks = Catalogue.checks.filter { areas.contains($0.area) } }
        return judgement.report.results
    }
}

extension ProcessInfo {
    /// `uname -r`.
    var kernelRelease: String {
        (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)) ?? ""
    }
}
