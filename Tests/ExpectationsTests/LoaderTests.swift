import Installation
import Testing

@testable import Expectations

@Suite("Loading, including, overlaying")
struct LoaderTests {
    @Test func readsEverySection() throws {
        let directory = try ScratchDirectory(
            toy(
                toySections + """
                    image:
                      - {property: soname, value: [a, b], note: why}
                    served:
                      - {function: clock_gettime, clocks: [REALTIME, TAI], presence: required, clocksources: incapable}
                    performance:
                      - {function: clock_gettime, clocks: TAI, maximum-ratio: 0.5}
                    known-issues:
                      - {id: A, matches: "toy/*/x", since: 5.10, if: "!CONFIG_A", reason: r, reference: s}
                      - {id: B, matches: "toy/*/x", flavours: qemu-user, reason: r, reference: s}
                    """))
        let set = try directory.toy()
        #expect(set.exports.map(\.symbol) == ["__toy_clock_gettime", "clock_gettime"])
        #expect(set.exports.map(\.binding) == ["GLOBAL", "WEAK"])
        #expect(set.exports.map(\.aliasOf) == [nil, "__toy_clock_gettime"])
        #expect(set.exports.allSatisfy { $0.types == ["FUNC"] && $0.presence == .required && $0.location.line == 9 })
        #expect(set.image.map(\.values) == [["a", "b"]] && set.image.map(\.note) == ["why"])
        #expect(set.clocks.map(\.id) == [0, 11] && set.clocks.allSatisfy { $0.tolerance == 0 })
        #expect(set.served.map(\.clocks) == [["REALTIME"], ["TAI"]])
        #expect(set.served.map(\.conditions.clocksources) == [["candle", "rooster"], ["candle", "rooster"]])
        #expect(set.performance.map(\.maximumRatio) == [0.5])
        #expect(set.knownIssues.map(\.id) == ["A"])
        #expect(set.knownIssues.first?.conditions.since == KernelVersion(5, 10))
        #expect(set.machine == 1 && set.elfClass == 64 && set.isLittleEndian && !set.failsOnUnlistedExports)
        #expect(set.location.line == 1 && set.location.description.hasSuffix("/linux/toy.yaml:1"))
    }

    @Test func includesKeepTheirPlaceAndTakeConditions() throws {
        let directory = try ScratchDirectory([
            "linux/toy.yaml": toyHead + "include: [{file: ../a.yaml, since: 5.3, if: CONFIG_A}]\n" + toySections,
            "a.yaml": "include: [b.yaml]\nimage:\n  - {property: soname, value: a, since: 6.1}\n",
            "b.yaml": "image:\n  - {property: thumb, value: \"no\", since: 4.1, until: 6.0, if: CONFIG_B}\n",
        ])
        let image = try directory.toy().image
        #expect(image.map(\.property) == ["thumb", "soname"])
        #expect(image.map(\.conditions.since) == [KernelVersion(5, 3), KernelVersion(6, 1)])
        #expect(image.first?.conditions.until == KernelVersion(6, 0))
        #expect(image.first?.conditions.configuration?.description == "CONFIG_A && CONFIG_B")
        #expect(image.map(\.location.line) == [2, 3] && image.allSatisfy { $0.location.column == 5 })
        #expect(image.first?.location.file.hasSuffix("/b.yaml") == true)
    }

    @Test func aConditionThatAnIncludeMakesImpossibleIsAMistake() throws {
        let directory = try ScratchDirectory([
            "linux/toy.yaml": toyHead + "include: [{file: a.yaml, since: 5.3}]\n" + toySections,
            "linux/a.yaml": "image:\n  - {property: soname, value: a, until: 5.3}\n",
        ])
        #expect(
            directory.mistakes() == [
                "linux/a.yaml:2:5: never holds: its file is included for 5.3 and later, or before 5.3"
            ])
    }

    @Test func cyclesAndRepetitionsAreMistakes() throws {
        let cycle = try ScratchDirectory([
            "linux/toy.yaml": toyHead + "include: [a.yaml]\n", "linux/a.yaml": "include: [b.yaml]\n",
            "linux/b.yaml": "include: [a.yaml]\n",
        ])
        #expect(cycle.mistakes() == ["linux/b.yaml:1:11: linux/a.yaml includes itself"])
        let twice = try ScratchDirectory([
            "linux/toy.yaml": toyHead + "include: [a.yaml, ./a.yaml]\n", "linux/a.yaml": "image: []\n",
        ])
        #expect(
            twice.mistakes() == ["linux/toy.yaml:8:19: linux/a.yaml is included twice; first at linux/toy.yaml:8"])
    }

    @Test func tooManyFilesAreAMistake() throws {
        var files = ["linux/toy.yaml": toyHead + "include: [p0.yaml]\n"]
        for i in 0..<40 { files["linux/p\(i).yaml"] = "include: [p\(i + 1).yaml]\n" }
        #expect(try ScratchDirectory(files).mistakes().first?.hasSuffix("more than 32 files are included") == true)
    }

    @Test func anOverlayChangesOneRecord() throws {
        var files = toy(toySections)
        files["o.yaml"] = """
            overlay: a backport
            applies-to: linux/t*
            exports:
              - {action: change, symbol: __toy_clock_gettime, since: 5.14, presence: optional}
            """
        let directory = try ScratchDirectory(files)
        let (before, after) = (try directory.toy(), try directory.toy(overlays: ["o.yaml"]))
        #expect(after.exports.map(\.conditions.since) == [KernelVersion(5, 14), KernelVersion(5, 14)])
        #expect(after.exports.allSatisfy { $0.presence == .optional && $0.version == "TOY_1" })
        #expect(after.exports.first?.location.file == "\(directory.path)/o.yaml")
        #expect(after.exports.first?.location.line == 4)
        #expect(after.clocks == before.clocks && after.exports.map(\.symbol) == before.exports.map(\.symbol))
    }

    @Test func anOverlayAddsExtendsAndRemoves() throws {
        var files = toy(
            toySections + """
                image:
                  - {property: dynamic-tags.allowed, value: HASH}
                served:
                  - {function: clock_gettime, clocks: [REALTIME, TAI], presence: required}
                """)
        files["o.yaml"] = """
            overlay: all of it
            applies-to: ["*/toy"]
            exports:
              - {function: time, symbol: __toy_time, version: TOY_1}
            image:
              - {action: extend, property: dynamic-tags.allowed, value: [RELA, RELASZ]}
            clocks:
              - {action: remove, clock: REALTIME}
            served:
              - {action: remove, function: clock_gettime, clocks: REALTIME}
              - {action: change, function: clock_gettime, presence: optional}
            """
        let set = try ScratchDirectory(files).toy(overlays: ["o.yaml"])
        #expect(set.exports.map(\.symbol) == ["__toy_clock_gettime", "clock_gettime", "__toy_time"])
        #expect(set.image.map(\.values) == [["HASH", "RELA", "RELASZ"]])
        #expect(set.clocks.map(\.clock) == ["TAI"])
        #expect(set.served.map(\.clocks) == [["TAI"]] && set.served.map(\.presence) == [.optional])
    }

    @Test func anOverlayForOthersChangesNothingButIsChecked() throws {
        var files = toy(toySections)
        files["o.yaml"] = "overlay: others\napplies-to: linux/x86_64\nexports:\n  - {action: remove, symbol: gone}\n"
        files["bad.yaml"] = "overlay: bad\napplies-to: toy\nexports: 1\ninclude: [a]\n"
        let directory = try ScratchDirectory(files)
        #expect(try directory.toy(overlays: ["o.yaml"]).exports.count == 2)
        #expect(
            directory.mistakes(overlays: ["bad.yaml", "none.yaml"]) == [
                "bad.yaml:4:1: unknown key \"include\"; known keys are overlay, applies-to, exports, image, mapping, clocks, "
                    + "served, performance, calling-convention, known-issues",
                "bad.yaml:3:10: \"exports\" must be a list, not a text",
                "bad.yaml:2:13: \"toy\" is no pattern of FLAVOUR/ARCHITECTURE",
                "none.yaml: does not exist or cannot be reached",
            ])
    }

    @Test func anOverlayThatFindsNothingIsAMistake() throws {
        var files = toy(toySections)
        files["o.yaml"] = "overlay: o\napplies-to: linux/toy\nexports:\n  - {action: remove, symbol: gone}\n"
        #expect(
            try ScratchDirectory(files).mistakes(overlays: ["o.yaml"]) == [
                "o.yaml:4:5: there is no export \"gone\" to remove"
            ])
    }

    @Test func recordsThatExcludeEachOtherMayShareASubject() throws {
        let property = "property: soname, value: a"
        for (first, second) in [
            ("until: 5.3", "since: 5.3"), ("if: CONFIG_A", "if: \"!CONFIG_A && CONFIG_B\""),
            ("clocksources: capable", "clocksources: incapable"),
        ] {
            let directory = try ScratchDirectory(
                toy(toySections + "image:\n  - {\(property), \(first)}\n  - {\(property), \(second)}\n"))
            #expect(try directory.toy().image.count == 2)
        }
        for (first, second) in [
            ("until: 5.4", "since: 5.3"), ("if: CONFIG_A", "if: CONFIG_B"),
            ("clocksources: capable", "clocksources: [candle, sundial]"),
        ] {
            let directory = try ScratchDirectory(
                toy(toySections + "image:\n  - {\(property), \(first)}\n  - {\(property), \(second)}\n"))
            #expect(directory.mistakes().count == 1)
        }
    }

    @Test func theWordsOfClocksourcesNeedAMeaning() throws {
        let head = toyHead.split(separator: "\n").prefix(5).joined(separator: "\n") + "\n"
        let served = "served:\n  - {function: clock_gettime, presence: required, clocksources: capable}\n"
        let directory = try ScratchDirectory(["linux/toy.yaml": head + toySections + served])
        #expect(
            directory.mistakes() == [
                "linux/toy.yaml:12:5: \"capable\" has no meaning without the key \"capable-clocksources\""
            ])
    }

    @Test func headersTellImagesApart() throws {
        let directory = try ScratchDirectory([
            "linux/toy.yaml": toyHead + "identified-by: {program-headers: ARM_EXIDX}\n",
            "linux/troy.yaml": toyHead.replacing(": toy", with: ": troy")
                + "identified-by: {no-program-headers: [ARM_EXIDX]}\n",
        ])
        func architectures(_ headers: [String], machine: UInt16 = 1) throws -> [String] {
            try directory.loader().headers().filter {
                $0.matches(machine: machine, elfClass: 64, isLittleEndian: true, programHeaders: headers)
            }.map(\.architecture)
        }
        #expect(try architectures(["LOAD", "ARM_EXIDX"]) == ["toy"])
        #expect(try architectures(["LOAD"]) == ["troy"])
        #expect(try architectures(["LOAD"], machine: 2).isEmpty)
    }

    @Test func theDefaultDirectoryIsFound() {
        let installation = Installation(executable: "/nonexistent/bin/vdso-conformance", sourceFile: "/nonexistent")
        func found(_ environment: [String: String]) -> String {
            ExpectationLoader.defaultDirectory(environment: environment, installation: installation)
        }
        #expect(found(["VDSO_EXPECTATIONS": "/mine"]) == "/mine")
        #expect(found(["VDSO_EXPECTATIONS": ""]) == "/nonexistent/share/vdso-conformance/Expectations")
    }
}
