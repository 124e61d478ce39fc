import Foundation
import Results
import Targets

/// Work on several targets: machines that boot share this machine's processors, everything else is alone on it.
struct SideBySide {
    var targets: [Target]
    /// Processors of each machine that boots.
    var processors: Int
    /// Processors of this machine.
    var available = ProcessInfo.processInfo.activeProcessorCount

    /// Machines at a time.
    var width: Int { max(1, available / max(1, processors)) }

    /// Does the work for each target.
    ///
    /// - Parameter work: called with the target's index.
    /// - Returns: what came of it, in the order of the targets; if the task is cancelled, up to the first one that was
    ///   not begun.
    /// - Throws: what the work throws; the rest is cancelled.
    func run<Value: Sendable>(_ work: @escaping @Sendable (Int) async throws -> Value) async throws -> [Value] {
        var values: [Int: Value] = [:]
        for index in targets.indices where targets[index].guest == nil && !Task.isCancelled {
            values[index] = try await work(index)
        }
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            var waiting = targets.indices.filter { targets[$0].guest != nil }[...]
            for index in waiting.prefix(width) { group.addTask { (index, try await work(index)) } }
            waiting = waiting.dropFirst(width)
            while let (index, value) = try await group.next() {
                values[index] = value
                if let next = waiting.popFirst(), !Task.isCancelled {
                    group.addTask { (next, try await work(next)) }
                }
            }
        }
        return targets.indices.map { values[$0] }.prefix { $0 != nil }.compactMap(\.self)
    }
}
