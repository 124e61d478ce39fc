public import Results

extension TargetReport {
    /// The results as a person or a CI system sees them: a target that could not be run shows as one result, which is
    /// skipped, or failed where the user required the target.
    ///
    /// It stands beside `results` and not in them, because a missing target ends a run with another status than a
    /// broken promise.
    public var presentedResults: [CheckResult] {
        guard let unavailable else { return results }
        let identifier = Identifier(
            architecture: architecture, area: .run, subject: "target", property: "available")
        let result = CheckResult(
            identifier, isRequired ? .failed : .skipped,
            expected: "\(target) can be run here\(isRequired ? ", because it is required" : "")",
            observed: unavailable,
            reason: isRequired ? "a required target that is not judged proves nothing" : unavailable)
        return [result] + results
    }

    /// The areas that have results, in the order of the report, with those results.
    public var presentedAreas: [(area: Area, results: [CheckResult])] {
        let byArea = Dictionary(grouping: presentedResults, by: \.identifier.area)
        return Area.allCases.compactMap { area in byArea[area].map { (area, $0) } }
    }

    /// The measured values of one area: those named `AREA/...`.
    func measurements(of area: Area) -> [Property] {
        measurements.filter { $0.name.hasPrefix("\(area.rawValue)/") }
    }

    /// The value of a fact on the environment.
    func environment(_ name: String) -> String? { environment.first { $0.name == name }?.value }
}
