import Conformance
import Expectations
import Foundation
import KernelFiles
import Observations
import Reporting
public import Results
import Targets
import VDSOImage

/// One run: the settings and all expectations are validated when it is made, targets are run and judged when it is told.
/// Both front ends, the command line and the suite of `swift test`, use it and hold no rule.
public struct Session: Sendable {
    /// What the user asked for.
    public let settings: Settings
    let promises: Promises
    let only: [IdentifierPattern]
    /// The configuration that the user named; nil for the one that is found with each image.
    private let chosenConfiguration: KernelConfiguration?
    private let kernelFile: [VDSOImage]?
    private let names: [TargetName]
    private let requiredNames: Set<TargetName>
    private let guests: GuestOptions

    /// Validates settings and expectations; runs nothing.
    ///
    /// - Parameter settings: what the user asked for.
    /// - Throws: `UsageError`, whose text says what is wrong, for expectations with file, line and column.
    public init(settings: Settings) throws(UsageError) {
        try self.init(
            settings: settings,
            promises: try Promises(directory: settings.expectations, overlays: settings.overlays))
    }

    /// The same with expectations that were read already.
    init(settings: Settings, promises: Promises) throws(UsageError) {
        self.settings = settings
        self.promises = promises
        only = try Self.patterns(settings.only)
        chosenConfiguration = try settings.configuration.map { path throws(UsageError) in
            try KernelConfiguration(path: path)
        }
        kernelFile = try settings.kernelFile.map { path throws(UsageError) in
            try ImageFile(path: path).images().map(\.image)
        }
        guests = try settings.guestOptions()
        let required = try Self.names(settings.required)
        requiredNames = Set(required)
        var seen: Set<TargetName> = []
        names = (try Self.names(settings.targets) + required).filter { seen.insert($0).inserted }
        if settings.disturbs { try Self.allowDisturbance(of: names) }
    }

    /// Clocks are changed where nobody else lives.
    private static func allowDisturbance(of names: [TargetName]) throws(UsageError) {
        for name in names {
            if case .qemuSystem = name { continue }
            throw UsageError("clocks are disturbed in virtual machines only (qemu-system:ARCH), not on \(name)")
        }
        if names.isEmpty {
            throw UsageError("clocks are disturbed in virtual machines only: name them (--target qemu-system:ARCH)")
        }
    }

    /// Observes and judges all targets: virtual machines side by side as far as this machine's processors allow, before
    /// them the others one by one, so that none disturbs another.
    ///
    /// If the task is cancelled, the report holds what was judged until then and one error result that says what is
    /// missing.
    ///
    /// - Parameter progress: called as the run goes on, from any thread.
    /// - Returns: the verdicts.
    /// - Throws: `UsageError` if a file cannot be read as an image, or observations cannot be stored.
    public func run(progress: @escaping @Sendable (Progress) -> Void = { _ in }) async throws -> Report {
        var report = Report(targets: [], suiteVersion: SuiteVersion.current)
        // Read before the first probe starts: a file that is no image is wrong use.
        let (targets, images) = try Self.withImages(try await resolved())
        let configuration = images.contains(where: { $0 == nil }) ? await RunningKernel.configuration() : nil
        let judged = try await SideBySide(targets: targets, processors: settings.processors).run { indices in
            progress(.beginning(label: Self.label(indices.map { targets[$0] }), done: indices[0], of: targets.count))
            return try await self.judged(indices.map { (targets[$0], images[$0]) }, configuration, progress)
        }
        report.targets = judged
        if Task.isCancelled, !targets.isEmpty {
            let last = max(0, judged.count - 1)
            report.interrupt(at: targets[last], rest: targets[(last + 1)...])
        }
        return report
    }

    /// Judges a stored report of a probe again.
    ///
    /// - Parameter path: a file that `--save-observations` wrote, or that holds what a probe wrote.
    /// - Returns: the verdicts. The kernel's configuration is not known to them.
    /// - Throws: `UsageError` if the file cannot be read.
    public func judge(observationsAt path: String) throws(UsageError) -> Report {
        var subject = try ObservationFile(path: path).subject()
        if let flavour = settings.flavour { subject.flavour = flavour }
        return Report(targets: [judged(subject)], suiteVersion: SuiteVersion.current)
    }

    // MARK: Targets that share a boot, or one

    private func judged(
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

    private static func label(_ targets: [Target]) -> String { targets.map(\.label).joined(separator: ", ") }

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

    private func judged(_ subject: Subject) -> TargetReport {
        guard let architecture = promises.architecture(of: subject),
            let expectations = promises.set(architecture, subject.decidedFlavour)
        else { return unavailable(subject, promises.absence(for: subject) ?? "its architecture is unknown") }
        var report = Judgement(
            subject: subject, expectations: expectations, isStrict: settings.isStrict, loadFactor: settings.loadFactor,
            only: only
        ).report
        report.command = Invocation(settings: settings).words(target: subject.target)
        return report
    }

    private func unavailable(_ subject: Subject, _ reason: String) -> TargetReport {
        TargetReport(
            label: subject.label, target: subject.target,
            architecture: subject.architecture ?? subject.image.image?.architecture ?? "unknown",
            isRequired: subject.isRequired, unavailable: reason, environment: Facts.environment(of: subject),
            startedAt: subject.startedAt)
    }

    // MARK: Settings

    private func resolved() async throws -> [Target] {
        guard !names.isEmpty else { return await Targets.discover(guests: guests) }
        var targets: [Target] = []
        for name in names { targets.append(await Targets.look(at: name, guests: guests)) }
        for index in targets.indices {
            if let label = settings.labels[targets[index].name.description] { targets[index].label = label }
        }
        return targets
    }

    private static func names(_ texts: [String]) throws(UsageError) -> [TargetName] {
        do { return try texts.map { try TargetName($0) } } catch { throw UsageError(error) }
    }

    private static func patterns(_ texts: [String]) throws(UsageError) -> [IdentifierPattern] {
        var patterns: [IdentifierPattern] = []
        for text in texts {
            guard let pattern = IdentifierPattern(text) else {
                throw UsageError(
                    "\"\(text)\" is no pattern of identifiers; */agreement/* and x86_64/*/clock_gettime.* are")
            }
            patterns.append(pattern)
        }
        return patterns
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
