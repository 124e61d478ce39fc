import Conformance
import Expectations
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
    let chosenConfiguration: KernelConfiguration?
    let kernelFile: [VDSOImage]?
    private let names: [TargetName]
    let requiredNames: Set<TargetName>
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

    func judged(_ subject: Subject) -> TargetReport {
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

    func unavailable(_ subject: Subject, _ reason: String) -> TargetReport {
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
