import Foundation
import Results
import Targets

/// Work on several targets: files are judged on all of this machine's processors, machines that boot share them, everything
/// else is alone on it. Targets that share a boot are worked on together.
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
    /// - Parameter work: called with the indices of targets that share a boot, or of one that shares none; gives a value
    ///   for each.
    /// - Returns: what came of it, in the order of the targets; if the task is cancelled, up to the first one that was
    ///   not begun.
    /// - Throws: what the work throws; the rest is cancelled.
    func run<Value: Sendable>(_ work: @escaping @Sendable ([Int]) async throws -> [Value]) async throws -> [Value] {
        var values: [Int: Value] = [:]
        let files = targets.indices.filter { targets[$0].isFile }
        for index in targets.indices where targets[index].guest == nil && !targets[index].isFile && !Task.isCancelled {
            values[index] = try await work([index]).first
        }
        for (index, one) in try await Self.run(files, width: available, { try await work([$0]) }) {
            values[index] = one.first
        }
        let boots = self.boots
        for (number, all) in try await Self.run(Array(boots.indices), width: width, { try await work(boots[$0]) }) {
            for (index, value) in zip(boots[number], all) { values[index] = value }
        }
        return targets.indices.map { values[$0] }.prefix { $0 != nil }.compactMap(\.self)
    }

    /// The machines, those that share a boot together, in the order of the first of each.
    var boots: [[Int]] {
        targets.indices.filter { targets[$0].guest != nil }.reduce(into: []) { boots, index in
            if let boot = boots.firstIndex(where: { targets[$0[0]].sharesBoot(with: targets[index]) }) {
                boots[boot].append(index)
            } else {
                boots.append([index])
            }
        }
    }

    /// Does work with several numbers at a time. What is not begun when the task is cancelled is left out.
    ///
    /// - Parameters:
    ///   - numbers: what the work is called with, in this order.
    ///   - width: how many are worked on at a time.
    ///   - work: called with each number.
    /// - Returns: what came of each.
    /// - Throws: what the work throws; the rest is cancelled.
    static func run<Value: Sendable>(
        _ numbers: [Int], width: Int, _ work: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> [Int: Value] {
        var values: [Int: Value] = [:]
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            var waiting = numbers[...]
            for number in waiting.prefix(width) where !Task.isCancelled {
                group.addTask { (number, try await work(number)) }
            }
            waiting = waiting.dropFirst(width)
            while let (number, value) = try await group.next() {
                values[number] = value
                if !Task.isCancelled, let next = waiting.popFirst() {
                    group.addTask { (next, try await work(next)) }
                }
            }
        }
        return values
    }
}

extension Target {
    /// Whether nothing runs for its sake.
    fileprivate var isFile: Bool { if case .image = name { true } else { false } }
}
