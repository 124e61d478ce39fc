import Observations
import Results

/// The results on the run itself: whether there was something to judge.
struct RunChecks {
    var subject: Subject
    var architecture: String

    /// The results of the checks, and behind them `run/probe.complete` where a probe ran and `run/image.readable` where
    /// an image should be.
    ///
    /// A report that was cut off leaves nothing to judge for everything behind the cut. That is one error and not
    /// hundreds: `probe.complete` names what could not be judged.
    func completed(_ results: [CheckResult]) -> [CheckResult] {
        let isCutOff = subject.problem != nil && subject.observations?.end == nil
        // A report that ends within the facts, before the first experiment, says nothing on a vDSO, not even that there is
        // none: what is not there may have been about to come.
        let isBlank = subject.observations?.endsWithinFacts ?? true
        let missing = isCutOff ? results.filter { isBlank || $0.outcome == .error } : []
        let kept = isCutOff ? results.filter { !isBlank && $0.outcome != .error } : results
        return kept + [probe(missing: missing), image].compactMap(\.self)
    }

    private func probe(missing: [CheckResult]) -> CheckResult? {
        guard let observations = subject.observations else { return nil }
        let expected = "the probe reports to its end"
        guard let problem = subject.problem else {
            return CheckResult(
                identifier("probe", "complete"), .passed, expected: expected,
                observed: "\(observations.all.count) observations")
        }
        var remarks: [String] = []
        if !missing.isEmpty {
            let names = missing.map(\.identifier.description).joined(separator: ", ")
            remarks.append("not judged, because the report does not reach so far: \(names)")
        }
        if !subject.standardError.isEmpty {
            let source = subject.isMachine ? "end of the console" : "standard error"
            remarks.append("\(source): \(subject.standardError)")
        }
        let consequence =
            missing.isEmpty ? "what it reported may not be all" : "\(missing.count) promises could not be judged"
        return CheckResult(
            identifier("probe", "complete"), .error, expected: expected, observed: problem,
            reason: consequence, remarks: remarks)
    }

    /// No image at all is judged by the checks of the mapping: it may be what the kernel's command line asks for.
    private var image: CheckResult? {
        let expected = "the image can be read as ELF"
        switch subject.image {
        case .none: return nil
        case .read(let image):
            return CheckResult(
                identifier("image", "readable"), .passed, expected: expected, observed: "\(image.size) bytes")
        case .unreadable(let reason):
            // From a whole report such an image is the kernel's fault, otherwise nobody has looked at all of it.
            let shortage = subject.observations?.unobservable.first { $0.experiment == "image" && $0.isShortage }?
                .reason
            let obstacle = subject.problem == nil ? shortage : "the probe did not report to its end"
            return CheckResult(
                identifier("image", "readable"), obstacle == nil ? .failed : .error, expected: expected,
                observed: reason, reason: obstacle ?? "no program can find the functions")
        }
    }

    private func identifier(_ subject: String, _ property: String) -> Identifier {
        Identifier(architecture: architecture, area: .run, subject: subject, property: property)
    }
}

extension ObservationSet {
    /// Whether no experiment has reported yet.
    fileprivate var endsWithinFacts: Bool {
        switch all.last {
        case nil, .probe, .kernel, .clocksource, .cpus, .environment, .auxv, .mapping, .image, .table, .lookup,
            .function,
            .node:
            true
        default: false
        }
    }
}
