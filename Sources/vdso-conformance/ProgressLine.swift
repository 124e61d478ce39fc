import Foundation
import Glibc
import Reporting
import Session
import Synchronization

/// What a long run is doing, as one line on standard error that is written over again; only on a terminal, and not where
/// `CI` says that nobody looks.
final class ProgressLine: Sendable {
    private struct State {
        var time: ContinuousClock.Instant?
        var isWritten = false
        var words = ProgressWords()
    }
    private let isShown: Bool
    private let state = Mutex(State())
    private let start = ContinuousClock.now

    init(isWanted: Bool) {
        let environment = ProcessInfo.processInfo.environment
        let isAutomatic = environment["CI"].map { !["", "0", "false"].contains($0) } ?? false
        isShown = isWanted && isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb" && !isAutomatic
    }

    /// Shows where a run is, at most ten times a second.
    func show(_ progress: Session.Progress) {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let line = state.withLock { $0.words.line(progress, after: seconds) }
        let isOneOfMany =
            switch progress {
            case .observing(_, let seen), .measuring(_, let seen): seen.lines > 0
            case .beginning, .judging: false
            }
        show(line, isOneOfMany: isOneOfMany)
    }

    /// The same for any words; of one among many, at most ten are shown a second.
    func show(_ words: String, isOneOfMany: Bool = true) {
        guard isShown else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            if let time = state.time, now - time < .milliseconds(100), isOneOfMany { return }
            state.time = now
            state.isWritten = true
            put("\r\u{1B}[2K\(words.prefix(width))")
        }
    }

    /// Leaves an empty line for what follows.
    func clear() {
        state.withLock { state in
            if state.isWritten { put("\r\u{1B}[2K") }
            state.isWritten = false
        }
    }

    /// A line that were longer than the terminal could not be written over.
    private var width: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1 ? Int(size.ws_col) - 1 : 79
    }

    private func put(_ text: String) {
        try? ReportFile.write(Data(text.utf8), to: STDERR_FILENO, named: "standard error")
    }
}
