import Foundation
import Observations

/// Reads what a probe wrote, and says in words what is missing from it.
struct ProbeReport {
    /// The facts as far as they can be read.
    private(set) var observations: ObservationSet
    private var problems: [String] = []

    /// All that is wrong, in one line; nil if the report is whole.
    var problem: String? { problems.isEmpty ? nil : problems.joined(separator: "; ") }

    /// Reads a report.
    ///
    /// - Parameters:
    ///   - ended: how the probe's process ended, and what it wrote.
    ///   - target: where it ran.
    ///   - child: the bounds it ran in.
    ///   - dropping: whether it was told to drop its privileges.
    init(_ ended: ChildProcess.Ended, from target: Target, in child: ChildProcess, dropping: Bool) {
        let data = Data(ended.output)
        var garbage: String?
        do {
            observations = try ObservationSet(jsonLines: data)
        } catch {
            garbage = "\(error)"
            observations = Self.readable(data, before: (error as? ObservationSet.ParseError)?.line ?? 1)
        }
        let lines = data.count { $0 == UInt8(ascii: "\n") }
        let ending =
            target.guest == nil
            ? Self.words(ended.ending, lines: lines, child: child)
            : MachineEnding(ended, lines: lines, in: child).words
        if let ending { problems.append(ending) }
        if let garbage { problems.append("the report cannot be read at \(garbage)") }
        // What a dead or babbling probe did not write needs no words of its own.
        if problems.isEmpty { problems += Self.gaps(in: observations, lines: lines) }
        if let words = Self.stranger(observations.start, on: target) { problems.append(words) }
        if dropping { problems += Self.privileges(in: observations, isWhole: problems.isEmpty) }
    }

    private static func readable(_ data: Data, before line: Int) -> ObservationSet {
        let lines = data.split(separator: UInt8(ascii: "\n"), maxSplits: line - 1, omittingEmptySubsequences: false)
        let good = Data(lines.prefix(line - 1).joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
        return (try? ObservationSet(jsonLines: good)) ?? ObservationSet([])
    }

    private static func words(_ ending: ChildProcess.Ending, lines: Int, child: ChildProcess) -> String? {
        let after = "after \(counted(lines))"
        return switch ending {
        case .exited(0): nil
        case .exited(let status): "the probe ended with exit status \(status) \(after)"
        case .signalled(let signal): "the probe was ended by signal \(signal) \(after)"
        case .cut(.overdue): nil
        case .cut(.silence), .cut(.cursed), .cut(.deadline):
            "the probe did not end within \(child.deadline.words) and was killed \(after)"
        case .cut(.cancelled): "the run was interrupted \(after)"
        case .cut(.flood): "the probe wrote more than \(child.outputLimit >> 20) MiB and was killed"
        }
    }

    static func counted(_ lines: Int) -> String { lines == 1 ? "1 line" : "\(lines) lines" }

    private static func gaps(in observations: ObservationSet, lines: Int) -> [String] {
        let all = observations.all
        if let limit = observations.environment.first(where: { $0.name == "guest.overdue" })?.value {
            return ["the probe did not end within \(limit) s and was killed after \(counted(lines - 1))"]
        }
        guard !all.isEmpty else { return ["the probe reported nothing"] }
        guard case .probe? = all.first else { return ["the report does not begin with the line of the probe"] }
        guard let end = observations.end else {
            return ["the report was cut off after \(counted(lines)): it has no end"]
        }
        guard case .end? = all.last else { return ["the report goes on after its end"] }
        guard end.lines == all.count - 1 else {
            return ["the probe wrote \(end.lines) lines before its end, but \(all.count - 1) arrived"]
        }
        return []
    }

    private static func stranger(_ start: ProbeStart?, on target: Target) -> String? {
        guard let start, start.architecture != target.architecture else { return nil }
        return "the probe was built for \(start.architecture), not for \(target.architecture)"
    }

    /// What is left of the privileges of a probe that was told to drop them.
    private static func privileges(in observations: ObservationSet, isWhole: Bool) -> [String] {
        func value(_ name: String) -> String? { observations.environment.first { $0.name == name }?.value }
        var problems: [String] = []
        for set in ["effective", "permitted", "inheritable", "ambient"] {
            guard let text = value("capabilities.\(set)") else {
                // Every probe reports the first two; one that died before it could is excused.
                if isWhole && ["effective", "permitted"].contains(set) {
                    problems.append("the probe does not report its \(set) capabilities")
                }
                continue
            }
            guard let mask = UInt64(text.hasPrefix("0x") ? String(text.dropFirst(2)) : text, radix: 16) else {
                problems.append("the probe reports \"\(text)\" as its \(set) capabilities")
                continue
            }
            guard mask != 0 else { continue }
            let names = Capabilities.names(mask: mask).joined(separator: ", ")
            problems.append("the probe did not drop its \(set) capabilities: \(names)")
        }
        if let flag = value("no-new-privileges"), flag != "1" {
            problems.append("the probe did not give up gaining privileges (no-new-privileges is \(flag))")
        }
        return problems
    }
}

extension Duration {
    /// In seconds, for instance "60 s" or "0.5 s".
    var words: String {
        let seconds = self / .seconds(1)
        return seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
    }
}
