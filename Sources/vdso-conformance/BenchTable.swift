import Bench

/// Rows and changes for people.
struct BenchTable {
    var rows: [BenchRow]

    private static let names = [
        "function", "served", "instructions", "ns/call", "system call", "ratio", "spread", "p50", "p99.9", "greatest",
        "million/s by threads",
    ]

    /// A table for each target.
    var text: String {
        var targets: [String] = []
        for row in rows where !targets.contains(row.place.target) { targets.append(row.place.target) }
        return targets.map { target in
            let rows = rows.filter { $0.place.target == target }
            guard let place = rows.first?.place else { return "" }
            let title = "\(target)\n  Linux \(place.kernel), \(place.processor), clocksource \(place.clocksource)\n\n"
            return title + Self.aligned([Self.names] + rows.map(Self.cells)) + "\n"
        }.joined()
    }

    private static func cells(_ row: BenchRow) -> [String] {
        func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "-" }
        return [
            row.name, row.served.map { $0 ? "yes" : "no" } ?? "-", row.instructions.map { "\($0)" } ?? "-",
            number(row.vdso), number(row.system), number(row.ratio), "\((row.spread * 1000).rounded() / 10) %",
            number(row.tail?.p50), number(row.tail?.p999), number(row.tail?.greatest),
            row.throughput.isEmpty ? "-" : row.throughput.map { "\($0)" }.joined(separator: " "),
        ]
    }

    /// The first column to the left, numbers to the right.
    private static func aligned(_ lines: [[String]]) -> String {
        let widths = names.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            let columns = cells.enumerated().map { index, cell in
                let space = String(repeating: " ", count: widths[index] - cell.count)
                return index == 0 || index == cells.count - 1 ? cell + space : space + cell
            }
            let line = columns.joined(separator: "  ")
            return "  " + String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }

    /// What changed, the worst first.
    static func text(of comparison: Comparison, _ rows: [BenchRow], since earlier: [BenchRow]) -> String {
        guard let place = rows.first?.place else { return "" }
        let before = earlier.first { $0.place.target == place.target }?.place.kernel ?? "unknown"
        var lines = ["\(place.target): Linux \(before) then, Linux \(place.kernel) now"]
        let changed = comparison.changes.filter { $0.verdict != .same }
        for change in changed.filter(\.verdict.isRegression) + changed.filter({ !$0.verdict.isRegression }) {
            let time = change.time.map { ", \(percent($0 - 1)) in time" } ?? ""
            lines.append("  \(change.verdict.rawValue)  \(change.name): \(change.reason)\(time)")
        }
        let same = comparison.changes.count - changed.count
        let visible = comparison.changes.compactMap { change in
            change.lower.flatMap { lower in change.upper.map { $0 - lower } }
        }.max()
        let limit =
            visible.map { "; changes beyond \(percent(Comparison.leastSize + $0)) would show in every row" } ?? ""
        lines.append("  \(same) of \(comparison.changes.count) rows show no change\(limit)")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func percent(_ share: Double) -> String {
        "\(share > 0 ? "+" : "")\((share * 1000).rounded() / 10) %"
    }
}
