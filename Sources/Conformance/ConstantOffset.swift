import Expectations
import Observations
import Results

/// Compares how each clock's readings lie between their system calls. The way into the kernel and out of it is the same
/// for every clock, so `(vDSO - before) - (after - vDSO)` is as well; a clock with an offset of its own differs from the
/// others' median by twice the offset.
///
/// Only clocks that are served are compared: a fallback reads at another moment. A block's median does not see
/// interruptions, and three blocks of four on one processor must agree before a clock fails: another load can spoil a
/// block. Blocks are made on two processors in turn: a clock may be off on one of them only.
@Sendable func judgeOffsets(_ context: Context) -> [CheckResult] {
    let comparisons = ClockFunctions.gettime.map { ($0, OffsetComparison(context, of: $0)) }
    return TimedSubject.running(context, property: "constant-offset").compactMap { subject in
        guard subject.clock?.kind == .fine,
            let comparison = comparisons.first(where: { $0.0 == subject.function })?.1
        else { return nil }
        let evidence = context.evidence(of: subject.function, experiment: "agreement/relations") { seen in
            seen.offsets.first { $0.clock == subject.id && subject.isOf($0.function) }
        }
        guard let evidence else { return nil }
        let question = subject.question(
            "as the other clocks' readings lie between their system calls", "two clocks disagree by a constant")
        if let reason = context.timingIsMeaningless { return question.skipped(reason) }
        if let absent = subject.absentClock { return question.skipped(absent) }
        return question.answer(evidence) { comparison.judge($0, question) }
    }
}

/// The clocks that can be compared.
private struct OffsetComparison {
    /// Below this nobody can tell an offset from the different length of two clocks' code.
    static let least = 40.0
    static let fewestBlocks = 8
    static let fewestClocks = 3
    var clocks: [ClockOffset]

    init(_ context: Context, of function: String) {
        guard let observations = context.observations else {
            clocks = []
            return
        }
        let trapped = observations.served.filter { $0.function == function && $0.trapped > 0 }
        clocks = observations.offsets.filter { offset in
            (offset.function ?? "clock_gettime") == function && offset.asymmetries.count == offset.widths.count
                && !trapped.contains { $0.clock == offset.clock }
        }
    }

    func judge(_ offset: ClockOffset, _ question: Question) -> CheckResult {
        guard clocks.contains(offset) else {
            return question.skipped("its calls are not served, so they read at another moment")
        }
        let blocks = clocks.map(\.asymmetries.count).min() ?? 0
        guard clocks.count >= Self.fewestClocks, blocks >= Self.fewestBlocks else {
            return question.skipped("\(clocks.count) clocks and \(blocks) blocks are too few to compare")
        }
        let deviations = (0..<blocks).map { block in
            (Double(offset.asymmetries[block]) - median(clocks.map { Double($0.asymmetries[block]) })) / 2
        }
        let limit = max(Self.least, median(offset.widths.prefix(blocks).map(Double.init)) / 4)
        let strange = groups(of: offset, blocks).filter { group in
            let here = group.blocks.map { deviations[$0] }
            return max(here.count { $0 > limit }, here.count { $0 < -limit }) >= (here.count * 3 + 3) / 4
        }
        let seen =
            "\(whole(median(deviations))) ns from the others' median (blocks from \(whole(deviations.min() ?? 0)) to "
            + "\(whole(deviations.max() ?? 0)) ns); seen from \(whole(limit)) ns on, and an offset that all clocks share "
            + "only where it breaks the order"
        return question.judge(
            strange.isEmpty, strange.isEmpty ? seen : "\(seen); off \(list(strange.map(\.name)))")
    }

    /// The blocks of each processor that has enough of them; all together where none has, or where nobody knows.
    private func groups(of offset: ClockOffset, _ blocks: Int) -> [(name: String, blocks: [Int])] {
        let processors = offset.processors ?? []
        let groups = Dictionary(grouping: 0..<min(blocks, processors.count)) { processors[$0] }
            .filter { $0.value.count >= Self.fewestBlocks / 2 }
        guard processors.count >= blocks, !groups.isEmpty else { return [("everywhere", Array(0..<blocks))] }
        return groups.sorted { $0.key < $1.key }.map { ("on processor \($0.key)", $0.value) }
    }

    private func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }

    /// A vDSO may have written any number, so it need not fit an integer.
    private func whole(_ value: Double) -> String { Int64(exactly: value.rounded()).map { "\($0)" } ?? "\(value)" }
}
