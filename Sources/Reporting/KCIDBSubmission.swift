/// The objects of KCIDB's schema, as far as this suite has something to say; names are the
/// schema's, whose words are divided by `_`.
struct KCIDBSubmission: Encodable {
    var version = Version()
    var checkouts: [Checkout] = []
    var builds: [Build] = []
    var tests: [Test] = []
    var issues: [Issue] = []
    var incidents: [Incident] = []

    struct Version: Encodable { var major = 5, minor = 3 }
    struct Checkout: Encodable { var id, origin, comment: String }
    struct Build: Encodable { var id, origin, checkoutID, architecture, comment: String }
    struct Test: Encodable {
        var id, origin, buildID, path, status, startTime: String
        var environment: Environment
        var comment: String?
        var logExcerpt: String?
        var number: Number?
    }
    struct Environment: Encodable { var comment: String, misc: [String: String] }
    struct Number: Encodable { var value: Double, unit: String }
    struct Issue: Encodable {
        var id: String
        var version: Int
        var origin: String
        var culprit: Culprit
        var comment, reportSubject: String
    }
    struct Culprit: Encodable { var code, tool, harness: Bool }
    struct Incident: Encodable {
        var id, origin, issueID: String
        var issueVersion: Int
        var testID: String
        var present: Bool
    }

    /// Text that the schema takes: without zero bytes, and not too long.
    static func text(_ text: String, limit: Int) -> String {
        PlainText.visible(PlainText.limited(text, to: limit))
    }

    /// A path of the schema: letters, digits, `_` and `-` between dots.
    static func path(_ parts: [String]) -> String {
        parts.flatMap { $0.split(separator: ".") }.map { part in
            String(
                decoding: part.utf8.map { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                        byte
                    default: UInt8(ascii: "_")
                    }
                }, as: UTF8.self)
        }.joined(separator: ".")
    }
}
