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
    private var kernel: BootedKernel?

    /// An image to judge.
    struct Sample: Sendable {
        /// Its bytes.
        var image: [UInt8]
        /// The areas whose experiments are run and whose checks are made; nil for all of them.
        var areas: Set<Area>?
    }

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
        kernel = target.guest.map { BootedKernel($0) }
    }

    /// What is judged of an image.
    struct Verdict: Sendable {
        var results: [CheckResult]
        /// Whether a virtual machine emulated its processor.
        var isInEmulatedMachine = false
    }

    /// Processors that the image is tested on.
    var processors: Int { target.guest?.options.processors ?? ProcessInfo.processInfo.activeProcessorCount }

    /// Why the target cannot be used; nil if nothing speaks against it.
    var mismatch: String? { kernel?.mismatch }

    /// The version of the kernel that runs the image, for its Linux note: the probe reports it, and the note must say the
    /// same.
    var versionCode: UInt32 {
        if let code = kernel?.versionCode { return code }
        let version = KernelVersion(ProcessInfo.processInfo.kernelRelease) ?? KernelVersion(6, 12)
        return UInt32(version.major) << 16 | UInt32(version.minor) << 8 | UInt32(min(version.patch, 255))
    }

    /// The verdicts on images: in a machine all of them in one boot, elsewhere one by one.
    ///
    /// - Parameter samples: the images.
    /// - Returns: the verdicts that each image and the calls through it have there.
    /// - Throws: if an image cannot be written or the target cannot be started.
    func judge(_ samples: [Sample]) async throws -> [Verdict] {
        guard target.guest != nil else {
            var verdicts: [Verdict] = []
            for sample in samples { verdicts.append(verdict(on: try await observe(sample), sample.areas)) }
            return verdicts
        }
        let images = samples.map { GuestImage(bytes: $0.image, areas: $0.areas?.map(\.rawValue).sorted()) }
        let observed = try await Targets.observe(
            target, images: images, arguments: effort.arguments, deadline: .seconds(60 + 60 * samples.count))
        return zip(observed, samples).map { verdict(on: $0, $1.areas) }
    }

    private func observe(_ sample: Sample) async throws -> Observed {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vdso-selftest-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "image")
        try Data(sample.image).write(to: file)
        let chosen = sample.areas.map { $0.flatMap { ["--area", $0.rawValue] } } ?? []
        return try await Targets.observe(
            target, arguments: effort.arguments + ["--image", file.path] + chosen, deadline: .seconds(120))
    }

    private func verdict(on observed: Observed, _ areas: Set<Area>?) -> Verdict {
        var subject = Subject(label: target.label, target: target.name.description)
        subject.architecture = target.architecture
        subject.flavour = .linux
        subject.emulator = (target.emulator ?? target.surroundings).map { "qemu-user \($0.version)" }
        if let kernel {
            subject.add(kernel, chosen: nil, path: nil)
            // An image of our own making was not built with its configuration.
            subject.configuration = nil
            subject.emulator = "qemu-system"
        }
        subject.observations = observed.observations
        subject.problem = observed.problem
        subject.standardError = observed.standardError
        subject.image = .init(from: observed.observations)
        var judgement = Judgement(subject: subject, expectations: expectations)
        if let areas { judgement.checks = Catalogue.checks.filter { areas.contains($0.area) } }
        return Verdict(
            results: judgement.report.results, isInEmulatedMachine: observed.acceleration?.isEmulated ?? false)
    }
}

extension ProcessInfo {
    /// `uname -r`.
    var kernelRelease: String {
        (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)) ?? ""
    }
}
