import Expectations
import Observations
import Results

/// `getcpu` where the processor changes: while the thread is moved, and against what the kernel says of its nodes.
let processorChecks: [Check] = [
    // Defects C08, E13, F01: an answer that was right until the thread was moved.
    Check(
        area: .agreement, subject: "getcpu.*", property: "follows-moves",
        meaning: "getcpu in a hot loop gives a processor that the thread is on, whoever moves it", needs: .observations,
        judge: judgeMoves),
    // Defects C09, G05: bits of the processor's number in the node, or none.
    Check(
        area: .agreement, subject: "getcpu", property: "node-as-listed",
        meaning: "getcpu gives the node that /sys/devices/system/node lists the processor in", needs: .observations,
        judge: judgeNodes),
]

@Sendable private func judgeMoves(_ context: Context) -> [CheckResult] {
    ["self", "other"].compactMap { mover in
        let evidence = context.evidence(of: "getcpu", experiment: "agreement/getcpu.\(mover)") {
            $0.processorMoves.first { $0.mover == mover }
        }
        guard let evidence else { return nil }
        let question = Question(
            identifier: context.identifier(.agreement, "getcpu.moved-by-\(mover)", "follows-moves"),
            expected: "a processor that the thread is on, with that processor's node",
            why: "per-processor data of another processor is used", location: nil)
        return question.answer(evidence) { seen in
            guard seen.samples >= 1000, seen.moves > 0 else {
                return question.error("\(seen.samples) answers during \(seen.moves) moves prove nothing")
            }
            var faults: [String] = []
            if seen.failures > 0 { faults.append("\(seen.failures) calls returned an error") }
            if seen.mismatches > 0 {
                let example = seen.first.map { $0.map(String.init).joined(separator: ", ") } ?? "?"
                faults.append("\(seen.mismatches) with another processor; before, answer and after: \(example)")
            }
            if seen.nodeMismatches > 0 { faults.append("\(seen.nodeMismatches) with another processor's node") }
            let shape =
                "\(seen.samples) answers during \(seen.moves) moves against \(seen.reference), \(seen.crossed) of them "
                + "while the thread was moved"
            return question.judge(
                faults.isEmpty, faults.isEmpty ? shape : "\(faults.joined(separator: "; ")) of \(shape)")
        }
    }
}

@Sendable private func judgeNodes(_ context: Context) -> [CheckResult] {
    let question = Question(
        identifier: context.identifier(.agreement, "getcpu", "node-as-listed"),
        expected: "the node that sysfs lists the processor in", why: "memory is taken from a node far away",
        location: nil)
    let evidence = context.evidence(of: "getcpu", experiment: "agreement/getcpu") { observations -> [GetCPU]? in
        let pinned = observations.getcpus.filter { $0.pinned != nil }
        return pinned.isEmpty ? nil : pinned
    }
    guard let evidence else { return [] }
    let nodes = context.observations?.nodes ?? []
    return [
        question.answer(evidence) { runs in
            guard !nodes.isEmpty else {
                return question.skipped("the kernel lists no nodes: it was built without NUMA, or without sysfs")
            }
            for run in runs {
                guard let cpu = run.pinned, let node = run.vdsoNode else { continue }
                let listed = nodes.filter { $0.lists(cpu) }.map(\.number)
                guard !listed.isEmpty else { return question.error("no node lists processor \(cpu)") }
                guard listed.contains(node) else {
                    return question.failed("node \(node) on processor \(cpu), which sysfs lists in node \(listed[0])")
                }
            }
            return question.passed("so on \(runs.count) processors in \(nodes.count) nodes")
        }
    ]
}

extension Node {
    /// Whether a list like `0-3,8` names a processor.
    func lists(_ cpu: Int) -> Bool {
        cpus.split(separator: ",").contains { part in
            let ends = part.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, ends.count <= 2 else { return false }
            return first <= cpu && cpu <= last
        }
    }
}
