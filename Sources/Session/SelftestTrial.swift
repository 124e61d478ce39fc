import Defects
import Expectations
import Results

/// Defects on one target, after the healthy wrapper was judged there.
struct SelftestTrial: Sendable {
    var bench: SelftestBench
    var wrapper: [UInt8]
    /// What is judged of the healthy wrapper: which identifiers can be observed there at all.
    var healthy: SelftestBench.Verdict

    /// What became of defects; those that share a boot are judged together.
    ///
    /// - Throws: if an image cannot be made, or the target cannot be started.
    func rows(of defects: [Defect]) async throws -> [Selftest.Row] {
        let reasons = defects.map(obstacle)
        let observable = zip(defects, reasons).filter { $0.1 == nil }.map(\.0)
        let samples = try observable.map {
            SelftestBench.Sample(image: try $0.image(from: wrapper), areas: $0.areas)
        }
        let results = samples.isEmpty ? [] : try await bench.judge(samples)
        let seen = Dictionary(zip(observable.map(\.name), results.map(\.results))) { first, _ in first }
        return zip(defects, reasons).map { defect, reason in
            let fate = reason.map { .notObservable($0) } ?? fate(of: defect, seen[defect.name] ?? [])
            return Selftest.Row(
                target: bench.target.label, defect: defect.name, summary: defect.summary, fate: fate)
        }
    }

    /// Why the target cannot show a defect; nil if it can.
    private func obstacle(_ defect: Defect) -> String? {
        let architecture = bench.target.architecture
        if let architectures = defect.architectures, !architectures.contains(architecture) {
            return "the wrapper shows it on \(architectures.joined(separator: ", "))"
        }
        for need in defect.needs {
            switch need {
            case .severalProcessors:
                if bench.processors < 2 { return "there is one processor only to run on" }
            case .realProcessor(let architectures, let reason):
                if healthy.isInEmulatedMachine, architectures.contains(architecture) { return reason }
            }
        }
        let candidates = matching(healthy.results, defect)
        // What the healthy one breaks as well, an emulator's known issue for instance, cannot tell them apart.
        if candidates.contains(where: { $0.outcome == .passed }) { return nil }
        return candidates.first.map(\.reason) ?? "nothing is promised there that it could break"
    }

    private func fate(of defect: Defect, _ seen: [CheckResult]) -> Selftest.Fate {
        let healthyIssues = Set(healthy.results.filter { $0.outcome == .knownIssue }.map(\.identifier))
        let failed = matching(seen, defect).filter {
            $0.outcome == .failed || ($0.outcome == .knownIssue && !healthyIssues.contains($0.identifier))
        }
        return failed.isEmpty ? .missed : .caught(failed.map(\.identifier.description))
    }

    private func matching(_ results: [CheckResult], _ defect: Defect) -> [CheckResult] {
        let patterns = defect.caughtBy.compactMap { IdentifierPattern("\(bench.target.architecture)/\($0)") }
        return results.filter { result in patterns.contains { $0.matches(result.identifier.description) } }
    }
}

extension Defect {
    /// The areas that see it.
    fileprivate var areas: Set<Area> {
        Set(
            caughtBy.compactMap { $0.split(separator: "/").first.flatMap { Area(rawValue: String($0)) } }
                + [area].compactMap(\.self))
    }
}
