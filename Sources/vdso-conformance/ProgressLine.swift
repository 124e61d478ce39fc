import Foundation
import Glibc
import Reporting
import Session
import Synchronization

/// What a long run is doing, as one line on standard error that is written over again; only on a terminal.
final class ProgressLine: Sendable {
    private let isShown: Bool
    private let last = Mutex<(time: ContinuousClock.Instant?, isWritten: Bool)>((nil, false))

    init(isWanted: Bool) {
        isShown = isWanted && isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Shows where a run is, at most ten times a second.
    func show(_ progress: Session.Progress) {
        let isOneOfMany = if case .observing(_, 1...) = progress { true } else { false }
        show(Self.words(progress), isOneOfMany: isOneOfMany)
    }

    /// The same for any words; of one among many, at most ten are shown a second.
    func show(_ words: String, isOneOfMany: Bool = true) {
        guard isShown else { return }
        last.withLock { last in
            let now = ContinuousClock.now
            if let time = last.time, now - time < .milliseconds(100), isOneOfMany { return }
            last = (now, true)
            put("\r\u{1B}[2K\(words)")
        }
    }

    /// Leaves an empty line for what follows.
    func clear() {
        last.withLock { last in
            if last.isWritten { put("\r\u{1B}[2K") }
            last.isWritten = false
        }
    }

    private static func words(_ progress: Session.Progress) -> String {
        switch progress {
        case .observing(let label, let lines): "\(PlainText.visible(label)): observing, \(lines) facts"
        case .judging(let label): "\(PlainText.visible(label)): judging"
        }
    }

    private func put(_ text: String) {
        try? ReportFile.write(Data(text.utf8), to: STDERR_FILENO, named: "standard error")
    }
}
