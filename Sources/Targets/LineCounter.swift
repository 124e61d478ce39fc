import Synchronization

/// Counts the lines of a report while it comes.
final class LineCounter: Sendable {
    private let lines = Mutex(0)
    private let report: @Sendable (Int) -> Void

    init(report: @escaping @Sendable (Int) -> Void) { self.report = report }

    func add(_ piece: borrowing [UInt8]) {
        let new = piece.count { $0 == UInt8(ascii: "\n") }
        guard new > 0 else { return }
        report(
            lines.withLock { lines in
                lines += new
                return lines
            })
    }
}
