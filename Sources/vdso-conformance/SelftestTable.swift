import Foundation
import Session

/// The outcome of `selftest` for people and for programs.
struct SelftestTable {
    var outcomes: [Selftest.Outcome]

    /// Defects that were looked at, over all targets.
    var rowCount: Int { outcomes.reduce(0) { $0 + $1.rows.count } }

    /// Whether nothing was missed and no healthy vDSO failed.
    var isGood: Bool {
        outcomes.allSatisfy { $0.healthyFailures.isEmpty && !$0.rows.contains { $0.fate == .missed } }
    }

    /// One defect in one line.
    static func line(_ row: Selftest.Row) -> String {
        let name = row.defect.padding(toLength: max(26, row.defect.count), withPad: " ", startingAt: 0)
        switch row.fate {
        case .caught(let identifiers):
            let more = identifiers.count > 1 ? " and \(identifiers.count - 1) more" : ""
            return "\(row.target)  caught  \(name)  \(identifiers[0])\(more)"
        case .missed: return "\(row.target)  MISSED  \(name)  \(row.summary)"
        case .notObservable(let reason): return "\(row.target)  -       \(name)  not observable: \(reason)"
        }
    }

    /// The end of the table.
    var summary: String {
        var lines = [""]
        for outcome in outcomes {
            if let reason = outcome.unavailable {
                lines.append("\(outcome.target): not run: \(reason)")
                continue
            }
            for failure in outcome.healthyFailures {
                lines.append(
                    "\(outcome.target): the healthy vDSO fails \(failure.identifier): \(failure.observed) \(failure.reason)"
                )
            }
            func count(_ isWanted: (Selftest.Fate) -> Bool) -> Int { outcome.rows.filter { isWanted($0.fate) }.count }
            let caught = count { if case .caught = $0 { true } else { false } }
            let missed = count { $0 == .missed }
            lines.append(
                "\(outcome.target): \(caught) caught, \(missed) missed, \(outcome.rows.count - caught - missed) not "
                    + "observable; the healthy vDSO \(outcome.healthyFailures.isEmpty ? "passes" : "FAILS")")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private struct Row: Encodable {
        var target: String
        var defect: String
        var summary: String
        var fate: String
        var failed: [String]?
        var reason: String?
    }

    /// A list of objects, one a defect and target.
    func json() throws -> String {
        let rows = outcomes.flatMap(\.rows).map { row in
            var object = Row(target: row.target, defect: row.defect, summary: row.summary, fate: "missed")
            switch row.fate {
            case .caught(let identifiers):
                object.fate = "caught"
                object.failed = identifiers
            case .notObservable(let reason):
                object.fate = "not-observable"
                object.reason = reason
            case .missed: break
            }
            return object
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(rows), as: UTF8.self) + "\n"
    }
}
