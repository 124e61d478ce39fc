public import Results

/// One page of HTML for people, with everything in it: it refers to nothing outside, and is whole without its script.
///
/// Text from images and kernels is escaped in one place, `HTMLTemplates.Escaping`. Should that fail, the page's content
/// security policy still lets no script run but its own, which carries a number that nobody knew before.
public struct HTMLReport: Sendable {
    private let report: Report
    private let history: RunHistory

    /// Wraps a report.
    ///
    /// - Parameters:
    ///   - report: the run.
    ///   - history: earlier runs, to show what changed since.
    public init(_ report: Report, history: RunHistory = RunHistory()) {
        self.report = report
        self.history = history
    }

    /// The whole document.
    ///
    /// - Returns: HTML in UTF-8.
    /// - Throws: what a template that cannot be read throws; the tests read them all.
    public func document() throws -> String {
        var generator = SystemRandomNumberGenerator()
        let nonce = String(generator.next(), radix: 36) + String(generator.next(), radix: 36)
        return try HTMLTemplates.page(HTMLPage(report, history: history, nonce: nonce))
    }
}
