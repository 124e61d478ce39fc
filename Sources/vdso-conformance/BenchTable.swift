import Bench

/// Rows and changes for people.
struct BenchTable {
    var rows: [BenchRow]

    private static let costNames = [
        "function", "served", "instructions", "stack", "lines", "cycles", "ns/call", "system call", "ratio", "spread",
        "shows",
    ]
    private static let tailNames = ["single calls, ns", "p50", "p99", "p99.9", "greatest", "million/s by threads"]

    /// Tables for each target.
    var text: String {
        var targets: [String] = []
        for row in rows where !targets.contains(row.place.target) { targets.append(row.place.target) }
        return targets.map { target in
            let rows = rows.filter { $0.place.target == target }
            guard let place = rows.first?.place else { return "" }
            let title = "\(target)\n  Linux \(place.kernel), \(place.processor), clocksource \(place.clocksource)\n\n"
            let single = rows.filter { $0.tail != nil || !$0.throughput.isEmpty }
            return title + Self.aligned([Self.costNames] + rows.map(Self.costs)) + "\n"
                + (single.isEmpty ? "" : Self.aligned([Self.tailNames] + single.map(Self.tails)) + "\n")
                + Self.remarks(rows)
        }.joined()
    }

    private static func word(_ value: (some CustomStringConvertible)?) -> String { value.map { "\($0)" } ?? "-" }

    private static func costs(_ row: BenchRow) -> [String] {
        [
            row.name, row.served.map { $0 ? "yes" : "no" } ?? "-", word(row.instructions), word(row.steps?.stack),
            word(row.steps?.lines), word(row.hardware?.cycles), word(row.vdso), word(row.system), word(row.ratio),
            share(row.spread), row.visible.map(percent) ?? "-",
        ]
    }

    private static func tails(_ row: BenchRow) -> [String] {
        [
            row.name, word(row.tail?.p50), word(row.tail?.p99), word(row.tail?.p999), word(row.tail?.greatest),
            row.throughput.isEmpty ? "-" : row.throughput.map { "\($0)" }.joined(separator: " "),
        ]
    }

    /// What the columns mean, and what was left out.
    private static func remarks(_ rows: [BenchRow]) -> String {
        var lines = [
            "stack: bytes; lines: of 64 bytes of code; shows: the slowdown that another run like this one would tell"
        ]
        let leftOut = rows.map(\.leftOut).reduce(0, +)
        let all = rows.map { $0.rounds.count + $0.leftOut }.reduce(0, +)
        if leftOut > 0 {
            lines.append(
                "\(leftOut) of \(all) measurements left out: the hypervisor or another thread of the core took from them"
            )
        }
        let discarded = rows.map(\.discarded).reduce(0, +)
        if discarded > 0 { lines.append("\(discarded) turns made anew: the scheduler gave the processor away") }
        return lines.map { "  \($0)\n" }.joined() + "\n"
    }

    /// The first column to the left, numbers to the right.
    private static func aligned(_ lines: [[String]]) -> String {
        let widths = (lines.first ?? []).indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            let columns = cells.enumerated().map { index, cell in
                let space = String(repeating: " ", count: widths[index] - cell.count)
                return index == 0 ? cell + space : space + cell
            }
            return "  " + columns.joined(separator: "  ") + "\n"
        }.joined()
    }

    /// What changed, the worst first.
    static func text(of comparison: Comparison, _ rows: [BenchRow]) -> String {
        guard let place = rows.first?.place else { return "" }
        var lines = ["\(place.target): Linux \(comparison.kernelBefore) then, Linux \(place.kernel) now"]
        let changed = comparison.changes.filter { $0.verdict != .same }
        for change in changed.filter(\.verdict.isRegression) + changed.filter({ !$0.verdict.isRegression }) {
            let time = change.time.map { ", \(percent($0 - 1)) in time" } ?? ""
            lines.append("  \(change.verdict.rawValue)  \(change.name): \(change.reason)\(time)")
        }
        let same = comparison.changes.count - changed.count
        let visible = rows.compactMap(\.visible).max()
        let limit = visible.map { "; a slowdown by \(percent($0)) would show in every row" } ?? ""
        lines.append("  \(same) of \(comparison.changes.count) rows show no change\(limit)")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func percent(_ value: Double) -> String { (value > 0 ? "+" : "") + share(value) }
    private static func share(_ value: Double) -> String { "\((value * 1000).rounded() / 10) %" }
}
