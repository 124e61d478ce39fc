import Foundation
import Testing

@testable import Expectations

@Suite("Mistakes in files")
struct MistakesTests {
    /// A file's sections from line 8 on, and the mistake that they are.
    struct Case: CustomTestStringConvertible {
        var sections: String
        var mistake: String
        var testDescription: String { mistake }

        init(_ sections: String, _ mistake: String) {
            self.sections = sections
            self.mistake = mistake
        }
    }

    static let export = "function: time, symbol: __toy_time, version: TOY_1"

    static let cases = [
        Case(
            "exports:\n  - {function: time, symbol: __toy_time, verion: TOY_1, version: TOY_1}",
            "linux/toy.yaml:9:42: unknown key \"verion\"; known keys are function, symbol, version, binding, type, aliases, "
                + "presence, code, frame, since, until, if, clocksources, note, action"),
        Case(
            "exprots: []",
            "linux/toy.yaml:8:1: unknown key \"exprots\"; known keys are architecture, flavour, machine, class, byte-order, "
                + "identified-by, capable-clocksources, incapable-clocksources, unlisted-exports, include, exports, image, "
                + "mapping, clocks, served, performance, calling-convention, known-issues"),
        Case(
            "exports:\n  - {\(export), code: 0a7}",
            "linux/toy.yaml:9:64: \"code\" must be bytes in hexadecimal digits, not \"0a7\""),
        Case(
            "exports:\n  - {\(export), frame: signals}",
            "linux/toy.yaml:9:65: \"frame\" is one of signal, plain, none, not \"signals\""),
        Case("exports: yes", "linux/toy.yaml:8:10: \"exports\" must be a list, not a text"),
        Case("exports:\n  - hello", "linux/toy.yaml:9:5: a record of exports must be a mapping, not a text"),
        Case(
            "exports:\n  - {\(export), presence: [required]}",
            "linux/toy.yaml:9:68: \"presence\" must be a text, not a list"),
        Case(
            "exports:\n  - {symbol: __toy_time, version: TOY_1}", "linux/toy.yaml:9:5: the key \"function\" is missing"),
        Case(
            "exports:\n  - {function: tiem, symbol: __toy_time, version: TOY_1}",
            "linux/toy.yaml:9:30: unknown function \"tiem\" for the symbol \"__toy_time\", which ends otherwise"),
        Case(
            "exports:\n  - {\(export), presence: wanted}",
            "linux/toy.yaml:9:68: \"presence\" is one of required, optional, forbidden, not \"wanted\""),
        Case(
            "exports:\n  - {\(export), binding: STRONG}",
            "linux/toy.yaml:9:67: \"binding\" is one of GLOBAL, WEAK, not \"STRONG\""),
        Case(
            "exports:\n  - {\(export), type: [FUNC, VERB]}",
            "linux/toy.yaml:9:64: \"type\" is one of FUNC, NOTYPE, OBJECT, not \"VERB\""),
        Case(
            "exports:\n  - {\(export), since: 6}",
            "linux/toy.yaml:9:65: \"since\" must be a kernel version such as 6.12 or 6.18.44, not \"6\""),
        Case(
            "exports:\n  - {\(export), until: 6.12-rc1}",
            "linux/toy.yaml:9:65: \"until\" must be a kernel version such as 6.12 or 6.18.44, not \"6.12-rc1\""),
        Case(
            "exports:\n  - {\(export), since: 6.12, until: 6.12.0}",
            "linux/toy.yaml:9:78: no kernel is from 6.12 and before 6.12"),
        Case(
            "exports:\n  - {\(export), if: CONFIG_A &&}",
            "linux/toy.yaml:9:62: \"if\": expected CONFIG_NAME, ! or (, found the end"),
        Case(
            "exports:\n  - {\(export)}\n  - {\(export), since: 6.1}",
            "linux/toy.yaml:10:5: export \"__toy_time\" is written twice for the same kernels; "
                + "first at linux/toy.yaml:9"),
        Case(
            "exports:\n  - {\(export), symbol: twice}",
            "linux/toy.yaml:9:22: written twice: \"symbol\""),
        Case(
            "exports:\n  - {\(export), aliases: [time]}",
            "linux/toy.yaml:9:68: an alias must be a mapping, not a text"),
        Case(
            "exports:\n  - {\(export), clocksources: capabel}\nserved:\n  - {function: tim, presence: required}",
            "linux/toy.yaml:11:5: unknown function \"tim\": no export of toy provides it"),
        Case(
            "\(toySections)served:\n  - {function: clock_gettime, clocks: [TAI, TEA], presence: required}",
            "linux/toy.yaml:14:5: unknown clock \"TEA\": it is not in the section \"clocks\""),
        Case(
            "\(toySections)served:\n  - {function: clock_gettime, clocks: [TAI, TAI], presence: required}",
            "linux/toy.yaml:14:39: \"clocks\" names something twice"),
        Case(
            "\(toySections)performance:\n  - {function: clock_gettime, maximum-ratio: nan}",
            "linux/toy.yaml:14:46: \"maximum-ratio\" must be a number above 0 and up to 100, not \"nan\""),
        Case(
            "image:\n  - {property: sonmae, value: a}",
            "linux/toy.yaml:9:16: unknown property \"sonmae\"; known properties are build-id, dynamic-tags.allowed, "
                + "eh-frame-header, entry, frame-descriptions, gnu-stack, hash.gnu, hash.sysv, header.flags, landing-pads, "
                + "landing-pads.accepted, landing-pads.exempt, linux-note, load.address, load.flags, nameless-symbols, "
                + "program-headers.allowed, section-headers, soname, symbols.other, thumb, unwind.entry, version-nodes"),
        Case(
            "image:\n  - {property: thumb, value: maybe}",
            "linux/toy.yaml:9:30: \"thumb\" is one of yes, no, not \"maybe\""),
        Case("image:\n  - {property: soname}", "linux/toy.yaml:9:5: \"soname\" has no value"),
        Case(
            "mapping:\n  - {property: sysinfo, value: required}\n  - {property: sysinfo, value: optional}",
            "linux/toy.yaml:10:5: mapping property \"sysinfo\" is written twice for the same kernels; "
                + "first at linux/toy.yaml:9"),
        Case(
            "clocks:\n  - {clock: TAI, id: eleven, kind: fine}",
            "linux/toy.yaml:9:22: \"id\" must be the number of a clock, not \"eleven\""),
        Case(
            "clocks:\n  - {clock: TAI, id: 11, kind: fine, tolerance: -1}",
            "linux/toy.yaml:9:49: \"tolerance\" must be nanoseconds, not \"-1\""),
        Case(
            "clocks:\n  - {clock: TAI, id: 11, kind: fast}",
            "linux/toy.yaml:9:32: \"kind\" is one of fine, coarse, cpu, alarm, auxiliary, not \"fast\""),
        Case(
            "known-issues:\n  - {id: A, matches: \"toy/time*\", reason: r, reference: r}",
            "linux/toy.yaml:9:22: \"toy/time*\" is no pattern of the form ARCH/AREA/NAME, in which * stands for anything"
        ),
        Case(
            "known-issues:\n  - {id: A, matches: \"a/b/?\", reason: r, reference: r}",
            "linux/toy.yaml:9:22: \"a/b/?\" is no pattern of the form ARCH/AREA/NAME, in which * stands for anything"),
        Case(
            "known-issues:\n  - {id: A, matches: \"a/b/c\", observed: \"(x\", reason: r, reference: r}",
            "linux/toy.yaml:9:41: \"observed\" is no regular expression: \"(x\""),
        Case(
            "known-issues:\n  - {id: A, matches: \"a/b/c\", flavours: bsd, reason: r, reference: r}",
            "linux/toy.yaml:9:41: \"flavours\" is one of linux, qemu-user, not \"bsd\""),
        Case(
            "known-issues:\n  - {id: A, matches: \"a/b/c\", shows: often, reason: r, reference: r}",
            "linux/toy.yaml:9:38: \"shows\" is one of always, sometimes, not \"often\""),
        Case("include: common.yaml", "linux/toy.yaml:8:10: \"include\" must be a list, not a text"),
        Case("include: [gone.yaml]", "linux/toy.yaml:8:11: linux/gone.yaml does not exist or cannot be reached"),
        Case("include: [toy.yaml]", "linux/toy.yaml:8:11: linux/toy.yaml includes itself"),
        Case("include: [../../../etc/passwd]", "linux/toy.yaml:8:11: \"../../../etc/passwd\" does not lie in "),
        Case("include: [/etc/passwd]", "linux/toy.yaml:8:11: \"/etc/passwd\" does not lie in "),
        Case("include: [..]", "linux/toy.yaml:8:11: \"..\" does not lie in "),
        Case(
            "exports:\n  - {action: change, symbol: __toy_time, presence: optional}",
            "linux/toy.yaml:9:5: there is no export \"__toy_time\" to change"),
        Case(
            "exports:\n  - {action: remove, symbol: __toy_time}",
            "linux/toy.yaml:9:5: there is no export \"__toy_time\" to remove"),
        Case("exports:\n  - {action: remove}", "linux/toy.yaml:9:5: \"symbol\" must say what to remove"),
        Case(
            "exports:\n  - {action: destroy, symbol: a}",
            "linux/toy.yaml:9:14: \"action\" is one of add, change, extend, remove, not \"destroy\""),
        Case(
            "exports:\n  - {\(export)}\n  - {action: extend, symbol: __toy_time, since: 6.1}",
            "linux/toy.yaml:10:42: \"since\" cannot be extended, only changed"),
        Case("image: [&a {property: soname, value: b}]", "linux/toy.yaml:8:9: anchors and aliases are not allowed"),
        Case("image: [*a]", "linux/toy.yaml:8:9: found undefined alias"),
        Case("image: [[[[[[[[]]]]]]]]", "linux/toy.yaml:8:15: nested deeper than 8 levels"),
        Case("? [a]\n: b", "linux/toy.yaml:8:3: a key must be a text"),
        Case("exports: {", "linux/toy.yaml:9:1: while parsing a flow node: did not find expected node content"),
        Case(
            "exports:\n\t- a",
            "linux/toy.yaml:9:1: while scanning for the next token: "
                + "found character that cannot start any token"),
        Case(
            "image: []\n---\nimage: []",
            "linux/toy.yaml:9:1: expected a single document in the stream: "
                + "but found another document"),
        Case("image: \"a\u{1}b\"", "linux/toy.yaml:8:10: control characters are not allowed"),
    ]

    @Test(arguments: cases) func isReported(_ expected: Case) throws {
        let directory = try ScratchDirectory(toy(expected.sections))
        let mistakes = directory.mistakes()
        #expect(mistakes.contains(expected.mistake), "reported: \(mistakes.joined(separator: "\n"))")
    }

    @Test func ofTheHead() throws {
        let text = "architecture: boy\nflavour: linux\nmachine: 70000\nclass: 65\nbyte-order: middle\n"
        let directory = try ScratchDirectory(["linux/toy.yaml": text])
        #expect(
            directory.mistakes() == [
                "linux/toy.yaml:3:10: \"machine\" must be the number of an e_machine, not \"70000\"",
                "linux/toy.yaml:4:8: \"class\" is one of 32, 64, not \"65\"",
                "linux/toy.yaml:5:13: \"byte-order\" is one of little, big, not \"middle\"",
            ])
    }

    @Test func ofAFileInTheWrongPlace() throws {
        let directory = try ScratchDirectory(["linux/toy.yaml": toyHead.replacing("linux", with: "qemu-user")])
        #expect(directory.mistakes() == ["linux/toy.yaml:1:15: says qemu-user/toy, but lies at linux/toy.yaml"])
    }

    @Test func areReportedTogether() throws {
        let directory = try ScratchDirectory([
            "linux/toy.yaml": toyHead + "include: [part.yaml]\nimage:\n  - {propert: a}\n  - {property: soname}\n",
            "linux/part.yaml": "mapping:\n  - {property: data, value: perhaps}\n",
            "known-issues.yaml": "known-issues: {}\n",
        ])
        #expect(directory.mistakes().count == 5)
        #expect(Set(directory.mistakes().map { $0.prefix { $0 != ":" } }).count == 3)
    }

    @Test func ofTheFileItself() throws {
        let directory = try ScratchDirectory(["linux/toy.yaml": "", "linux/other.yaml": ""])
        #expect(directory.mistakes() == ["linux/toy.yaml: is empty"])
        try directory.write(
            "linux/toy.yaml", Data("architecture: toy\nflavour: \u{ff}".unicodeScalars.map { UInt8($0.value) }))
        #expect(directory.mistakes() == ["linux/toy.yaml:2:1: is not UTF-8"])
        try directory.write("linux/toy.yaml", Data(repeating: UInt8(ascii: "#"), count: SourceFile.maximumSize + 1))
        #expect(directory.mistakes() == ["linux/toy.yaml: is larger than 256 KiB"])
        try FileManager.default.removeItem(atPath: "\(directory.path)/linux/toy.yaml")
        #expect(directory.mistakes() == ["linux/toy.yaml: does not exist; there are other"])
        try FileManager.default.createDirectory(
            atPath: "\(directory.path)/linux/toy.yaml", withIntermediateDirectories: true)
        #expect(directory.mistakes() == ["linux/toy.yaml: is not a regular file"])
    }

    @Test func ofADirectoryThatIsMissing() {
        let loader = ExpectationLoader(directory: "/nowhere/at/all")
        #expect(
            throws: ExpectationsError(mistakes: [
                Mistake(file: "/nowhere/at/all", "is no directory that can be read")
            ])
        ) { try loader.available() }
        #expect(throws: ExpectationsError.self) { try loader.load(architecture: "toy", flavour: .linux) }
        #expect(throws: ExpectationsError.self) { try loader.headers() }
    }

    @Test func ofManyAreCounted() {
        let mistakes = (0..<60).map { Mistake(file: "\($0)", "is wrong") }
        let lines = ExpectationsError(mistakes: mistakes).description.split(separator: "\n")
        #expect(lines.count == 51 && lines.last == "and 10 more")
    }
}
