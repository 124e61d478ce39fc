import ProbeRuntime

/// One change, made and undone again and again under readers on every processor; at its end it stays made, for what is
/// looked at without them.
struct ChangeRun {
    static let secondProcessor: StaticString = "/sys/devices/system/cpu/cpu1/online"
    private let change: ClockChange
    private let source: ClocksourceName?
    private let kept: KeptClocks
    /// Nanoseconds by which the change sets its clocks.
    private var step: Int64 = 0
    private var changes: UInt64 = 0
    private var report = ChangeReport()

    init(_ change: ClockChange, _ source: ClocksourceName?, _ kept: KeptClocks) {
        self.change = change
        self.source = source
        self.kept = kept
    }

    /// - Returns: why nothing could be seen and the result that says so, or nil behind a report.
    mutating func make() -> (StaticString?, Int) {
        ChangeReaders.prepare()
        if change.kind == .processor, Companions.cpuCount < 2 { return ("there is one processor only", 0) }
        prepareStep()
        let clocks: RunningClocks = RunningClocks.all
        ChangeReaders.state.pointee.step = step.magnitude
        ChangeReaders.state.pointee.isLeap = change.kind == .leap
        for index in 0..<clocks.count where change.touches(clocks[index].clock) {
            ChangeReaders.state.pointee.touched |= 1 << UInt64(index)
        }
        let started = ChangeReaders.start()
        guard started == 0 else {
            ChangeReaders.join()
            return ("no thread can be started", started)
        }
        report.anchors.take(isBefore: true)
        let result = makeChange()
        if result == 0 {
            report.anchors.take(isBefore: false)
            report.compareErrors()
            repeatChange()
        }
        ChangeReaders.join()
        guard result == 0 else { return ("the kernel refuses the change", result) }
        if change.kind == .clocksource, let source, let used = ClocksourceName.used(), !used.equals(source) {
            return ("the kernel does not use this clocksource", 0)
        }
        report.compareErrors()
        report.countSystemCalls()
        report.write(change, source, step: step, changes: changes)
        return (nil, 0)
    }

    /// What must be done before anything is read: a leap second needs the last seconds of a day.
    private mutating func prepareStep() {
        let second: Int64 = 1_000_000_000
        switch change.kind {
        // A year: the clock passes it by itself, a moment behind the step.
        case .set where change.value >= 1 << 31: step = change.value * second - 50_000_000 - Owner.now()
        case .set: step = change.value * second
        case .tai: step = change.value * second
        case .leap:
            step = change.other * second
            // The kernel takes the order at the end of a second, and follows it at the end of the next.
            let day = 86400 * second
            _ = Owner.set((Owner.now() / day + 1) * day - (change.other > 0 ? 2 : 1) * second - 500_000_000)
        default: break
        }
    }

    /// Makes the change if it is not made, and undoes it if it is.
    private mutating func makeChange() -> Int {
        let isUndoing = changes & 1 == 1
        let result = ChangeReaders.announce { apply(isUndoing) }
        if result == 0 { changes += 1 }
        return result
    }

    private mutating func apply(_ isUndoing: Bool) -> Int {
        let value = isUndoing ? change.other : change.value
        switch change.kind {
        case .set: return Owner.set(Owner.now() &+ (isUndoing ? 0 &- step : step))
        case .frequency: return Owner.adjust(Owner.Mode.frequency, Owner.Word.frequency, value)
        case .tick: return Owner.adjust(Owner.Mode.tick, Owner.Word.tick, value)
        case .slew:
            return Owner.adjust(
                Owner.Mode.offset | Owner.Mode.status | Owner.Mode.constant, Owner.Word.offset, value,
                status: Owner.phaseLocked)
        case .singleShot: return Owner.adjust(Owner.singleShot, Owner.Word.offset, value)
        case .leap: return followLeap()
        case .tai:
            _ = Owner.adjust(0)
            let now = Owner.word(Owner.Word.tai)
            return Owner.adjust(Owner.Mode.tai, Owner.Word.constant, now + (isUndoing ? -change.value : change.value))
        case .zone: return changeZone(isUndoing)
        case .clocksource: return ((isUndoing ? kept.clocksource : source)?.use()) ?? 0
        case .processor: return Owner.write(isUndoing ? "1" : "0", to: Self.secondProcessor)
        case .namespace: return 0
        }
    }

    /// Orders the leap second and waits until it is over.
    private func followLeap() -> Int {
        let distance = Owner.now() &- Owner.now(1)
        let result = Owner.adjust(Owner.Mode.status, Owner.Word.status, change.value)
        guard result == 0 else { return result }
        let start = Stopwatch.now()
        // What never comes is told by the readings.
        while Stopwatch.now() - start < 5_000_000_000, (Owner.now() &- Owner.now(1) &- distance).magnitude < 500_000_000
        {
            Owner.sleep(milliseconds: 10)
        }
        return 0
    }

    /// Sets a time zone and asks for it: east of Greenwich with summer time, and west of it.
    private mutating func changeZone(_ isUndoing: Bool) -> Int {
        let zone: UInt64 = isUndoing ? 300 : 1 << 32 | UInt64(UInt32(bitPattern: -120))
        let result = Owner.setZone(zone)
        if result == 0 { report.compareZone(zone) }
        return result
    }

    private mutating func repeatChange() {
        guard change.kind != .leap else { return }
        let start = Stopwatch.now()
        let budget = Effort.current.changeBudget * change.patience * 1_000_000
        repeat {
            Owner.sleep(milliseconds: change.pause)
            // An even number of changes leaves it undone.
        } while makeChange() == 0 && (changes & 1 == 0 || Stopwatch.now() - start < budget)
    }
}
