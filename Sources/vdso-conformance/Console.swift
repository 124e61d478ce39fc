import Foundation
import Glibc
import Reporting

/// Standard output and standard error.
enum Console {
    /// Writes text to standard output. A reader that has left is no error: it has read what it wanted.
    ///
    /// - Throws: `ReportFile.Failure`, for instance on a full disk.
    static func write(_ text: String) throws { try write(Data(text.utf8)) }

    /// Writes bytes to standard output.
    static func write(_ data: Data) throws {
        do {
            try ReportFile.write(data, to: STDOUT_FILENO, named: "standard output")
        } catch {
            // Not as a pattern of the clause: Swift 6.2 miscompiles it.
            if error.code != EPIPE { throw error }
        }
    }

    /// One line on standard error: what is wrong.
    static func complain(_ text: String) { note("vdso-conformance: error: \(PlainText.visible(text))") }

    /// One line on standard error.
    static func note(_ text: String) {
        // There is nobody left to tell if this fails.
        try? ReportFile.write(Data("\(text)\n".utf8), to: STDERR_FILENO, named: "standard error")
    }

    /// How text on standard output looks: in colour on a terminal, unless NO_COLOR is set or the terminal is dumb.
    static var style: Style {
        let environment = ProcessInfo.processInfo.environment
        guard isatty(STDOUT_FILENO) == 1 else { return Style() }
        let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false || environment["TERM"] == "dumb"
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Style(isColoured: !isPlain, width: isKnown ? min(Int(size.ws_col), 120) : 100)
    }
}
