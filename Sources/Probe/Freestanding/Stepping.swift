import ProbeRuntime

/// Every function, stepped through from entry to return: how many instructions it takes, what it does to registers in
/// mid-call, and where its caller's registers are meanwhile.
enum Stepping {
    /// A call that takes more instructions is given up.
    private static let limit = 4096
    nonisolated(unsafe) private static var best = FrameRecorder()
    nonisolated(unsafe) private static var current = FrameRecorder()

    static func run(isPossible: Bool) {
        best = FrameRecorder()
        current = FrameRecorder()
        best.start()
        current.start()
        SteppedCall.traceAll(".steps", isPossible: isPossible, body: observe)
    }

    /// Nanoseconds in which passes beyond the usual number are made, all calls together: on a machine where each step waits
    /// for other processes, hardly a pass comes through without a tick in its midst.
    private static let patience: Int64 = 15_000_000_000
    nonisolated(unsafe) private static var start: Int64 = 0
    private static var hasTime: Bool { Stopwatch.now() - start < patience }

    private static func observe(_ tracee: inout Tracee, _ call: SteppedCall) -> Int {
        if start == 0 { start = Stopwatch.now() }
        var watch = StepWatcher()
        var counts = StepCounts()
        var refusal = 0
        // What a thread's first bytes take varies only if the kernel's generator is seeded meanwhile, once in a minute, and
        // takes long.
        let passes = call.kind == .fill ? 2 : Effort.current.steppedPasses
        let most = call.kind == .fill ? 2 : Effort.current.mostSteppedPasses
        while counts.passes < passes
            || !counts.isSettled && counts.passes < most && hasTime,
            refusal == 0, !counts.isBroken
        {
            refusal = pass(&tracee, call, &watch, &counts)
        }
        guard refusal >= 0 else { return refusal }
        // A broken call has a dead tracee.
        var paused = counts.isBroken ? nil : PausedCall(call, length: counts.least)
        paused?.run(&tracee)
        report(call, counts, watch, paused)
        return refusal
    }

    /// One call, instruction by instruction.
    ///
    /// - Returns: 0, or why the kernel refuses to step.
    private static func pass(
        _ tracee: inout Tracee, _ call: SteppedCall, _ watch: inout StepWatcher, _ counts: inout StepCounts
    ) -> Int {
        call.clear(tracee.data)
        guard tracee.begin(call.entry, call.arguments(tracee.data)) else { return -1 }
        watch.begin(tracee)
        current.begin(tracee)
        var count = 0
        while tracee.isAtTrap || count == 0, tracee.programCounter != probe_address_of_stop() {
            guard count < limit else { break }
            watch.look(tracee)
            current.add(tracee)
            count += 1
            let result = tracee.step()
            if result < 0 { return result }
        }
        counts.passes += 1
        counts.add(count)
        counts.result = call.result(tracee.result)
        if !tracee.isAtTrap { counts.signal = tracee.signal }
        counts.hasReturned = tracee.hasReturned
        if counts.isLeast(count) || counts.isBroken { swap(&best, &current) }
        return 0
    }

    private static func report(
        _ call: SteppedCall, _ counts: StepCounts, _ watch: StepWatcher, _ paused: PausedCall?
    ) {
        Output.begin("steps")
        Output.field("function", text: call.name)
        Output.field("path", text: call.path)
        Output.field("passes", counts.passes)
        Output.field("returned", counts.hasReturned)
        if counts.signal != 0 { Output.field("signal", counts.signal) }
        Output.field("result", counts.result)
        Output.field("least", counts.least)
        Output.field("median", counts.median)
        Output.field("greatest", counts.greatest)
        watch.report()
        if let paused, paused.pauses > 0 {
            Output.field("pauses", paused.pauses)
            Output.field("begunAgain", paused.hasBegunAgain)
        }
        Output.end()
        best.report(call)
    }
}

/// Instructions of a few passes.
struct StepCounts {
    var passes = 0
    var hasReturned = false
    var signal = 0
    var result: Int64 = 0
    private(set) var least = Int.max
    private var leastSeen = 0
    private(set) var greatest = 0
    /// In ascending order; there are fewer than words in a page.
    private let sorted = Pages.allocate(4096).assumingMemoryBound(to: Int.self)

    /// Whether another pass would end as badly.
    var isBroken: Bool { passes > 0 && !hasReturned }
    /// Whether the least was seen twice: a pass that nothing disturbed is like another one.
    var isSettled: Bool { leastSeen > 1 }
    var median: Int { passes > 0 ? sorted[passes / 2] : 0 }

    func isLeast(_ count: Int) -> Bool { passes == 1 || count == least }

    mutating func add(_ count: Int) {
        if count < least { leastSeen = 0 }
        least = min(least, count)
        if count == least { leastSeen += 1 }
        greatest = max(greatest, count)
        var place = passes - 1
        while place > 0, sorted[place - 1] > count {
            sorted[place] = sorted[place - 1]
            place -= 1
        }
        sorted[place] = count
    }
}

/// What must hold at every single instruction, and the first one at which it did not.
struct StepWatcher {
    private var threadPointer: UInt64 = 0
    private var reserved: UInt64 = 0
    private var entryStack: UInt64 = 0
    private var deepest: UInt64 = 0
    private var badThreadPointer: UInt64?
    private var badReserved: UInt64?
    private var badFlags: UInt64?
    private var badStack: UInt64?
    private var badAlignment: UInt64?
    private var strayed: UInt64?

    private func reservedRegisters(_ tracee: Tracee) -> UInt64 {
        var sum: UInt64 = 0
        var index: Int64 = 0
        while probe_step_reserved(index) >= 0 {
            sum = sum &* 31 &+ tracee.register(probe_step_reserved(index))
            index += 1
        }
        return sum
    }

    mutating func begin(_ tracee: Tracee) {
        threadPointer = tracee.threadPointer
        reserved = reservedRegisters(tracee)
        entryStack = tracee.stackPointer
    }

    /// Looks at the registers before an instruction.
    mutating func look(_ tracee: Tracee) {
        let counter = tracee.programCounter
        let isInside = Image.tested.contains(counter)
        let place = Image.offset(of: counter)
        if !isInside, !Image.mapped.contains(counter) { strayed = strayed ?? counter }
        func note(_ first: inout UInt64?, if isBad: Bool) {
            if isBad, first == nil { first = place }
        }
        note(&badThreadPointer, if: tracee.threadPointer != threadPointer)
        note(&badReserved, if: reservedRegisters(tracee) != reserved)
        note(&badFlags, if: tracee.flags != 0)
        note(&badStack, if: tracee.stackPointer > entryStack)
        note(&badAlignment, if: tracee.stackPointer % UInt64(PROBE_STACK_ALIGNMENT) != 0)
        let caller = tracee.callerStack
        if tracee.stackPointer <= caller { deepest = max(deepest, caller - tracee.stackPointer) }
    }

    func report() {
        Output.field("deepest", unsigned: deepest)
        Output.field("threadPointer", optional: badThreadPointer)
        Output.field("reserved", optional: badReserved)
        Output.field("flags", optional: badFlags)
        Output.field("stackAbove", optional: badStack)
        Output.field("stackMisaligned", optional: badAlignment)
        Output.field("strayed", optional: strayed)
    }
}
