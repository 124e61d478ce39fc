import Conformance
import Expectations
import Foundation
import KernelFiles
import Observations
import Results
import Targets

/// From targets to verdicts: what is to be done with each, the probes' runs, and what is made again.
extension Session {
    /// The verdicts on targets that share a boot, or on one.
    func judged(
        _ targets: [(Target, FoundImage?)], _ configuration: RunningKernel.Configuration?,
        _ progress: @escaping @Sendable (Progress) -> Void
    ) async throws -> [TargetReport] {
        var work = targets.map { Work(target: $0, step: step(to: $0, $1, configuration)) }
        let observing = work.indices.filter { work[$0].isToObserve }
        do {
            let all = try await observe(observing.map { work[$0].target }, progress)
            for (index, observed) in zip(observing, all) { try await finish(&work[index], observed, progress) }
        } catch let error as TargetError {
            for index in observing {
                if case .observe(let subject) = work[index].step {
                    work[index].step = .report(unavailable(subject, error.reason))
                }
            }
        }
        var reports: [TargetReport] = []
        for one in work {
            switch one.step {
            case .report(let report): reports.append(report)
            case .observe(let subject), .judge(let subject):
                progress(.judging(label: one.target.label))
                reports.append(await repeated(judged(subject), one, progress))
            }
        }
        return reports
    }

    /// A target, and what is to be done with it next.
    private struct Work {
        var target: Target
        var step: Step
        /// As it was before its target was observed; nil if it was not.
        var unobserved: Subject?

        enum Step {
            /// There is nothing to observe or to judge.
            case report(TargetReport)
            case observe(Subject)
            case judge(Subject)
        }

        var isToObserve: Bool { if case .observe = step { true } else { false } }
    }

    private func step(
        to target: Target, _ found: FoundImage?, _ configuration: RunningKernel.Configuration?
    ) -> Work.Step {
        var subject = Subject(label: target.label, target: target.name.description)
        subject.kernelFile = kernelFile
        subject.isRequired = requiredNames.contains(target.name)
        subject.architecture = target.architecture.isEmpty ? nil : target.architecture
        if let found {
            subject.image = .read(found.image)
            subject.imageOrigin = found.origin
            subject.versionCode = found.versionCode
            subject.flavour = settings.flavour
            subject.architecture = promises.architecture(of: found.image, subject.decidedFlavour)
            let near = found.configuration
            subject.configuration = chosenConfiguration ?? near.map { KernelConfiguration(text: $0.text) }
            subject.configurationPath = settings.configuration ?? near?.origin
            return .judge(subject)
        }
        if let reason = target.unavailable { return .report(unavailable(subject, reason)) }
        subject.flavour = settings.chosenImage == nil ? target.flavour : settings.flavour ?? .linux
        if let guest = target.guest {
            let kernel = BootedKernel(guest)
            if let reason = kernel.mismatch { return .report(unavailable(subject, reason)) }
            subject.add(kernel, chosen: chosenConfiguration, path: settings.configuration)
        } else if target.remote != nil {
            subject.configuration = chosenConfiguration
            subject.configurationPath = settings.configuration
        } else {
            subject.configuration = configuration.map { KernelConfiguration(text: $0.text) }
            subject.configurationPath = configuration?.path
            subject.emulator = (target.emulator ?? target.surroundings).map { "qemu-user \($0.version)" }
        }
        // Without promises there is nothing to run for.
        if let reason = promises.absence(for: subject) { return .report(unavailable(subject, reason)) }
        return .observe(subject)
    }

    /// Runs the probes: several in one boot, or one.
    private func observe(
        _ targets: [Target], areas: [String] = [], _ progress: @escaping @Sendable (Progress) -> Void
    ) async throws -> [Observed] {
        guard let first = targets.first else { return [] }
        let label = Self.label(targets)
        progress(.observing(label: label, ProbeProgress(lines: 0)))
        let seconds = first.guest == nil ? 60 : settings.disturbs ? 360 : 180
        let deadline = Duration.seconds(seconds + settings.effort.extraSeconds) * settings.loadFactor
        let onLines: @Sendable (ProbeProgress) -> Void = { progress(.observing(label: label, $0)) }
        if targets.count > 1 {
            return try await Targets.observe(
                together: targets, arguments: probeArguments + areas, deadline: deadline,
                patience: settings.loadFactor, onLines: onLines)
        }
        return [
            try await Targets.observe(
                first, arguments: probeArguments + areas, deadline: deadline, patience: settings.loadFactor,
                onLines: onLines)
        ]
    }

    static func label(_ targets: [Target]) -> String { targets.map(\.label).joined(separator: ", ") }

    /// The verdicts, with those that were errors made again as often as the user allows, each target by itself.
    private func repeated(
        _ report: TargetReport, _ work: Work, _ progress: @escaping @Sendable (Progress) -> Void
    ) async -> TargetReport {
        guard let unobserved = work.unobserved else { return report }
        var repetition = Repetition(of: report)
        for _ in 0..<settings.retries where repetition.isNeeded && !Task.isCancelled {
            // What is known already stays true, whatever comes of a further look.
            guard let observed = try? await observe([work.target], areas: repetition.arguments, progress).first else {
                break
            }
            var subject = unobserved
            subject.add(observed, of: work.target)
            repetition.take(judged(subject))
        }
        return repetition.report
    }

    /// Adds what was observed, and the speed where it is asked for.
    private func finish(
        _ work: inout Work, _ observed: Observed, _ progress: @escaping @Sendable (Progress) -> Void
    ) async throws {
        guard case .observe(var subject) = work.step else { return }
        let target = work.target
        work.unobserved = subject
        subject.add(observed, of: target)
        if let folder = settings.observationsFolder {
            try ObservationFile.store(observed.observations, label: target.label, folder: folder)
        }
        if settings.measuresSpeed, subject.problem == nil { await measureSpeed(of: target, into: &subject, progress) }
        work.step = .judge(subject)
    }

    private var probeArguments: [String] { settings.effort.arguments + commonArguments }

    private var commonArguments: [String] {
        let patience = Int(settings.loadFactor.rounded(.up))
        return (patience > 1 ? ["--patience", "\(patience)"] : [])
            + (settings.chosenImage.map { ["--image", URL(fileURLWithPath: $0).path] } ?? [])
    }

    /// Tails and threads, for reports that show them. No verdict depends on it, and none is lost if it fails.
    private func measureSpeed(
        of target: Target, into subject: inout Subject, _ progress: @escaping @Sendable (Progress) -> Void
    ) async {
        // An emulator translates instructions: its times say little.
        guard target.emulator == nil, !Task.isCancelled else { return }
        let label = target.label
        let seconds = settings.effort == .quick ? 1 : 3
        do {
            let observed = try await Targets.observe(
                target, arguments: ["--bench", "--seconds", "\(seconds)"] + commonArguments,
                deadline: .seconds(60 + 4 * seconds) * settings.loadFactor
            ) { progress(.measuring(label: label, $0)) }
            subject.speed = observed.observations
            subject.speedProblem = observed.problem
        } catch {
            subject.speedProblem = (error as? TargetError)?.reason ?? "\(error)"
        }
    }
}

extension Target {
    /// Whose promises hold on the target; nil to tell by the image's marks.
    fileprivate var flavour: ExpectationSet.Flavour? {
        switch name {
        // Where an emulator runs this process, its vDSO is what programs see.
        case .native: surroundings == nil ? .linux : .qemuUser
        case .native32: .linux
        case .qemuSystem, .ssh: .linux
        case .qemuUser: .qemuUser
        case .image: nil
        }
    }
}
