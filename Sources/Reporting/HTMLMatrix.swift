import Results

/// Kernels against architectures, a cell for each target.
struct HTMLMatrix {
    var architectures: [String]
    var rows: [Row]

    /// A kernel, or an emulator on it.
    struct Row {
        var kernel: String
        var cells: [Cell]
    }

    /// The targets of one architecture with this kernel; empty where there is none.
    struct Cell {
        var entries: [Entry]
    }

    /// One target.
    struct Entry {
        var label: String
        var place: String
        var outcome: HTMLOutcome
        var counts: String
    }

    init(_ targets: [TargetReport]) {
        var architectures: [String] = []
        var kernels: [String] = []
        for target in targets {
            if !architectures.contains(target.architecture) { architectures.append(target.architecture) }
            let kernel = Self.kernel(of: target)
            if !kernels.contains(kernel) { kernels.append(kernel) }
        }
        self.architectures = architectures
        let numbered = Array(targets.enumerated())
        rows = kernels.map { kernel in
            Row(
                kernel: kernel,
                cells: architectures.map { architecture in
                    Cell(
                        entries: numbered.filter {
                            $0.element.architecture == architecture && Self.kernel(of: $0.element) == kernel
                        }.map { Self.entry($0.element, index: $0.offset) })
                })
        }
    }

    private static func kernel(of target: TargetReport) -> String {
        if let row = target.environment(MatrixTable.row) { return row }
        let emulator = target.environment("emulator")
        let release = target.environment("kernel.release")
        if let emulator { return release.map { "\(emulator) on Linux \($0)" } ?? emulator }
        if let kernel = release ?? target.environment("image.kernel") { return "Linux \(kernel)" }
        return target.unavailable == nil ? "kernel not known" : "not run"
    }

    private static func entry(_ target: TargetReport, index: Int) -> Entry {
        let counts = OutcomeCounts(target.presentedResults)
        let outcome: CheckResult.Outcome =
            if counts.failed > 0 { .failed } else if counts.errors > 0 { .error } else if counts.judged == 0 {
                .skipped
            } else if counts.knownIssues > 0 { .knownIssue } else { .passed }
        let words = HTMLCount.list(counts).map { "\($0.number) \($0.outcome.word)" }
        return Entry(
            label: target.label, place: "target\(index)", outcome: HTMLOutcome(outcome),
            counts: target.unavailable == nil ? words.joined(separator: ", ") : "not run")
    }
}
