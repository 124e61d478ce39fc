import ProbeRuntime

/// What was seen of one change, but for what its readers counted.
struct ChangeReport {
    var anchors = ClockAnchors()
    private var counts = Counts()
    private var firstMismatch: (id: Int32, vdso: Int64, system: Int64)?

    private struct Counts {
        static let names: StaticString = "resultCalls resultMismatches zoneCalls zoneMismatches"
        var resultCalls: UInt64 = 0
        var resultMismatches: UInt64 = 0
        var zoneCalls: UInt64 = 0
        var zoneMismatches: UInt64 = 0
    }
    /// For each running clock calls and those of them that entered the kernel, shared with the child that counts.
    private let served: UnsafeMutablePointer<(calls: UInt64, trapped: UInt64)>

    init() {
        served = Pages.allocateShared(4096).assumingMemoryBound(to: (calls: UInt64, trapped: UInt64).self)
    }

    /// `ROW`, or `ROW.CLOCKSOURCE`.
    static func name(_ change: ClockChange, _ source: ClocksourceName?) {
        Output.part(change.name)
        guard let source else { return }
        Output.part(".")
        Output.part(source.bytes, source.count)
    }

    // MARK: Looking

    /// Return values of both functions for clocks that are there and clocks that are not, and the time zone.
    mutating func compareErrors() {
        for id in Int32(-2)..<25 {
            Functions.tested.forEachGettime { compare(id, $0, isResolution: false) }
            // What it says of auxiliary clocks is no matter of changes: the experiments in quiet look at it.
            if id < 16 { Functions.tested.forEachGetres { compare(id, $0, isResolution: true) } }
        }
        var zone: UInt64 = 0
        if withUnsafeMutablePointer(to: &zone, { systemCall(NR_gettimeofday, 0, address($0)) }) == 0 {
            compareZone(zone)
        }
    }

    private mutating func compare(_ id: Int32, _ function: ClockFunction, isResolution: Bool) {
        var first = Timespec()
        var value = Timespec()
        var second = Timespec()
        let before = function.system(Clock(id), &first)
        let result = function.call(Clock(id), &value)
        let after = function.system(Clock(id), &second)
        counts.resultCalls += 1
        let isSame = result == before || result == after
        let isOther = value.total != first.total && value.total != second.total
        guard !isSame || (isResolution && result == 0 && isOther) else { return }
        counts.resultMismatches += 1
        if firstMismatch == nil { firstMismatch = (id, result, after) }
    }

    /// Holds the vDSO's time zone against the one that was set.
    mutating func compareZone(_ zone: UInt64) {
        guard let entry = Functions.tested.gettimeofday else { return }
        var answer = ~zone
        let result = withUnsafeMutablePointer(to: &answer) { callInt(entry, 0, Int64(address($0))) }
        counts.zoneCalls += 1
        if result != 0 || answer != zone { counts.zoneMismatches += 1 }
    }

    /// Counts the system calls that calls of each function make, in a child: a filter stays for ever.
    func countSystemCalls() {
        let child = Experiment.fork()
        if child == 0 {
            Deadline.arm()
            if CallFilter.install() == 0 { countTrapped() }
            exitProcess(0)
        }
        if child > 0 { _ = Experiment.wait(child) }
    }

    private func countTrapped() {
        let clocks: RunningClocks = RunningClocks.all
        var reading = Timespec()
        for index in 0..<clocks.count {
            CallFilter.trapped = 0
            for _ in 0..<64 { _ = clocks[index].call(&reading) }
            served[index] = (64, CallFilter.trapped)
        }
    }

    // MARK: Telling

    /// One line for the change and one for each function and clock.
    func write(
        _ change: ClockChange, _ source: ClocksourceName?, step: Int64, changes: UInt64,
        offsets: (monotonic: Int64, boottime: Int64)? = nil
    ) {
        Output.begin("change")
        Output.field("change", parts: { Self.name(change, source) })
        // Not the one that was asked for: kernels give up a counter at any time.
        if let used = ClocksourceName.used() { Output.field("clocksource", bytes: used.bytes, count: used.count) }
        Output.field("step", step)
        Output.field("changes", unsigned: changes)
        if let offsets {
            Output.field("monotonicOffset", offsets.monotonic)
            Output.field("boottimeOffset", offsets.boottime)
        }
        Output.field("readers", Companions.cpuCount)
        if let firstMismatch {
            Output.field("firstClock", Int64(firstMismatch.id))
            Output.field("firstResult", firstMismatch.vdso)
            Output.field("firstSystemResult", firstMismatch.system)
        }
        withUnsafePointer(to: counts) { Output.fields(Counts.names, UnsafeRawPointer($0)) }
        Output.field("processorCalls", unsigned: ChangeReaders.state.pointee.processorCalls)
        Output.field("processorMismatches", unsigned: ChangeReaders.state.pointee.processorMismatches)
        Output.end()
        let clocks: RunningClocks = RunningClocks.all
        for index in 0..<clocks.count { write(clocks[index], index, change, source) }
    }

    private func write(_ function: TimedFunction, _ index: Int, _ change: ClockChange, _ source: ClocksourceName?) {
        let tally = UnsafeMutableRawPointer(ChangeReaders.tally(0, index)).assumingMemoryBound(to: UInt64.self)
        for reader in 1..<max(2, Companions.cpuCount) {
            let other = UnsafeRawPointer(ChangeReaders.tally(reader, index)).assumingMemoryBound(to: UInt64.self)
            ChangeTally.add(other, to: tally)
        }
        Output.begin("changed-clock")
        Output.field("change", parts: { Self.name(change, source) })
        Output.field("function", text: function.name)
        Output.field("clock", Int64(function.clock.id))
        Output.field("isTouched", change.touches(function.clock))
        Output.fields(ChangeTally.names, tally)
        Output.fields("calls trapped", UnsafeRawPointer(served + index))
        if anchors.areTaken { anchors.write(index) }
        Output.end()
    }
}

/// Where every clock stands to MONOTONIC, by the vDSO and by system calls, before and after the first change.
struct ClockAnchors {
    /// A reading between two of MONOTONIC.
    private struct Anchor {
        var before: Int64 = 0
        var value: Int64 = 0
        var after: Int64 = 0
    }
    private let anchors: UnsafeMutablePointer<Anchor>
    private(set) var areTaken = false

    init() { anchors = Pages.allocateShared(4096).assumingMemoryBound(to: Anchor.self) }

    /// Four rows: vDSO and system call, before and after.
    private func place(_ index: Int, isVDSO: Bool, isBefore: Bool) -> UnsafeMutablePointer<Anchor> {
        anchors + index + RunningClocks.most * ((isVDSO ? 2 : 0) + (isBefore ? 1 : 0))
    }

    mutating func take(isBefore: Bool) {
        areTaken = true
        let clocks: RunningClocks = RunningClocks.all
        for index in 0..<clocks.count {
            var reading = Timespec()
            for isVDSO in 0..<2 {
                let anchor = place(index, isVDSO: isVDSO == 1, isBefore: isBefore)
                anchor.pointee.before = Owner.now(1)
                _ = isVDSO == 1 ? clocks[index].call(&reading) : clocks[index].system(&reading)
                anchor.pointee.after = Owner.now(1)
                anchor.pointee.value = reading.total
            }
        }
    }

    /// The bounds of what each clock was moved by.
    func write(_ index: Int) {
        write("movedLeast", "movedMost", index, isVDSO: true)
        write("systemMovedLeast", "systemMovedMost", index, isVDSO: false)
    }

    private func write(_ least: StaticString, _ most: StaticString, _ index: Int, isVDSO: Bool) {
        let before = place(index, isVDSO: isVDSO, isBefore: true).pointee
        let after = place(index, isVDSO: isVDSO, isBefore: false).pointee
        let distance = after.value &- before.value
        Output.field(least, distance &- (after.after &- before.before))
        Output.field(most, distance &- (after.before &- before.after))
    }
}
