import Foundation
import Results
import Testing

@testable import Conformance

@Suite struct RandomKeystreamTests {
    /// RFC 8439, A.1, vectors 1 to 3: the first words of the blocks.
    @Test func blocksAreThoseOfTheStandard() {
        let zeros = ChaCha20(key: [UInt8](repeating: 0, count: 32))
        #expect(hex(zeros.blocks(0..<1).prefix(16)) == "76b8e0ada0f13d90405d6ae55386bd28")
        #expect(hex(zeros.blocks(0..<2).suffix(64).prefix(16)) == "9f07e7be5551387a98ba977c732d080d")
        let last = ChaCha20(key: [UInt8](repeating: 0, count: 31) + [1])
        #expect(hex(last.blocks(1..<2).prefix(16)) == "3aeb5224ecf849929b9d828db1ced4dd")
    }

    /// A state with its batch used up to `position`, and a key that is no zeros.
    private func state(position: UInt8 = 1, generation: UInt8 = 7, inUse: UInt8 = 0) -> [UInt8] {
        var bytes = (0..<UInt8(144)).map { $0 &* 31 &+ 5 }
        for place in 0..<Int(min(96, position)) { bytes[place] = 0 }
        bytes.replaceSubrange(128..<138, with: [generation, 0, 0, 0, 0, 0, 0, 0, position, inUse])
        return bytes
    }

    /// The bytes of the state that a call leaves.
    private func bytes(after before: [UInt8], taking length: Int) throws -> (state: [UInt8], output: [UInt8]) {
        // Independent of the model's own steps: the batch's rest, blocks, and a new batch with its key behind them.
        let position = Int(before[136])
        let rest = Array(before[position..<96])
        guard length > rest.count else {
            var after = before
            for place in position..<position + length { after[place] = 0 }
            after[136] = UInt8(position + length)
            return (after, Array(rest.prefix(length)))
        }
        let blocks = UInt64((length - rest.count) / 64)
        let stream = ChaCha20(key: before[96..<128]).blocks(0..<blocks + 2)
        let remaining = length - rest.count - Int(blocks) * 64
        var after = Array(stream.suffix(128)) + before[128...]
        for place in 0..<remaining { after[place] = 0 }
        after[136] = UInt8(remaining)
        return (after, rest + stream.prefix(Int(blocks) * 64 + remaining))
    }

    private func hex(_ bytes: some Collection<UInt8>) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }

    private func line(_ length: Int, _ before: [UInt8], _ after: [UInt8], _ output: [UInt8]) -> String {
        #"{"kind":"random-keystream","length":\#(length),"result":\#(output.count),"before":"\#(hex(before))","#
            + #""after":"\#(hex(after))","output":"\#(hex(output))"}"#
    }

    private func outcome(_ lines: String...) throws -> CheckResult.Outcome {
        try RandomTests().outcome("keystream", lines.joined(separator: "\n"))
    }

    @Test(arguments: [1, 40, 95, 96, 159, 160, 333, 700]) func theCiphersBytesPass(length: Int) throws {
        let before = state()
        let (after, output) = try bytes(after: before, taking: length)
        #expect(try outcome(line(length, before, after, output)) == .passed)
    }

    @Test(arguments: [0, 39, 95, 200, 332]) func anotherByteFails(place: Int) throws {
        let before = state()
        var (after, output) = try bytes(after: before, taking: 333)
        output[place] ^= 1
        #expect(try outcome(line(333, before, after, output)) == .failed)
        output[place] ^= 1
        after[place % 128] ^= 0x80
        #expect(try outcome(line(333, before, after, output)) == .failed)
    }

    @Test func aStateThatStaysInUseFails() throws {
        let before = state()
        var (after, output) = try bytes(after: before, taking: 10)
        after[137] = 1
        #expect(try outcome(line(10, before, after, output)) == .failed)
        #expect(try outcome(line(11, before, before, output)) == .failed)
    }

    @Test func aPositionBeyondTheBatchIsRead() throws {
        #expect(try outcome(line(10, state(position: 255), state(), [UInt8](repeating: 0, count: 10))) == .failed)
    }

    @Test func whatCannotBeJudgedSaysSo() throws {
        let before = state()
        let (after, output) = try bytes(after: before, taking: 10)
        var seeded = after
        seeded[128] += 1
        #expect(try outcome(line(10, before, seeded, output)) == .error)
        #expect(try outcome(line(10, before, seeded, output), line(10, before, after, output)) == .passed)
        let unused = [UInt8](repeating: 0, count: 144)
        #expect(try outcome(line(10, unused, unused, output)) == .skipped)
        #expect(try outcome(line(10, unused + [0], unused + [0], output)) == .skipped)
    }
}
