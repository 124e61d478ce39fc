/// A reader of KTAP version 1 after the rules of `Documentation/dev-tools/ktap.rst`, that knows nothing of how this suite
/// writes it.
struct KTAPDocument {
    /// One test with those inside it.
    struct Test: Equatable {
        var name: String
        var isOK: Bool
        /// `SKIP`, `XFAIL`, ...; nil without one.
        var directive: String?
        var diagnostics: [String]
        var tests: [Test]
    }

    /// A rule that is broken.
    struct Breach: Error, Equatable {
        var line: Int
        var rule: String
    }

    private(set) var tests: [Test] = []
    private(set) var bailedOut = false
    private var lines: [Substring]
    private var position = 0

    init(_ text: String) throws {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        tests = try group(indentation: "")
        if position < lines.count, lines[position].hasPrefix("Bail out!") {
            bailedOut = true
            position += 1
        }
        if position < lines.count { throw breach("nothing follows the last result") }
    }

    /// A version line, a plan, and as many results as planned.
    private mutating func group(indentation: String) throws -> [Test] {
        guard next(indentation) == "KTAP version 1" else { throw breach("results begin with a version line") }
        position += 1
        guard let plan = next(indentation), let count = plan.wholeMatch(of: /1\.\.([0-9]+)/).flatMap({ Int($0.1) })
        else { throw breach("a plan follows the version line") }
        position += 1
        var tests: [Test] = []
        while tests.count < count { tests.append(try test(number: tests.count + 1, indentation: indentation)) }
        return tests
    }

    private mutating func test(number: Int, indentation: String) throws -> Test {
        var diagnostics: [String] = []
        var inner: [Test] = []
        while position < lines.count {
            if let text = next(indentation) {
                if text.hasPrefix("#") {
                    diagnostics.append(String(text.dropFirst().drop { $0 == " " }))
                    position += 1
                    continue
                }
                guard let match = text.wholeMatch(of: /(ok|not ok) ([0-9]+)(?: (?:- )?([^#]*?))?(?: # ?([A-Z]+)?.*)?/),
                    Int(match.2) == number
                else { throw breach("result \(number) follows, or a diagnostic line") }
                position += 1
                let isOK = match.1 == "ok"
                if isOK, inner.contains(where: { !$0.isOK }) {
                    throw breach("a test fails if one inside it does")
                }
                return Test(
                    name: String(match.3 ?? ""), isOK: isOK, directive: match.4.map(String.init),
                    diagnostics: diagnostics, tests: inner)
            }
            guard inner.isEmpty else { throw breach("one group of results belongs to one test") }
            inner = try group(indentation: indentation + "  ")
        }
        throw breach("every planned test has a result")
    }

    /// The present line without its indentation; nil if it has more of it.
    private func next(_ indentation: String) -> Substring? {
        guard position < lines.count, lines[position].hasPrefix(indentation) else { return nil }
        let text = lines[position].dropFirst(indentation.count)
        return text.hasPrefix(" ") ? nil : text
    }

    private func breach(_ rule: String) -> Breach { Breach(line: position + 1, rule: rule) }
}
