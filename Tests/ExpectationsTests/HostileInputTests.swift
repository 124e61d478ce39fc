import Foundation
import Testing

@testable import Expectations

@Suite("Hostile files")
struct HostileInputTests {
    @Test func aBillionLaughsAreRefused() throws {
        var text = "a0: &a0 [lol, lol]\n"
        for i in 1..<40 { text += "a\(i): &a\(i) [*a\(i - 1), *a\(i - 1)]\n" }
        text += "? *a39\n: lol\n"
        #expect(
            try ScratchDirectory(["linux/toy.yaml": text]).mistakes() == [
                "linux/toy.yaml:1:5: anchors and aliases are not allowed"
            ])
    }

    @Test(arguments: ["&a b", "[&a b]", "{a: &a b}", "- &a b", "!!str &a b", "\"a\": &a b", "? &a b", "a:\n  &a\n  b"])
    func noAnchorPasses(_ text: String) {
        let mistakes = Mistakes()
        #expect(YAMLReader(file: "f", mistakes: mistakes).read(text) == nil)
        #expect(mistakes.found.map(\.message) == ["anchors and aliases are not allowed"])
    }

    @Test(arguments: ["a: b && c", "a: b&c", "a: https://example.org/?a=1&b=2", "a: \"x & y\"", "a: b &&c"])
    func noOtherAmpersandIsRefused(_ text: String) {
        let mistakes = Mistakes()
        #expect(YAMLReader(file: "f", mistakes: mistakes).read(text) != nil)
        #expect(mistakes.found.isEmpty)
    }

    @Test(arguments: ["[", "{", "- ", "? ", "[{a: ", "{? ", "- - ? "]) func depthIsBounded(_ opening: String) throws {
        let text = String(repeating: opening, count: 200_000 / opening.utf8.count)
        #expect(try ScratchDirectory(["linux/toy.yaml": text]).mistakes().count == 1)
    }

    @Test func manyRecordsAreRefused() throws {
        let records = String(repeating: "  - {property: soname, value: a}\n", count: 5000)
        #expect(
            try ScratchDirectory(toy("image:\n" + records)).mistakes() == ["linux/toy.yaml: has more than 1000 records"]
        )
    }

    @Test func aPipeIsNotRead() throws {
        let directory = try ScratchDirectory(["linux/other.yaml": ""])
        #expect(mkfifo("\(directory.path)/linux/toy.yaml", 0o600) == 0)
        #expect(directory.mistakes() == ["linux/toy.yaml: is not a regular file"])
    }

    /// Changed bytes, removed and doubled pieces of the shipped files: each loads, or gives mistakes with places.
    @Test(arguments: ["linux/x86_64.yaml", "common/generic-time.yaml", "known-issues.yaml", "linux/arm.yaml"])
    func damagedFilesNeverCrash(_ name: String) throws {
        let root = ExpectationLoader.defaultDirectory()
        let original = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(name)")))
        let copy = try ScratchDirectory([:])
        try FileManager.default.copyItem(atPath: root, toPath: copy.path)
        var random = SplitMix(state: 0x5eed)
        var refused = 0
        let rounds = 40
        for _ in 0..<rounds {
            try copy.write(name, Data(damage(original, &random)))
            do throws(ExpectationsError) {
                _ = try copy.loader().load(architecture: name.contains("arm") ? "arm" : "x86_64", flavour: .linux)
            } catch {
                refused += 1
                #expect(!error.mistakes.isEmpty && error.mistakes.allSatisfy { !$0.message.isEmpty })
                #expect(error.mistakes.allSatisfy { !$0.description.contains("\n") })
            }
        }
        #expect(refused > rounds / 4, "the damage must do something")
    }

    private func damage(_ original: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var bytes = original
        for _ in 0...Int.random(in: 0..<4, using: &random) {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, at + Int.random(in: 1..<60, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[at] = Array("&*!|>'\"%@`{}[],:#-? \n\t".utf8).randomElement(using: &random) ?? 0
            case 2: bytes.removeSubrange(at..<end)
            case 3: bytes.insert(contentsOf: bytes[at..<end], at: at)
            default: bytes.removeLast(min(bytes.count - 1, Int.random(in: 1..<400, using: &random)))
            }
        }
        return bytes
    }
}

/// A generator with a seed, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
