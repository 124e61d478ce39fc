public import Results

extension TargetReport {
    /// Puts the target into a table of a matrix.
    ///
    /// - Parameters:
    ///   - row: the kernel, and how it was booted.
    ///   - column: the machine.
    public mutating func place(row: String, column: String) {
        environment.removeAll { [MatrixTable.row, MatrixTable.column].contains($0.name) }
        environment += [Property(MatrixTable.row, row), Property(MatrixTable.column, column)]
    }

    /// The verdict in a word. Only a target that need not run can lack a kernel for good.
    public var verdictInAWord: String {
        if unavailable != nil { return isRequired ? "not run" : "no kernel" }
        let counts = OutcomeCounts(results)
        if counts.failed > 0 { return "\(counts.failed) failed" }
        if counts.errors > 0 { return counts.errors == 1 ? "1 error" : "\(counts.errors) errors" }
        return counts.judged > 0 ? "conformant" : "nothing judged"
    }
}

/// The verdicts of a matrix: kernels and their variants as rows, machines as columns.
public struct MatrixTable: Sendable {
    /// The fact of a target's environment that says its row.
    static let row = "matrix.row"
    /// Likewise its column.
    static let column = "matrix.column"

    private let report: Report
    private let style: Style

    /// Wraps a report whose targets were placed.
    public init(_ report: Report, style: Style = Style()) {
        self.report = report
        self.style = style
    }

    /// The whole text, ending in a newline: the table, and below it why cells have no verdict.
    public var text: String { table + reasons }

    private var reasons: String {
        let lines = report.targets.flatMap { target -> [String] in
            guard let reason = target.unavailable else { return [] }
            return style.wrapped(PlainText.oneLine(reason), first: "  \(target.label): \(target.verdictInAWord): ")
        }
        return lines.isEmpty ? "" : "\n" + lines.joined(separator: "\n") + "\n"
    }

    private var table: String {
        let rows = distinct(Self.row)
        let columns = distinct(Self.column)
        let lines = [[""] + columns] + rows.map { row in [row] + columns.map { word(row, $0) } }
        let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.enumerated().map { index, cells in
            let painted = cells.enumerated().map { column, cell in
                let text = column == cells.count - 1 ? cell : cell.padded(to: widths[column])
                return index == 0 || column == 0 ? style.paint(text, .bold) : style.paint(text, ink(cell))
            }
            return painted.joined(separator: "  ") + "\n"
        }.joined()
    }

    private func distinct(_ name: String) -> [String] {
        var values: [String] = []
        for value in report.targets.compactMap({ $0.environment(name) }) where !values.contains(value) {
            values.append(value)
        }
        return values
    }

    private func word(_ row: String, _ column: String) -> String {
        report.targets.first { $0.environment(Self.row) == row && $0.environment(Self.column) == column }?
            .verdictInAWord ?? "-"
    }

    private func ink(_ word: String) -> Style.Ink {
        switch word {
        case "conformant": .good
        case "-", "no kernel": .dim
        default: .bad
        }
    }
}
