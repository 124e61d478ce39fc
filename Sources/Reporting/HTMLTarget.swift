import Results

/// Everything on one target but its single results.
struct HTMLTarget {
    var label: String
    var place: String
    var target: String
    var facts: String
    var unavailable: String?
    var isRequired: Bool
    var areas: [Area]
    var knownIssues: [Group]
    var skips: [Group]
    var remarks: [Group]
    var drawings: [Drawing]
    var hasSpeed: Bool
    var speeds: [Speed]
    var environment: [Fact]
    var command: String?

    struct Area {
        var name: String
        var seconds: String
        /// In the order of the table's columns; empty for none.
        var cells: [Cell]
    }
    struct Cell { var number, kind: String }
    struct Fact { var name, value: String }
    /// Results that say the same.
    struct Group {
        var saying: String
        var number: Int
        var identifiers: [String]
        var left: Int?
    }
    /// The pictures' numbers.
    struct Speed { var name, least, median, p99, p999, greatest, system, instructions, threads: String }

    private static let order: [CheckResult.Outcome] = [.passed, .failed, .knownIssue, .skipped, .error]
    private static let listed = 200

    init(_ report: TargetReport, index: Int) {
        label = report.label
        place = "target\(index)"
        target = report.target
        unavailable = report.unavailable
        isRequired = report.isRequired
        facts = Self.facts(of: report)
        areas = report.presentedAreas.map { entry in
            let counts = OutcomeCounts(entry.results)
            return Area(
                name: entry.area.rawValue, seconds: JUnitReport.seconds(report.secondsByArea[entry.area] ?? 0),
                cells: Self.order.map {
                    Cell(number: counts[$0] > 0 ? "\(counts[$0])" : "", kind: counts[$0] > 0 ? $0.rawValue : "none")
                })
        }
        let known = report.results.filter { $0.outcome == .knownIssue }
        knownIssues = Self.groups(known) { result in result.reason + (result.reference.map { " (\($0))" } ?? "") }
        skips = Self.groups(report.presentedResults.filter { $0.outcome == .skipped }, by: \.headline)
        remarks =
            report.remarks.map { Group(saying: $0, number: 0, identifiers: [], left: nil) }
            + Self.groups(report.results.flatMap { result in result.remarks.map { (result, $0) } })
        let speeds = report.speeds ?? []
        let pictures = SpeedDrawings(speeds: speeds, id: "target\(index)")
        drawings = [
            pictures.times(.singleCall), pictures.times(.batch), pictures.instructions, pictures.throughput,
        ].compactMap(\.self)
        hasSpeed = !drawings.isEmpty
        self.speeds = speeds.map(Self.speed)
        environment = report.environment.map { Fact(name: $0.name, value: $0.value) }
        command = report.command.map(ShellWords.line)
    }

    private static func facts(of report: TargetReport) -> String {
        let known = [
            ("emulator", "under %"), ("kernel.release", "Linux %"), ("image.kernel", "image of Linux %"),
            ("clocksource", "clocksource %"), ("cpus", "CPUs %"), ("hypervisor", "hypervisor %"),
        ].compactMap { name, words in report.environment(name).map { words.replacing("%", with: $0) } }
        return ([report.architecture] + known).joined(separator: ", ")
    }

    private static func groups(_ results: [CheckResult], by saying: (CheckResult) -> String) -> [Group] {
        groups(results.map { ($0, saying($0)) })
    }

    /// Results that say the same, in the order in which each saying comes first.
    private static func groups(_ pairs: [(CheckResult, String)]) -> [Group] {
        let grouped = Dictionary(grouping: pairs, by: \.1)
        var seen: Set<String> = []
        return pairs.map(\.1).filter { seen.insert($0).inserted }.map { saying in
            let names = (grouped[saying] ?? []).map(\.0.identifier.description)
            return Group(
                saying: PlainText.limited(saying, to: 4000), number: names.count,
                identifiers: Array(names.prefix(listed)), left: names.count > listed ? names.count - listed : nil)
        }
    }

    private static func speed(_ speed: CallSpeed) -> Speed {
        func time(_ times: CallTimes?, _ share: Double) -> String {
            times.map { Numbers.time($0.quantile(share)) } ?? "-"
        }
        let isSingle = speed.vdso?.sample == .singleCall
        let instructions = speed.instructions.map { seen in
            seen.greatest > seen.least ? "\(seen.least) (\(seen.median), \(seen.greatest))" : "\(seen.least)"
        }
        let threads = speed.throughput.map { Numbers.short($0.millionsPerSecond) }
        return Speed(
            name: SpeedDrawings.name(speed), least: time(speed.vdso, 0), median: time(speed.vdso, 0.5),
            p99: isSingle ? time(speed.vdso, 0.99) : "-", p999: isSingle ? time(speed.vdso, 0.999) : "-",
            greatest: isSingle ? time(speed.vdso, 1) : "-", system: time(speed.system, 0.5),
            instructions: instructions ?? "-", threads: threads.isEmpty ? "-" : threads.joined(separator: ", "))
    }
}
