/// How much an experiment does: counts to reach, and milliseconds after which it is content with less.
struct Effort {
    /// Sandwiches of each function and clock.
    var sandwiches: UInt64 = 40_000
    /// Milliseconds for them.
    var sandwichBudget: Int64 = 150
    /// Interleaved batches of each kind.
    var batches = 31
    /// Milliseconds for the batches of one function and clock.
    var batchBudget: Int64 = 60
    /// Calls under the filter.
    var servedCalls: UInt64 = 32_768
    /// Calls of each function and path in which registers alone are looked at.
    var checkedCalls = 2048
    /// Comparisons of `getcpu` on each processor.
    var getcpuCalls: UInt64 = 1000
    /// Moves by another thread that `getcpu` is to meet: each takes a turn of the scheduler, some milliseconds.
    var moves: UInt64 = 20
    /// Milliseconds for sandwiches under one disturbance, all functions and clocks together.
    var disturbanceBudget: Int64 = 60
    /// Milliseconds of one change to the machine's clocks, made again and again.
    var changeBudget: Int64 = 400
    /// Readings in a row of each function, clock and thread: a step back in one of 16,384 at random is missed in one run
    /// of 10,000.
    var readings: UInt64 = 160_000
    /// Milliseconds for them.
    var streamBudget: Int64 = 150
    /// Updates of the kernel's clocks that readings in a row go on for: some of them find a reader between the first and the
    /// last value that it takes.
    var streamTicks: Int64 = 30
    /// Seconds for each function, clock and number of threads, in as many runs as fit; 0 for one run.
    var streamSeconds: Int64 = 0
    /// Milliseconds of single calls for a histogram.
    var latencyBudget: Int64 = 100
    /// Milliseconds of calls of several threads.
    var throughputBudget: Int64 = 20
    /// Milliseconds in which clocks are compared with each other.
    var relationBudget: Int64 = 60
    /// Milliseconds within which clocks are watched as they begin new seconds.
    var newSeconds: Int64 = 1100
    /// Random clock identifiers of each function.
    var identifiers = 4096
    /// Milliseconds for them.
    var identifierBudget: Int64 = 200
    /// Executions whose placements are compared.
    var placements = 300
    /// Milliseconds for them.
    var placementBudget: Int64 = 250
    /// Stepped passes of each call.
    var steppedPasses = 5
    /// Passes after which it is content with a least count that was seen once only; 500 at most.
    var mostSteppedPasses = 40
    /// Instructions from one interruption of a call to the next.
    var interruptionStride = 1
    /// Calls in a row that are wiped in their midst: one that fills a state, and one that uses it up.
    var wipedCalls = 2

    nonisolated(unsafe) static var current = Effort()

    // Variables, so that they are data and not code.
    nonisolated(unsafe) private(set) static var quick = Effort(
        sandwiches: 10_000, sandwichBudget: 30, batches: 7, batchBudget: 10, servedCalls: 4096, checkedCalls: 256,
        getcpuCalls: 100, moves: 10,
        disturbanceBudget: 10, changeBudget: 120, readings: 16_000, streamBudget: 20, streamTicks: 2,
        relationBudget: 20, newSeconds: 250,
        identifiers: 1024, identifierBudget: 50, placements: 64, placementBudget: 50,
        steppedPasses: 3, interruptionStride: 4, wipedCalls: 1)
    /// A round of a benchmark over all functions.
    nonisolated(unsafe) private(set) static var bench = Effort(
        batches: 9, batchBudget: 10, steppedPasses: 8)
    nonisolated(unsafe) private(set) static var thorough = Effort(
        sandwiches: 1_000_000, sandwichBudget: 2000, batches: 101, batchBudget: 500, servedCalls: 500_000,
        checkedCalls: 50_000, getcpuCalls: 10_000, disturbanceBudget: 500, changeBudget: 2000, readings: 1_600_000,
        streamBudget: 1000,
        streamTicks: 250,
        relationBudget: 500, identifiers: 100_000, identifierBudget: 5000, placements: 4096,
        placementBudget: 4000)

    /// What each of two time ABIs gets where calls are slow: the same clocks are shown twice, by code of which the ends
    /// alone differ.
    var halved: Effort {
        var effort = self
        effort.sandwichBudget /= 2
        effort.streamBudget /= 2
        effort.streamTicks /= 2
        effort.batchBudget /= 2
        effort.servedCalls /= 2
        effort.identifierBudget /= 2
        return effort
    }

    /// What is enough within a time namespace, where everything is observed once more.
    var inside: Effort {
        var effort = self
        effort.sandwiches /= 8
        effort.sandwichBudget /= 8
        effort.streamTicks /= 3
        effort.streamBudget /= 3
        effort.streamSeconds = 0
        effort.getcpuCalls = min(getcpuCalls, 100)
        return effort
    }

    /// Spends seconds on readings in a row, all functions, clocks and numbers of threads together.
    static func spend(_ seconds: Int) {
        let streams = 2 * 9
        guard seconds > 0 else { return }
        current.streamSeconds = Int64(max(1, seconds / streams))
        Deadline.cpuSeconds += 2 * Int(current.streamSeconds)
        Deadline.wallSeconds += 2 * Int(current.streamSeconds)
    }
}
