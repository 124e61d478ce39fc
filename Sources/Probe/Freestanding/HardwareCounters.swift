import ProbeRuntime

/// Cycles and instructions of calls as the processor counts them, by `perf_event_open(2)`: user space only, the least of
/// some batches, beside batches of a call that returns at once.
struct HardwareCounters {
    private static let calls: Int64 = 1000
    private static let batches = 15

    /// Both counters, one of which leads the other, so that they count together or not at all.
    private struct Group {
        var leader: Int
        var follower: Int

        func close() {
            if follower >= 0 { _ = systemCall(NR_close, follower) }
            if leader >= 0 { _ = systemCall(NR_close, leader) }
        }
    }

    /// What `read(2)` gives for a group with `PERF_FORMAT_GROUP` and both times.
    private struct Reading {
        var count: UInt64 = 0
        var enabled: UInt64 = 0
        var running: UInt64 = 0
        var cycles: UInt64 = 0
        var instructions: UInt64 = 0
    }

    /// The least that a batch took.
    private struct Least {
        var cycles = UInt64.max
        var instructions = UInt64.max
    }

    static func run() {
        let group = open()
        let refusal = min(group.leader, group.follower)
        group.close()
        guard refusal >= 0 else {
            Experiment.unobservable("performance/hardware-counters", "the kernel gives no hardware counters", refusal)
            return Output.flush()
        }
        Costs.forEachCall { name, entry, _, clock in
            Experiment.runItems(
                1,
                name: { _ in
                    Output.part("performance/")
                    Experiment.part(name, clock)
                    Output.part(".hardware")
                }, { _ in measure(name, entry, clock) })
        }
    }

    /// Opens both for this process, wherever it runs; a negative errno in place of a descriptor.
    private static func open() -> Group {
        let leader = open(0, of: -1)
        return Group(leader: leader, follower: leader < 0 ? leader : open(1, of: leader))
    }

    /// Opens one.
    ///
    /// - Parameters:
    ///   - event: of `PERF_TYPE_HARDWARE`: 0 for cycles, 1 for instructions.
    ///   - leader: the group's, or -1 to make one.
    /// - Returns: a descriptor, or a negative errno.
    private static func open(_ event: UInt64, of leader: Int) -> Int {
        // `struct perf_event_attr` of <linux/perf_event.h>, as long as its first version.
        let size: UInt64 = 64
        let closeOnExec = 8
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 8) { words in
            guard let base = words.baseAddress else { return -1 }
            for index in 0..<8 { base[index] = 0 }
            // Two words of 32 bits in the processor's order: type (hardware) and size.
            UnsafeMutableRawPointer(base).storeBytes(of: UInt32(size), toByteOffset: 4, as: UInt32.self)
            base[1] = event
            // Both times, and the whole group.
            base[4] = 1 | 2 | 8
            // exclude_kernel and exclude_hv.
            base[5] = 1 << 5 | 1 << 6
            return systemCall(NR_perf_event_open, address(base), 0, -1, leader, closeOnExec)
        }
    }

    private static func measure(_ name: StaticString, _ entry: UInt64, _ clock: Clock?) {
        _ = Affinity.pin(to: Affinity.last)
        let group = open()
        guard group.leader >= 0, group.follower >= 0 else { return }
        let memory = Int64(address(Pages.allocate(4096)))
        let first = clock.map { Int64($0.id) } ?? memory
        let second = clock == nil ? memory + 64 : memory
        var call = Least()
        var empty = Least()
        var wasWhole = true
        for _ in 0..<batches {
            wasWhole = time(group, entry, first, second, &call) && wasWhole
            wasWhole = time(group, probe_address_of_empty(), first, second, &empty) && wasWhole
        }
        group.close()
        Output.begin("hardware")
        Output.field("function", text: name)
        if let clock { Output.field("clock", Int64(clock.id)) }
        Output.field("calls", calls)
        Output.field("cycles", unsigned: call.cycles)
        Output.field("instructions", unsigned: call.instructions)
        Output.field("emptyCycles", unsigned: empty.cycles)
        Output.field("emptyInstructions", unsigned: empty.instructions)
        Output.field("whole", wasWhole)
        Output.end()
    }

    /// One batch. Whether the counters counted all the time: more events than counters share them.
    @inline(never)
    private static func time(
        _ group: Group, _ entry: UInt64, _ first: Int64, _ second: Int64, _ least: inout Least
    ) -> Bool {
        var before = Reading()
        var after = Reading()
        guard read(group, &before) else { return false }
        for _ in 0..<calls {
            _ = probe_call(entry, first, second, 0, 0, 0)
            probe_settle()
        }
        guard read(group, &after) else { return false }
        least.cycles = min(least.cycles, after.cycles &- before.cycles)
        least.instructions = min(least.instructions, after.instructions &- before.instructions)
        return after.enabled &- before.enabled == after.running &- before.running
    }

    private static func read(_ group: Group, _ reading: inout Reading) -> Bool {
        withUnsafeMutablePointer(to: &reading) {
            systemCall(NR_read, group.leader, address($0), MemoryLayout<Reading>.size)
        } == MemoryLayout<Reading>.size
    }
}
