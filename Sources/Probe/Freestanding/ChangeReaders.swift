import ProbeRuntime

/// Threads that read all clocks without pause while something changes them, one a processor.
///
/// A change is announced by an odd number before it and an even one behind it. So a reader knows whether one may lie
/// between two of its readings: only then, and only for the clocks that the change is meant for, may readings be apart by
/// the step. Everything else must hold as if nothing had happened.
enum ChangeReaders {
    /// What readers share with the one that makes changes.
    struct State {
        var isOver: UInt64 = 0
        /// Twice the changes that were made, and one more while one is being made.
        var changes: UInt64 = 0
        /// Nanoseconds by which a change sets clocks, without its sign; 0 if it sets none.
        var step: UInt64 = 0
        /// A bit for each running clock that is set.
        var touched: UInt64 = 0
        /// Whether the kernel itself chooses the moment: a leap second.
        var isLeap = false
        var processorCalls: UInt64 = 0
        var processorMismatches: UInt64 = 0
    }
    nonisolated(unsafe) static var state: UnsafeMutablePointer<State>! = nil
    nonisolated(unsafe) private static var tallies: UnsafeMutablePointer<ChangeTally>! = nil

    /// Makes the shared memory, and forgets what was counted.
    static func prepare() {
        let size = Companions.most * RunningClocks.most * MemoryLayout<ChangeTally>.stride
        let memory = Pages.allocateShared(4096 + size)
        state = memory.assumingMemoryBound(to: State.self)
        state.initialize(to: State())
        tallies = (memory + 4096).assumingMemoryBound(to: ChangeTally.self)
        for index in 0..<Companions.most * RunningClocks.most { (tallies + index).initialize(to: ChangeTally()) }
    }

    /// The tally of one reader and clock.
    static func tally(_ reader: Int, _ clock: Int) -> UnsafeMutablePointer<ChangeTally> {
        tallies + reader * RunningClocks.most + clock
    }

    /// Starts a reader on each processor; 0, or a negative errno.
    static func start() -> Int { Companions.start(Companions.cpuCount) { ChangeReaders.read($0) } }

    /// Ends all readers.
    static func join() {
        probe_atomic_store(over, 1)
        Companions.join()
    }

    /// Announces a change, makes it, and takes the announcement back.
    static func announce(_ change: () -> Int) -> Int {
        _ = probe_atomic_add(changes, 1)
        let result = change()
        _ = probe_atomic_add(changes, 1)
        return result
    }

    private static var over: UnsafeMutablePointer<UInt64> {
        UnsafeMutableRawPointer(state).assumingMemoryBound(to: UInt64.self)
    }
    private static var changes: UnsafeMutablePointer<UInt64> { over + 1 }

    private static func read(_ index: UInt64) {
        Companions.enter(index)
        let clocks: RunningClocks = RunningClocks.all
        while probe_atomic_load(over) == 0 {
            for clock in 0..<clocks.count {
                let isTouched = state.pointee.touched >> UInt64(clock) & 1 == 1
                sandwich(clocks[clock], tally(Int(index), clock), isTouched: isTouched)
            }
            processor()
        }
    }

    /// A sandwich, and some readings in a row behind it.
    @inline(never)
    private static func sandwich(
        _ function: TimedFunction, _ tally: UnsafeMutablePointer<ChangeTally>, isTouched: Bool
    ) {
        var before = Timespec()
        var value = Timespec()
        var after = Timespec()
        let first = probe_atomic_load(changes)
        _ = function.system(&before)
        let result = function.call(&value)
        _ = function.system(&after)
        let last = probe_atomic_load(changes)
        let within = steps(first, last, isTouched)
        let since = steps(tally.pointee.stamp, last, isTouched)
        tally.pointee.system.follow(before.total, &tally.pointee.lastControl, since)
        tally.pointee.system.follow(after.total, &tally.pointee.lastControl, within)
        tally.pointee.stamp = first
        guard result == 0 else {
            tally.pointee.failures &+= 1
            return
        }
        tally.pointee.compare(before.total, value.total, after.total, within)
        tally.pointee.vdso.follow(value.total, &tally.pointee.lastValue, since)
        for _ in 0..<4 {
            guard function.call(&value) == 0 else {
                tally.pointee.failures &+= 1
                continue
            }
            tally.pointee.vdso.follow(
                value.total, &tally.pointee.lastValue, steps(first, probe_atomic_load(changes), isTouched))
        }
    }

    /// The most changes that may lie between two looks at their number; 2 stands for more.
    private static func steps(_ first: UInt64, _ last: UInt64, _ isTouched: Bool) -> UInt64 {
        guard isTouched else { return 0 }
        return state.pointee.isLeap ? 1 : min(2, (last &+ 1) / 2 &- first / 2)
    }

    private static func processor() {
        guard let entry = Functions.tested.getcpu else { return }
        var answer = SystemCPU()
        let before = SystemCPU.now()
        let result = withUnsafeMutablePointer(to: &answer.cpu) { callInt(entry, Int64(address($0))) }
        let after = SystemCPU.now()
        // Counted without a lock: a number that is lost hides nothing, since one mismatch is enough.
        state.pointee.processorCalls &+= 1
        if result != 0 || (before.cpu == after.cpu && answer.cpu != before.cpu) {
            state.pointee.processorMismatches &+= 1
        }
    }
}

/// What one reader counts of one clock.
struct ChangeTally {
    var samples: UInt64 = 0
    var failures: UInt64 = 0
    var early: UInt64 = 0
    var late: UInt64 = 0
    var worstEarly: UInt64 = 0
    var worstLate: UInt64 = 0
    /// Sandwiches with the step between their system calls: the reading must lie near either.
    var across: UInt64 = 0
    /// Sandwiches with several changes, of which nothing can be said.
    var unclear: UInt64 = 0
    var vdso = ReadingRow()
    var system = ReadingRow()
    /// The number of changes at the last sandwich.
    var stamp: UInt64 = 0
    var lastValue: Int64 = 0
    var lastControl: Int64 = 0

    mutating func compare(_ before: Int64, _ value: Int64, _ after: Int64, _ steps: UInt64) {
        guard steps < 2 else {
            unclear &+= 1
            return
        }
        let outer = after &- before
        let isAcross = steps == 1 && ReadingRow.isStep(outer)
        // The system calls' own order is counted with their row.
        guard isAcross || outer >= 0 else { return }
        samples &+= 1
        if isAcross {
            across &+= 1
            if ReadingRow.isNear(value &- before) || ReadingRow.isNear(after &- value) { return }
            late &+= 1
            worstLate = max(worstLate, min((value &- before).magnitude, (after &- value).magnitude))
            return
        }
        if value < before {
            early &+= 1
            worstEarly = max(worstEarly, UInt64(bitPattern: before &- value))
        }
        if value > after {
            late &+= 1
            worstLate = max(worstLate, UInt64(bitPattern: value &- after))
        }
    }

    /// The counters as words, in this order; maxima are not added up but compared.
    static let names: StaticString =
        "samples failures early late worstEarly worstLate across unclear readings back worstBack steps controls controlsBack worstControl controlSteps"
    private static let words = 16
    private static let maxima: UInt64 = 0b1100_1100_0011_0000

    /// Adds the counters of another reader.
    static func add(_ other: UnsafePointer<UInt64>, to sum: UnsafeMutablePointer<UInt64>) {
        for word in 0..<words {
            sum[word] = maxima >> UInt64(word) & 1 == 1 ? max(sum[word], other[word]) : sum[word] &+ other[word]
        }
    }
}

/// Readings one behind the other: steps back, and the steps that a change explains.
struct ReadingRow {
    var readings: UInt64 = 0
    var back: UInt64 = 0
    var worst: UInt64 = 0
    /// Steps that a change explains; the most that one reader saw.
    var steps: UInt64 = 0

    mutating func follow(_ value: Int64, _ last: inout Int64, _ allowed: UInt64) {
        let distance = value &- last
        if readings > 0, allowed < 2 {
            if allowed == 1, Self.isStep(distance) {
                steps &+= 1
            } else if distance < 0 {
                back &+= 1
                worst = max(worst, distance.magnitude)
            }
        }
        readings &+= 1
        last = value
    }

    /// How exactly a step is known: the clock runs on between its reading and its setting, and machines stand still.
    private static var slack: UInt64 { min(ChangeReaders.state.pointee.step / 5 * 2, 10_000_000_000) }

    /// Whether two readings are apart by the step, in either direction.
    static func isStep(_ distance: Int64) -> Bool {
        let step = ChangeReaders.state.pointee.step
        return step > 0 && distance.magnitude &+ slack >= step && distance.magnitude <= step &+ slack
    }

    /// Whether a reading lies close behind another one.
    static func isNear(_ distance: Int64) -> Bool { distance >= 0 && distance.magnitude <= slack }
}
