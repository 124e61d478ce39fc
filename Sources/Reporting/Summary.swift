public import Results

/// A report for people: what was judged on what, every failure in full, everything else shortly.
public struct Summary: Sendable {
    /// Longer values are cut here; the report files hold them whole.
    private static let longestText = 2_000
    /// Names listed for one reason to skip.
    private static let listedSkips = 3

    /// How much is told.
    public enum Detail: Sendable, Hashable {
        /// Everything: areas, failures, known issues, remarks, reasons to skip.
        case full
        /// One line for each target, and failures; for many files.
        case oneLineEach
        /// Failures and the verdict.
        case failures
    }

    private let report: Report
    private let detail: Detail
    private let style: Style

    /// Wraps a report.
    public init(_ report: Report, detail: Detail = .full, style: Style = Style()) {
        self.report = report
        self.detail = detail
        self.style = style
    }

    /// The whole text, ending in a newline.
    public var text: String {
        var lines: [String] = []
        for target in report.targets {
            switch detail {
            case .full:
                lines += header(target) + areas(target) + knownIssues(target) + remarks(target) + skipped(target) + [""]
            case .oneLineEach: lines += oneLine(target)
            case .failures: break
            }
        }
        if detail == .oneLineEach { lines.append("") }
        // Together at the end, where a terminal shows them.
        for target in report.targets {
            let broken = broken(target)
            if broken.isEmpty { continue }
            if report.targets.count > 1 || detail == .failures {
                lines.append(style.paint(PlainText.oneLine(target.label), .bold))
            }
            lines += broken.drop { $0.isEmpty && lines.last?.isEmpty == true } + [""]
        }
        return (lines + closing).joined(separator: "\n") + "\n"
    }

    // MARK: One target

    private func header(_ target: TargetReport) -> [String] {
        // A file's name need not tell its architecture, and what an image says of its kernel matters without one.
        let known = target.environment("kernel.release") != nil
        let own = known || target.unavailable != nil ? [] : [PlainText.oneLine(target.architecture)]
        let told = Self.facts.filter { !known || $0.0 != "image.kernel" }
        let facts =
            own
            + told.compactMap { name, words in
                target.environment(name).map { words.replacing("%", with: PlainText.oneLine($0)) }
            }
        let title = style.paint(PlainText.oneLine(target.label), .bold)
        guard !facts.isEmpty else { return [title] }
        return [title] + style.wrapped(facts.joined(separator: ", "), first: "  ")
    }

    private func oneLine(_ target: TargetReport) -> [String] {
        let width = report.targets.map { PlainText.oneLine($0.label).count }.max() ?? 0
        let kernel = target.environment("image.kernel").map { " \(PlainText.oneLine($0))" } ?? ""
        let flavour = target.environment("flavour").map { ", \($0)" } ?? ""
        let verdict = target.unavailable.map { "not judged: \(short($0))" } ?? words(OutcomeCounts(target.results))
        let label = PlainText.oneLine(target.label).padded(to: width)
        return ["\(label)  \(PlainText.oneLine(target.architecture))\(flavour)\(kernel): \(verdict)"]
    }

    /// The facts that a verdict is best read with; the report files hold all.
    private static let facts = [
        ("emulator", "under %"), ("kernel.release", "Linux %"), ("image.kernel", "image of Linux %"),
        ("image.origin", "from %"),
        ("clocksource", "clocksource %"), ("cpus", "CPUs %"), ("hypervisor", "hypervisor %"),
    ]

    private func areas(_ target: TargetReport) -> [String] {
        if let unavailable = target.unavailable {
            let words = target.isRequired ? "required, but not run: " : "not run: "
            let lines = style.wrapped(short(words + unavailable), first: "  ")
            return lines.map { style.paint($0, target.isRequired ? .bad : .notable) }
        }
        let width = Area.allCases.map(\.rawValue.count).max() ?? 0
        return target.presentedAreas.map { entry in
            let counts = OutcomeCounts(entry.results)
            return "  \(entry.area.rawValue.padded(to: width))  \(words(counts))"
        }
    }

    private func broken(_ target: TargetReport) -> [String] {
        target.results.filter { $0.outcome == .failed || $0.outcome == .error }.flatMap { result in
            let word = result.outcome == .failed ? "FAILED" : "ERROR"
            var lines = [
                "", "  \(style.paint(word, .bad)) \(style.paint(PlainText.oneLine("\(result.identifier)"), .bold))",
            ]
            let parts = result.explanationParts
            let width = parts.map(\.heading.count).max() ?? 0
            for part in parts {
                // A remark may list hundreds of names; the report files hold them.
                let text = PlainText.limited(part.text, to: part.heading == "remark" ? 400 : Self.longestText)
                lines += style.wrapped(short(text), first: "    \(part.heading.padded(to: width))  ")
            }
            // Never wrapped: it is there to be copied.
            if let command = target.command(for: result) {
                lines.append("    \("again".padded(to: width))  \(PlainText.oneLine(command))")
            }
            return lines
        }
    }

    private func knownIssues(_ target: TargetReport) -> [String] {
        let known = target.results.filter { $0.outcome == .knownIssue }
        return groups(known, by: \.reason).flatMap { reason, results in
            let seen = results.compactMap(\.reference).first.map { " (\($0))" } ?? ""
            let title = "  \(style.paint("known issue", .notable)) "
            let lines = style.wrapped(short(reason + seen), first: String(repeating: " ", count: 14))
            return ["", title + lines[0].dropFirst(14)] + lines.dropFirst() + names(of: results, indentation: 4)
        }
    }

    /// Remarks that many results share are told once.
    private func remarks(_ target: TargetReport) -> [String] {
        let quiet = target.results.filter { $0.outcome != .failed && $0.outcome != .error }
        let each = quiet.flatMap { result in result.remarks.map { (text: $0, result: result) } }
        var order: [String] = []
        for remark in each where !order.contains(remark.text) { order.append(remark.text) }
        let grouped = Dictionary(grouping: each, by: \.text)
        let told =
            target.remarks.flatMap { style.wrapped(short($0), first: "    ") }
            + order.flatMap { text in
                style.wrapped(short(text), first: "    ")
                    + names(of: (grouped[text] ?? []).map(\.result), indentation: 6)
            }
        return told.isEmpty ? [] : ["", "  \(style.paint("remarks", .notable))"] + told
    }

    private func skipped(_ target: TargetReport) -> [String] {
        let skipped = target.results.filter { $0.outcome == .skipped }
        guard !skipped.isEmpty else { return [] }
        return ["", "  \(style.paint("skipped", .notable))"]
            + groups(skipped, by: \.headline).flatMap { reason, results in
                style.wrapped(short(reason), first: "    ") + names(of: results, indentation: 6)
            }
    }

    // MARK: The end

    private var closing: [String] {
        var lines: [String] = []
        if let interruption = report.interruption {
            lines.append(style.paint("Interrupted: \(PlainText.oneLine(interruption))", .bad))
        }
        let status = ExitStatus(of: report)
        let run = report.targets.filter { $0.unavailable == nil }.count
        let seconds = report.targets.reduce(0) { $0 + $1.seconds }
        let missing = report.targets.count - run
        let targets =
            (run == 1 ? "1 target judged" : "\(run) targets judged") + (missing > 0 ? ", \(missing) not run," : "")
        lines.append("\(targets) in \(JUnitReport.seconds(seconds)) s: \(words(report.counts))")
        let verdict = style.wrapped("\(status.meaning) (exit status \(status.rawValue))", first: "")
        return lines + verdict.map { style.paint($0, status == .conformant ? .good : .bad) }
    }

    // MARK: Words

    private func words(_ counts: OutcomeCounts) -> String {
        let words: [(count: Int, word: String, ink: Style.Ink?)] = [
            (counts.passed, "passed", .good), (counts.failed, "failed", .bad),
            (counts.errors, counts.errors == 1 ? "error" : "errors", .bad),
            (counts.knownIssues, counts.knownIssues == 1 ? "known issue" : "known issues", .notable),
            (counts.skipped, "skipped", .dim),
        ]
        let parts = words.filter { $0.count > 0 }.map { part in
            let text = "\(part.count) \(part.word)"
            return part.ink.map { style.paint(text, $0) } ?? text
        }
        return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
    }

    private func short(_ text: String) -> String {
        PlainText.visible(PlainText.limited(text, to: Self.longestText))
    }

    private func names(of results: [CheckResult], indentation: Int) -> [String] {
        var names = results.prefix(Self.listedSkips).map { PlainText.oneLine("\($0.identifier)") }
        if results.count > names.count { names.append("and \(results.count - names.count) more") }
        return names.map { String(repeating: " ", count: indentation) + style.paint($0, .dim) }
    }

    /// Results that say the same, in the order in which each saying comes first.
    private func groups(
        _ results: [CheckResult], by saying: (CheckResult) -> String
    ) -> [(saying: String, results: [CheckResult])] {
        let grouped = Dictionary(grouping: results, by: saying)
        var seen: Set<String> = []
        return results.compactMap { result in
            let key = saying(result)
            return seen.insert(key).inserted ? (key, grouped[key] ?? []) : nil
        }
    }
}
