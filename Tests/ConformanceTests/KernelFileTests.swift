import Foundation
import ImageFixtures
import Observations
import Results
import Testing
import VDSOImage

@testable import Conformance

@Suite("Image: the mapped image and the kernel's file") struct KernelFileTests {
    /// The verdict on a copy of the fixture whose bytes were changed.
    private func outcome(
        sections: (VDSOImage) -> [Section] = { $0.sections }, _ change: (inout VDSOImage) -> Void
    ) async throws -> CheckResult? {
        let fixture = try await ImageFixture(.x64)
        var file = try fixture.editor.image()
        file.sections = sections(file)
        var image = file
        change(&image)
        let context = Context(
            expectations: fixture.expectations, situation: fixture.situation, image: image, observations: nil,
            kernelFile: [file])
        return kernelFileChecks.flatMap { $0.judge(context) }.first
    }

    /// The same image with a list of one alternative of three bytes, in the form of a kernel, in room that it has.
    private func listing(_ file: inout VDSOImage, entrySize: Int, length: Int) throws -> Range<UInt64> {
        let text = try #require(file.sections.first { $0.name == ".text" })
        let room = try #require(file.sections.first { $0.name.hasPrefix(".rodata") })
        let place = Int(room.offset) + 32
        func write(_ value: Int, at offset: Int) {
            for index in 0..<4 { file.bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
        }
        for offset in place..<(place + 2 * entrySize) { file.bytes[offset] = 0 }
        for entry in 0..<2 {
            let start = place + entry * entrySize
            write(Int(text.address) + 4 + 8 * entry - start, at: start)
            write(Int(text.address) + 1 - (start + 4), at: start + 4)
            file.bytes[start + length] = 3
        }
        var table = room
        table.name = ".altinstructions"
        (table.offset, table.address, table.size) = (UInt64(place), UInt64(place), UInt64(2 * entrySize))
        file.sections.append(table)
        return (text.address + 4)..<(text.address + 7)
    }

    @Test("the same bytes are the same") func same() async throws {
        #expect(try await outcome { _ in }?.outcome == .passed)
    }

    @Test("memory is mapped in pages") func padding() async throws {
        #expect(try await outcome { $0.bytes += [0, 0, 1] }?.outcome == .passed)
        #expect(try await outcome { $0.bytes.removeLast() }?.outcome == .failed)
    }

    @Test("one other byte is a finding") func changed() async throws {
        let result = try await outcome { $0.bytes[$0.bytes.count - 1] ^= 1 }
        #expect(result?.outcome == .failed)
    }

    @Test(
        "an alternative may be replaced, what lies beside it may not",
        arguments: [(14, 12), (12, 10), (13, 10), (13, 12), (16, 10)])
    func alternatives(entrySize: Int, length: Int) async throws {
        let fixture = try await ImageFixture(.x64)
        var file = try fixture.editor.image()
        let range = try listing(&file, entrySize: entrySize, length: length)
        #expect(file.alternatives?.first == range)
        #expect(file.alternatives?.count == 2)
        func outcome(changing address: UInt64) -> CheckResult.Outcome? {
            var image = file
            image.bytes[Int(address)] ^= 0x55
            let context = Context(
                expectations: fixture.expectations, situation: fixture.situation, image: image, observations: nil,
                kernelFile: [file])
            return kernelFileChecks.flatMap { $0.judge(context) }.first?.outcome
        }
        #expect(outcome(changing: range.lowerBound) == .passed)
        #expect(outcome(changing: range.upperBound - 1) == .passed)
        #expect(outcome(changing: range.upperBound) == .failed)
        #expect(outcome(changing: range.lowerBound - 1) == .failed)
    }

    @Test("powerpc's sections list alternatives of another form", arguments: [FixtureTarget.ppc64le, .ppc])
    func fixups(target: FixtureTarget) async throws {
        let fixture = try await ImageFixture(target)
        var file = try fixture.editor.image()
        let text = try #require(file.sections.first { $0.name == ".text" })
        let room = try #require(file.sections.first { $0.name.hasPrefix(".rodata") })
        let wordSize = file.elfClass / 8
        let place = Int(room.offset) + 32
        func write(_ value: Int, at offset: Int) {
            for index in 0..<wordSize {
                let shift = 8 * (file.isLittleEndian ? index : wordSize - 1 - index)
                file.bytes[offset + index] = UInt8(truncatingIfNeeded: value >> shift)
            }
        }
        func add(_ name: String, at offset: Int, words: [Int]) {
            for (index, word) in words.enumerated() { write(word, at: offset + index * wordSize) }
            var section = room
            section.name = name
            (section.offset, section.address) = (UInt64(offset), UInt64(offset))
            section.size = UInt64(words.count * wordSize)
            file.sections.append(section)
        }
        let start = Int(text.address)
        add("__ftr_fixup", at: place, words: [1, 0, start + 4 - place, start + 12 - place, 0, 0])
        let barrier = place + 6 * wordSize
        add("__lwsync_fixup", at: barrier, words: [start + 16 - barrier])
        #expect(file.alternatives == [UInt64(start + 4)..<UInt64(start + 12), UInt64(start + 16)..<UInt64(start + 20)])
        func outcome(changing offset: Int) -> CheckResult.Outcome? {
            var image = file
            image.bytes[start + offset] ^= 0x55
            let context = Context(
                expectations: fixture.expectations, situation: fixture.situation, image: image, observations: nil,
                kernelFile: [file])
            return kernelFileChecks.flatMap { $0.judge(context) }.first?.outcome
        }
        #expect([4, 11, 16, 19].map(outcome) == [.passed, .passed, .passed, .passed])
        #expect([3, 12, 15, 20].map(outcome) == [.failed, .failed, .failed, .failed])
        write(1 << 20, at: place + 3 * wordSize)
        #expect(file.alternatives == nil)
        #expect(outcome(changing: 4) == .skipped)
    }

    private static let blankNames = [("allowed", CheckResult.Outcome.passed), ("forbidden", .failed)]

    @Test("names may be blanked where kernels do so", arguments: blankNames)
    func blanked(value: String, expected: CheckResult.Outcome) async throws {
        let fixture = try await ImageFixture(.x64)
        let file = try fixture.editor.image()
        let table = try #require(file.sections.first { $0.name == ".dynsym" })
        let symbol = try #require(file.symbols.first { $0.name == "__vdso_getcpu" })
        let name = Int(table.offset) + symbol.index * Int(table.entrySize)
        var expectations = fixture.expectations
        expectations.image.removeAll { $0.property == "nameless-symbols" }
        expectations.image.append(.fixture("nameless-symbols", [value]))
        func outcome(_ change: (inout [UInt8]) -> Void) throws -> CheckResult.Outcome? {
            var bytes = file.bytes
            change(&bytes)
            let context = Context(
                expectations: expectations, situation: fixture.situation, image: try VDSOImage(bytes: bytes),
                observations: nil, kernelFile: [file])
            return kernelFileChecks.flatMap { $0.judge(context) }.first?.outcome
        }
        #expect(try outcome { for index in 0..<4 { $0[name + index] = 0 } } == expected)
        // Another name is no blank one.
        #expect(try outcome { $0[name] ^= 1 } == .failed)
    }

    @Test("without a kernel's file there is no question") func noFile() async throws {
        let fixture = try await ImageFixture(.x64)
        #expect(try fixture.judge(kernelFileChecks).isEmpty)
    }

    @Test("a chosen image is no kernel's: it is not held against a file") func chosen() async throws {
        let fixture = try await ImageFixture(.x64)
        let file = try fixture.editor.image()
        var image = file
        image.bytes[image.bytes.count - 1] ^= 1
        func outcome(chosen: Bool) throws -> CheckResult.Outcome? {
            let start = """
                {"kind":"probe","schema":1,"architecture":"x86_64","pageSize":4096,"chosenImage":\(chosen)}
                {"kind":"end","lines":2}

                """
            let context = Context(
                expectations: fixture.expectations, situation: fixture.situation, image: image,
                observations: try ObservationSet(jsonLines: Data(start.utf8)), kernelFile: [file])
            return kernelFileChecks.flatMap { $0.judge(context) }.first?.outcome
        }
        #expect(try outcome(chosen: true) == .skipped)
        #expect(try outcome(chosen: false) == .failed)
    }

    @Test("another build is a finding") func otherBuild() async throws {
        let fixture = try await ImageFixture(.x64)
        let image = try fixture.editor.image()
        var file = image
        file.notes[0].owner = "GNU"
        file.notes[0].type = 3
        let context = Context(
            expectations: fixture.expectations, situation: fixture.situation, image: image, observations: nil,
            kernelFile: [file])
        #expect(kernelFileChecks.flatMap { $0.judge(context) }.first?.outcome == .failed)
    }
}
