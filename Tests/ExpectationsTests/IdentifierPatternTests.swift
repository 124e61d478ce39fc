import Testing

@testable import Expectations

@Suite("Patterns of identifiers")
struct IdentifierPatternTests {
    @Test(arguments: [
        ("a/b/c", "a/b/c", true), ("a/b/c", "a/b/cc", false), ("a/b/cc", "a/b/c", false), ("*", "", true),
        ("*", "a/b", true), ("*/errors/clock_getres.AUX*.*", "x86_64/errors/clock_getres.AUX0.null", true),
        ("*/errors/clock_getres.AUX*.*", "x86_64/errors/clock_getres.AUX0", false), ("a*b*c", "abc", true),
        ("a*b*c", "abcbc", true), ("a*b*c", "abcb", false), ("*ab", "aab", true), ("*ab", "aba", false),
        ("**a**", "a", true), ("a*", "", false), ("a.c", "abc", false),
    ]) func match(_ pattern: String, _ text: String, _ result: Bool) throws {
        #expect(try #require(IdentifierPattern(pattern)).matches(text) == result)
    }

    @Test(arguments: [
        ("a/b/c", "a/b/c", true), ("a/b/c", "a/b/d", false), ("*", "*", true), ("x86_64/*", "*/image/*.tags", true),
        ("*/image/*l", "a/errors/*.nil", true),
        ("*/image/*", "a/errors.null", false), ("*/image/*.t*", "*/image/*.tags", true), ("ab*", "*ba", true),
        ("a", "b*", false), ("a*c", "ab", false), ("a*", "a", true), ("*.ordered", "*/agreement/*.ordered", true),
    ]) func overlap(_ one: String, _ other: String, _ result: Bool) throws {
        let (one, other) = (try #require(IdentifierPattern(one)), try #require(IdentifierPattern(other)))
        #expect(one.overlaps(other) == result)
        #expect(other.overlaps(one) == result)
    }

    @Test(arguments: ["", "a b", "a?", "[a]", "a\\b", "ä", "a\n", String(repeating: "a", count: 257)])
    func areRefused(_ text: String) {
        #expect(IdentifierPattern(text) == nil)
    }

    @Test func manyStarsTakeNoTime() throws {
        let pattern = try #require(IdentifierPattern(String(repeating: "a*", count: 127) + "b"))
        #expect(!pattern.matches(String(repeating: "a", count: 20_000)))
    }
}
