import ProbeRuntime

/// What is counted of one function's sandwiches, and of those made of system calls alone between them.
struct OrderTally {
    /// The counters, in the order of this structure.
    static let names: StaticString =
        "samples failures early late worstEarly worstLate controls controlsBack worstControl"
    var samples: UInt64 = 0
    /// Calls of the tested function that did not return 0; their readings are not compared.
    var failures: UInt64 = 0
    var early: UInt64 = 0
    var late: UInt64 = 0
    var worstEarly: UInt64 = 0
    var worstLate: UInt64 = 0
    /// Sandwiches of three system calls.
    var controls: UInt64 = 0
    /// Those that are out of order, and outer readings of any sandwich that are.
    var controlsBack: UInt64 = 0
    var worstControl: UInt64 = 0
    /// The first sandwich out of order.
    var hasExample = false
    var example = (before: Timespec(), value: Timespec(), after: Timespec())

    /// Counts a sandwich of the tested function.
    mutating func add(_ result: Int64, _ before: Timespec, _ value: Timespec, _ after: Timespec) {
        samples &+= 1
        guard result == 0 else {
            failures &+= 1
            return
        }
        let outer = Order.distance(after, before: before)
        if outer > 0 {
            controlsBack &+= 1
            worstControl = max(worstControl, outer)
            return
        }
        let isEarly = Order.distance(value, before: before)
        let isLate = Order.distance(after, before: value)
        guard isEarly > 0 || isLate > 0 else { return }
        if isEarly > 0 { early &+= 1 }
        if isLate > 0 { late &+= 1 }
        worstEarly = max(worstEarly, isEarly)
        worstLate = max(worstLate, isLate)
        if !hasExample {
            hasExample = true
            example = (before, value, after)
        }
    }

    /// Counts a sandwich of system calls.
    mutating func addControl(_ before: Timespec, _ value: Timespec, _ after: Timespec) {
        controls &+= 1
        let worst = max(Order.distance(value, before: before), Order.distance(after, before: value))
        if worst > 0 {
            controlsBack &+= 1
            worstControl = max(worstControl, worst)
        }
    }

    /// Whether a reading of the tested function was out of order.
    var isOutOfOrder: Bool { early > 0 || late > 0 }
}

/// One tally a function, with a copy to go back to when the clock was set.
struct OrderTallies {
    private let current: UnsafeMutablePointer<OrderTally>
    private let kept: UnsafeMutablePointer<OrderTally>
    private let count: Int
    private var watch = StepWatch()
    /// Sandwiches that were taken back, of all functions together.
    private(set) var repeated: UInt64 = 0

    init(_ count: Int) {
        self.count = count
        let size = RunningClocks.most * MemoryLayout<OrderTally>.stride
        current = Pages.allocate(size).assumingMemoryBound(to: OrderTally.self)
        kept = Pages.allocate(size).assumingMemoryBound(to: OrderTally.self)
        for index in 0..<count {
            (current + index).initialize(to: OrderTally())
            (kept + index).initialize(to: OrderTally())
        }
    }

    /// The tally of a function.
    @inline(__always)
    func of(_ index: Int) -> UnsafeMutablePointer<OrderTally> { current + index }

    /// Ends a block: keeps what was counted since the last one, or takes it back if the clock was set meanwhile.
    mutating func settle() {
        var isSuspicious = false
        for index in 0..<count where current[index].isOutOfOrder && !kept[index].isOutOfOrder { isSuspicious = true }
        if watch.wasSet(patiently: isSuspicious) {
            for index in 0..<count {
                repeated &+= current[index].samples &- kept[index].samples
                current[index] = kept[index]
            }
        } else {
            for index in 0..<count { kept[index] = current[index] }
        }
    }
}

extension StepWatch {
    /// Whether the clock was set since the last call. The kernel sets the clock first and tells its timers afterwards,
    /// so whoever saw a step waits for the news.
    mutating func wasSet(patiently: Bool) -> Bool {
        if wasSet() { return true }
        guard patiently else { return false }
        let start = Stopwatch.now()
        while Stopwatch.now() - start < 3_000_000 { _ = systemCall(NR_sched_yield) }
        return wasSet()
    }
}
