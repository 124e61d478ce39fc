import Results

/// What changed over stored runs, target by target.
struct HTMLHistory {
    var labels: [Target]
    var problems: [String]

    /// The runs that judged a target of this label.
    struct Target {
        var label: String
        var caption: String
        var runs: [Run]
        var changedResults: [Change]
        var hasChanges: Bool
        var before: String
        var series: [Series]
        var hasSeries: Bool
    }
    struct Run { var began, kernel: String, counts: [HTMLCount], isPresent: Bool }
    struct Change { var identifier: String, from: HTMLOutcome?, to: HTMLOutcome? }
    /// One function over all runs.
    struct Series { var name: String, instructions, time: Line? }
    struct Line { var drawing: Drawing, from, to: String }

    /// Runs shown in the table; the curves go over all.
    private static let tabled = 12
    private static let mostChanges = 200

    /// nil without earlier runs or problems.
    init?(_ report: Report, _ history: RunHistory) {
        // Its own file may be there already.
        let earlier = history.runs.filter { $0.startedAt < report.startedAt }
        problems = history.problems
        labels = report.targets.enumerated().compactMap { index, target in
            let all = (earlier + [report]).compactMap { run in run.targets.first { $0.label == target.label } }
            return all.count > 1 ? Self.target(all, id: "history\(index)") : nil
        }
        if labels.isEmpty, problems.isEmpty { return nil }
    }

    private static func target(_ runs: [TargetReport], id: String) -> Target {
        let (last, before) = (runs[runs.count - 1], runs[runs.count - 2])
        let changes = changes(from: before, to: last)
        let series = series(runs, id: id)
        return Target(
            label: last.label, caption: "\(runs.count) runs of \(last.label)",
            runs: runs.suffix(tabled).enumerated().reversed().map { index, run in
                Run(
                    began: HTMLPage.date(run.startedAt), kernel: kernel(run),
                    counts: HTMLCount.list(OutcomeCounts(run.presentedResults)),
                    isPresent: index == min(tabled, runs.count) - 1)
            },
            changedResults: Array(changes.prefix(mostChanges)), hasChanges: !changes.isEmpty,
            before: HTMLPage.date(before.startedAt), series: series, hasSeries: !series.isEmpty)
    }

    private static func kernel(_ run: TargetReport) -> String {
        run.environment("kernel.release") ?? run.environment("image.kernel") ?? "unknown"
    }

    /// Identifiers whose outcome is another one now, and those that came or went; the broken ones first.
    private static func changes(from before: TargetReport, to now: TargetReport) -> [Change] {
        func outcomes(_ report: TargetReport) -> [String: CheckResult.Outcome] {
            Dictionary(report.presentedResults.map { ($0.identifier.description, $0.outcome) }) { first, _ in first }
        }
        let (old, new) = (outcomes(before), outcomes(now))
        let changed = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
        func isBroken(_ name: String) -> Bool { new[name] == .failed || new[name] == .error }
        let sorted = changed.filter(isBroken).sorted() + changed.filter { !isBroken($0) }.sorted()
        return sorted.map {
            Change(identifier: $0, from: old[$0].map(HTMLOutcome.init), to: new[$0].map(HTMLOutcome.init))
        }
    }

    private static func series(_ runs: [TargetReport], id: String) -> [Series] {
        let names = runs.last?.speeds?.map(\.name) ?? []
        return names.enumerated().compactMap { index, name in
            let seen = runs.map { run in run.speeds?.first { $0.name == name } }
            let instructions = line(
                seen.map { $0?.instructions.map { Double($0.least) } }, id: "\(id)-i\(index)",
                caption: "instructions of \(name)"
            ) { Numbers.short($0) }
            // Histograms of single calls and of batches are two things.
            let kind = seen.last??.vdso?.sample
            let time = line(
                seen.map { speed in speed?.vdso.flatMap { $0.sample == kind ? $0.quantile(0.5) : nil } },
                id: "\(id)-t\(index)", caption: "median time of \(name)", words: Numbers.time)
            return instructions == nil && time == nil
                ? nil
                : Series(
                    name: name == "empty" ? "call of nothing" : name, instructions: instructions, time: time)
        }
    }

    /// A small curve from 0 up, so that a change looks as large as it is; nil with fewer than two values.
    private static func line(
        _ values: [Double?], id: String, caption: String, words: (Double) -> String
    ) -> Line? {
        let known = values.enumerated().compactMap { index, value in
            value.flatMap { (0...1e15).contains($0) ? (index, $0) : nil }
        }
        guard known.count > 1, let first = known.first, let last = known.last, let top = known.map(\.1).max() else {
            return nil
        }
        var drawing = Drawing(id: id, caption: caption, explanation: "", width: 160, height: 32)
        // Types written out: the compiler of Swift 6.2 does not find them in its time.
        let points = known.map { (index: Int, value: Double) -> (x: Double, y: Double) in
            let share: Double = top > 0 ? value / top : 0
            return (x: 4 + Double(index) / Double(values.count - 1) * 152, y: 28 - share * 22)
        }
        drawing.line(4, 28, 156, 28, "axis")
        drawing.curve(points, "curve vdso")
        for (point, value) in zip(points, known) { drawing.dot(point.x, point.y, "vdso", words(value.1)) }
        return Line(drawing: drawing, from: words(first.1), to: words(last.1))
    }
}
