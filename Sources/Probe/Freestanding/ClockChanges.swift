import ProbeRuntime

/// Makes the changes of the table, one after the other, each in a child; what it leaves is put right behind it.
enum ClockChanges {
    nonisolated(unsafe) private static var kept: KeptClocks! = nil

    static func run() {
        Owner.start()
        // The first time zone without a time would move the clock by it.
        _ = Owner.setZone(0)
        kept = KeptClocks()
        for index in 0..<ClockChange.count {
            let change = ClockChange.row(index)
            switch change.kind {
            case .clocksource: runClocksources(change)
            case .namespace:
                // The time zone lies in the machine's data, and functions inside must find it there.
                _ = Owner.setZone(ClockNamespace.zone)
                ClockNamespace(change).run()
                _ = Owner.setZone(0)
            default: run(change, nil)
            }
        }
    }

    private static func runClocksources(_ change: ClockChange) {
        var place = 0
        var count = 0
        while let name = ClocksourceName.offered(place) {
            place += 1
            if name.equals(kept.clocksource ?? name) { continue }
            count += 1
            run(change, name)
        }
        if count == 0 {
            Experiment.unobservable({ part(change, nil) }, "there is one clocksource only", 0)
        }
    }

    /// `disturbance/ROW`, or with the clocksource `disturbance/ROW.NAME`.
    static func part(_ change: ClockChange, _ source: ClocksourceName?) {
        Output.part("disturbance/")
        ChangeReport.name(change, source)
    }

    private static func run(_ change: ClockChange, _ source: ClocksourceName?) {
        Experiment.runItems(1, name: { _ in part(change, source) }) { _ in
            var run = ChangeRun(change, source, kept)
            let (reason, result) = run.make()
            if let reason { Experiment.unobservable({ part(change, source) }, reason, result) }
        }
        kept.restore()
        Output.begin("restored")
        Output.field("change", parts: { ChangeReport.name(change, source) })
        Output.field("isComplete", kept.isRestored)
        Output.end()
        Output.flush()
    }
}

/// What the machine had before all changes, to be had again after each.
struct KeptClocks {
    private let frequency: Int64
    private let tick: Int64
    private let status: Int64
    private let tai: Int64
    /// Nanoseconds from MONOTONIC to REALTIME.
    private let distance: Int64
    let clocksource: ClocksourceName?

    init() {
        _ = Owner.adjust(0)
        frequency = Owner.word(Owner.Word.frequency)
        tick = Owner.word(Owner.Word.tick)
        status = Owner.word(Owner.Word.status)
        tai = Owner.word(Owner.Word.tai)
        distance = Owner.now() &- Owner.now(1)
        clocksource = ClocksourceName.used()
    }

    /// Puts everything back; what was not changed is not touched by that.
    func restore() {
        _ = Owner.write("1", to: ChangeRun.secondProcessor)
        if let clocksource, let used = ClocksourceName.used(), !clocksource.equals(used) { _ = clocksource.use() }
        _ = Owner.adjust(Owner.singleShot, Owner.Word.offset, 0)
        // Leaving the phase-locked loop forgets offsets and leap seconds.
        _ = Owner.adjust(Owner.Mode.status | Owner.Mode.offset, status: Owner.phaseLocked)
        _ = Owner.adjust(Owner.Mode.status, status: 0)
        _ = Owner.adjust(Owner.Mode.status, status: status)
        _ = Owner.adjust(Owner.Mode.frequency, Owner.Word.frequency, frequency)
        _ = Owner.adjust(Owner.Mode.tick, Owner.Word.tick, tick)
        _ = Owner.adjust(Owner.Mode.tai, Owner.Word.constant, tai)
        _ = Owner.setZone(0)
        _ = Owner.set(Owner.now(1) &+ distance)
    }

    /// Whether everything is as it was.
    var isRestored: Bool {
        _ = Owner.adjust(0)
        // A kernel that has given up its clocksource offers it no more.
        let isSameSource =
            clocksource.flatMap { kept in ClocksourceName.used().map { kept.equals($0) || !kept.isOffered } } ?? true
        var zone: UInt64 = 0
        _ = withUnsafeMutablePointer(to: &zone) { systemCall(NR_gettimeofday, 0, address($0)) }
        let moved = (Owner.now() &- Owner.now(1) &- distance).magnitude
        return isSameSource && zone == 0 && moved < 1_000_000_000 && Owner.word(Owner.Word.tick) == tick
            && Owner.word(Owner.Word.frequency) == frequency && Owner.word(Owner.Word.tai) == tai
            && Companions.cpuCount <= Affinity.current().count
    }
}
