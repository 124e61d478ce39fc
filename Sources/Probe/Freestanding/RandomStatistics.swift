import ProbeRuntime

/// Counts of bits and bytes: a generator that lost its key, its counter or some of its bits shows in them.
enum RandomStatistics {
    private static let total = 64 << 10

    static func run(_ source: RandomSource) {
        let state = source.makeState()
        let bytes = Pages.allocate(total).assumingMemoryBound(to: UInt8.self)
        var failures: UInt64 = 0
        var place = 0
        // Calls of every length, so that all ways through the function take part.
        while place < total {
            let length = min(total - place, 1 + place % 300)
            if source.call(bytes + place, length, state) != Int64(length) { failures += 1 }
            place += length
        }
        let counts = Pages.allocate(4096).assumingMemoryBound(to: UInt64.self)
        var ones: UInt64 = 0
        var equal: UInt64 = 0
        for index in 0..<total {
            ones += UInt64(bytes[index].nonzeroBitCount)
            counts[Int(bytes[index])] += 1
            if index > 0, bytes[index] == bytes[index - 1] { equal += 1 }
        }
        Output.begin("random-statistics")
        Output.field("bytes", total)
        Output.field("failures", unsigned: failures)
        Output.field("ones", unsigned: ones)
        Output.field("equalNeighbours", unsigned: equal)
        Output.field("histogram", list: { for value in 0..<256 { Output.element(Int64(bitPattern: counts[value])) } })
        Output.end()
    }
}

/// System calls from within the image: a state is filled again now and then, each call is not.
enum RandomServed {
    private static let runs = 8
    /// So many that one system call in a few hundred shows in most runs.
    private static let calls = 1024

    static func run(_ source: RandomSource) {
        let result = CallFilter.install()
        guard result == 0 else {
            Experiment.unobservable({ Random.part("served") }, "seccomp filters are refused", result)
            return
        }
        let state = source.makeState()
        let buffer = Pages.allocate(4096)
        CallFilter.trapped = 0
        CallFilter.number = -1
        // The first call fills the state.
        var last = source.call(buffer, 16, state)
        let filling = CallFilter.trapped
        Output.begin("random-served")
        Output.field("calls", calls)
        Output.field("filling", unsigned: filling)
        Output.field(
            "runs",
            list: {
                for _ in 0..<runs {
                    CallFilter.trapped = 0
                    for _ in 0..<calls { last = source.call(buffer, 16, state) }
                    Output.element(Int64(bitPattern: CallFilter.trapped))
                }
            })
        Output.field("number", CallFilter.number)
        Output.field("expectedNumber", Int64(NR_getrandom))
        Output.field("result", last)
        Output.end()
    }
}
