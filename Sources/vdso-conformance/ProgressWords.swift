import Reporting
import Session

/// Progress in words: the present target and what is looked at there, how long it took so far, and how long it will take
/// where that can be known.
struct ProgressWords {
    private var place = ""
    private var done = 0
    private var all = 0
    /// When the present target was begun, in seconds since the start of the run.
    private var begun = 0.0

    /// The line for a state of the run.
    ///
    /// - Parameters:
    ///   - progress: the state.
    ///   - seconds: since the start of the run.
    /// - Returns: one line without an end.
    mutating func line(_ progress: Session.Progress, after seconds: Double) -> String {
        switch progress {
        case .beginning(let label, let done, let all):
            (self.done, self.all, begun) = (done, all, seconds)
            place = all > 1 ? "\(PlainText.visible(label)) (\(done + 1) of \(all))" : PlainText.visible(label)
            return line("starting", seconds)
        case .observing(_, let seen): return line(words(seen.lines, seen.latest), seconds)
        case .measuring(_, let seen): return line("speed, \(words(seen.lines, seen.latest))", seconds)
        case .judging: return line("judging", seconds)
        }
    }

    private func words(_ lines: Int, _ latest: String) -> String {
        "\(lines) facts" + (latest.isEmpty ? "" : ", now \(latest)")
    }

    private func line(_ words: String, _ seconds: Double) -> String {
        let left = remaining(seconds).map { ", about \(Int($0.rounded(.up))) s left" } ?? ""
        return "\(place): \(Int(seconds)) s\(left): \(words)"
    }

    /// Targets take about as long as those before them; of the first one nothing is known.
    private func remaining(_ seconds: Double) -> Double? {
        guard done > 0 else { return nil }
        let each = begun / Double(done)
        return max(0, each * Double(all - done) - (seconds - begun))
    }
}
