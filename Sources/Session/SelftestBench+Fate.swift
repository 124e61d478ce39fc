import Defects
import Expectations
import Results

extension SelftestBench {
    /// What becomes of a defect.
    ///
    /// - Parameters:
    ///   - defect: one change of the wrapper.
    ///   - wrapper: its bytes.
    ///   - healthy: what the checks say of it.
    /// - Returns: whether the checks that should see the defect do.
    /// - Throws: if the image cannot be written or the target cannot be started.
    func fate(
        of defect: Defect, _ wrapper: [UInt8], _ healthy: [CheckResult]
    ) async throws -> Selftest.Fate {
        let architecture = target.architecture
        if let architectures = defect.architectures, !architectures.contains(architecture) {
            return .notObservable("the wrapper shows it on \(architectures.joined(separator: ", "))")
        }
        let patterns = defect.caughtBy.compactMap { IdentifierPattern("\(architecture)/\($0)") }
        func matching(_ results: [CheckResult]) -> [CheckResult] {
            results.filter { result in patterns.contains { $0.matches(result.identifier.description) } }
        }
        let candidates = matching(healthy)
        guard candidates.contains(where: { $0.outcome == .passed || $0.outcome == .knownIssue }) else {
            return .notObservable(
                candidates.first.map(\.reason) ?? "nothing is promised there that it could break")
        }
        let seen = try await judge(try defect.image(from: wrapper), areas: defect.areas)
        let healthyIssues = Set(healthy.filter { $0.outcome == .knownIssue }.map(\.identifier))
        let failed = matching(seen).filter {
            $0.outcome == .failed || ($0.outcome == .knownIssue && !healthyIssues.contains($0.identifier))
        }
        return failed.isEmpty ? .missed : .caught(failed.map(\.identifier.description))
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
