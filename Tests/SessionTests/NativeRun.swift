import Foundation
import Observations
import Results

@testable import Session
@testable import Targets

/// The real probe of this machine, run for a moment and judged.
enum NativeRun {
    /// Whether this machine has a probe, and a kernel under it.
    static let isPossible: Bool = {
        let machine = Machine.current
        return machine.probe(machine.architecture) != nil
    }()

    /// What was observed where nothing is missing, and the verdicts; made once.
    static let undisturbed = Task { () -> (observed: Observed, report: TargetReport) in
        let observed = try await observe()
        return (observed, try judged(observed))
    }

    /// Runs the probe from a shell command in which `"$@"` stands for it and its arguments.
    static func observe(_ shell: String = #"exec "$@""#) async throws -> Observed {
        var target = await Targets.look(at: .native)
        let probe = target.probe ?? ""
        return try await Samples.withFolder { folder in
            let script = folder.appending(path: "probe")
            // Written by another process: a child that is being started at this moment could still hold it open.
            let writer = ChildProcess(
                executable: "/bin/sh",
                arguments: [
                    "-c", #"printf '%s\n' "$2" > "$1" && chmod 755 "$1""#, "sh", script.path,
                    "#!/bin/sh\nset -- '\(probe)' \"$@\"\n\(shell)",
                ], deadline: .seconds(120), outputLimit: 0)
            _ = try await writer.run()
            target.probe = script.path
            return try await Targets.observe(
                target, arguments: ["--drop-privileges", "--quick"], deadline: .seconds(300), dropping: false)
        }
    }

    /// Read once: they are the same for all.
    private static let promises = Result { () throws(UsageError) in try Promises(directory: nil, overlays: []) }

    /// The verdicts on what was observed.
    static func judged(_ observed: Observed) throws -> TargetReport {
        var subject = Subject(label: "native", target: "native")
        subject.architecture = Machine.current.architecture
        subject.flavour = .linux
        subject.observations = observed.observations
        subject.problem = observed.problem
        subject.image = .init(from: observed.observations)
        let promises = try promises.get()
        guard let architecture = promises.architecture(of: subject), let set = promises.set(architecture, .linux) else {
            throw UsageError("there are no promises for \(Machine.current.architecture)")
        }
        return Judgement(subject: subject, expectations: set).report
    }

    /// The verdicts where something is wrong that is not the kernel's, and the failures that only they have.
    static func wronged(_ observed: Observed) async throws -> (report: TargetReport, failures: [String]) {
        let healthy = Set(try await undisturbed.value.report.failures.map(\.identifier))
        let report = try judged(observed)
        let failures = report.failures.filter { !healthy.contains($0.identifier) }
        return (report, failures.map { "\($0.identifier): \($0.observed)" })
    }
}

extension TargetReport {
    /// The promises that are broken.
    var failures: [CheckResult] { results.filter { $0.outcome == .failed } }

    /// The results of an area.
    func results(_ area: Area) -> [CheckResult] { results.filter { $0.identifier.area == area } }

    /// Skipped and erroneous results without a word of explanation.
    var unexplained: [String] {
        results.filter { [.skipped, .error].contains($0.outcome) && $0.reason.isEmpty }.map { "\($0.identifier)" }
    }
}
