import Observations
import Results

/// A state as `include/vdso/getrandom.h` has it since 6.11, `struct vgetrandom_state`: bytes made in advance, the key of the
/// next ones, the generation of the kernel's generator that the key comes from, and how many bytes were handed out.
struct RandomState: Equatable {
    /// Bytes of a state of this layout.
    static let size = 144
    private static let batchBytes = 96
    private static let keyEnd = batchBytes + ChaCha20.keyBytes
    private static let positionPlace = keyEnd + 8

    /// The batch and behind it the key, which are filled together.
    private var filled: [UInt8]
    /// The kernel's generation, as it stands in memory.
    let generation: [UInt8]
    private var position: Int
    private var isInUse: Bool

    /// Nil if the bytes have another length.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        filled = Array(bytes[..<Self.keyEnd])
        generation = Array(bytes[Self.keyEnd..<Self.positionPlace])
        position = Int(bytes[Self.positionPlace])
        isInUse = bytes[Self.positionPlace + 1] != 0
    }

    /// Hands out bytes as `__cvdso_getrandom_data()` does while the kernel's generation stays.
    mutating func take(_ length: Int) -> [UInt8] {
        var output: [UInt8] = []
        takeFromBatch(&output, length)
        guard output.count < length else { return output }
        let cipher = ChaCha20(key: filled[Self.batchBytes...])
        let blocks = UInt64((length - output.count) / ChaCha20.blockBytes)
        output += cipher.blocks(0..<blocks)
        filled = cipher.blocks(blocks..<blocks + UInt64(Self.keyEnd / ChaCha20.blockBytes))
        position = 0
        takeFromBatch(&output, length)
        return output
    }

    private mutating func takeFromBatch(_ output: inout [UInt8], _ length: Int) {
        guard position < Self.batchBytes else { return }
        let end = min(Self.batchBytes, position + length - output.count)
        output += filled[position..<end]
        for place in position..<end { filled[place] = 0 }
        position = end
    }
}

/// Kselftest's `vdso_test_chacha` asks this of the assembly alone; here it is asked of the whole function, batch and
/// wiping included. An error in a round, a counter that stands still, or a wrong key gives bytes that look as random.
let randomKeystreamCheck = Check(
    area: .random, subject: "getrandom", property: "keystream",
    meaning: "the bytes, and the state behind them, are what ChaCha20 makes of the state's key", needs: .observations
) { context in
    let evidence = context.evidence(of: "getrandom", experiment: "random/getrandom.keystream") { observations in
        observations.randomKeystreams.isEmpty ? nil : observations.randomKeystreams
    }
    guard let evidence else { return [] }
    let question = Question(
        identifier: context.identifier(.random, "getrandom", "keystream"),
        expected: "ChaCha20 with the key in the state, a counter from 0 and no nonce",
        why: "the bytes are weaker than their cipher, or the next ones can be told from these", location: nil)
    return [question.answer(evidence) { judge($0, question) }]
}

private func judge(_ calls: [RandomKeystream], _ question: Question) -> CheckResult {
    var judged = 0
    for call in calls {
        guard let before = ObservationSet.bytes(hex: call.before), let after = ObservationSet.bytes(hex: call.after),
            let output = ObservationSet.bytes(hex: call.output)
        else { return question.error("an observation without bytes") }
        guard call.result == Int64(exactly: call.length), output.count == Int(exactly: call.length) else {
            return question.failed("a call of length \(call.length) returned \(call.result)")
        }
        guard var state = RandomState(before), let stateAfter = RandomState(after) else {
            return question.skipped("a state of \(before.count) bytes, whose layout is not known")
        }
        // The kernel's generator was seeded again meanwhile, or the state was wiped: the key is another.
        guard state.generation == stateAfter.generation, before.contains(where: { $0 != 0 }) else { continue }
        judged += 1
        let wanted = state.take(Int(call.length))
        if let place = zip(wanted, output).enumerated().first(where: { $1.0 != $1.1 })?.offset {
            return question.failed("byte \(place) of a call of length \(call.length) is another")
        }
        guard state == stateAfter else {
            return question.failed("the state behind a call of length \(call.length) is another")
        }
    }
    if judged > 0 { return question.passed("\(judged) calls, all bytes") }
    let isUnused = calls.allSatisfy { $0.before.allSatisfy { $0 == "0" } }
    return isUnused
        ? question.skipped("the function keeps nothing in its state")
        : question.error("the kernel's generator was seeded again in each call")
}
