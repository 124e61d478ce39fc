/// How much an experiment does: counts to reach, and milliseconds after which it is content with less.
struct Effort {
    /// Sandwiches of each function and clock.
    var sandwiches: UInt64 = 40_000
    /// Milliseconds for them.
    var sandwichBudget: Int64 = 200
    /// Interleaved batches of each kind.
    var batches = 31
    /// Milliseconds for the batches of one function and clock.
    var batchBudget: Int64 = 60
    /// Calls under the filter.
    var servedCalls: UInt64 = 64
    /// Comparisons of `getcpu` on each processor.
    var getcpuCalls: UInt64 = 1000
    /// Executions whose placements are compared.
    var placements = 300
    /// Milliseconds for them.
    var placementBudget: Int64 = 250

    nonisolated(unsafe) static var current = Effort()

    static let quick = Effort(
        sandwiches: 10_000, sandwichBudget: 30, batches: 7, batchBudget: 10, servedCalls: 16, getcpuCalls: 100,
        placements: 64, placementBudget: 50)
    static let thorough = Effort(
        sandwiches: 1_000_000, sandwichBudget: 2000, batches: 101, batchBudget: 500, servedCalls: 1000,
        getcpuCalls: 10_000, placements: 4096, placementBudget: 4000)

    /// What is enough within a time namespace, where everything is observed once more.
    var inside: Effort {
        var effort = self
        effort.sandwiches /= 8
        effort.sandwichBudget /= 8
        effort.getcpuCalls = min(getcpuCalls, 100)
        return effort
    }
}
