import ProbeRuntime

/// A time namespace that the machine's owner makes, with offsets of one sign each.
struct ClockNamespace {
    private static let newTime = 0x80
    /// Small, since no clock of a namespace may be negative: a machine that just booted is some seconds old.
    private static let seconds: Int64 = 3
    private static let monotonicFraction: Int64 = 234_567_891
    private static let boottimeFraction: Int64 = 765_432_109
    /// An hour west, and a kind of summer time.
    static let zone: UInt64 = 1 << 32 | 60
    private let change: ClockChange

    init(_ change: ClockChange) { self.change = change }

    /// In a child, which leaves the machine's namespace to its own children.
    func run() {
        Experiment.runItems(1, name: { _ in ClockChanges.part(change, nil) }) { _ in
            let result = enter()
            guard result >= 0 else {
                Experiment.unobservable({ ClockChanges.part(change, nil) }, "the kernel refuses the namespace", result)
                return
            }
            ChangeReaders.prepare()
            var report = ChangeReport()
            Crossings.run(change)
            let child = Experiment.fork()
            if child == 0 {
                Deadline.arm()
                Faults.catchAll()
                observe(&report)
                exitProcess(0)
            }
            let status = child > 0 ? Experiment.wait(child) : child
            if status != 0 { Experiment.reportEnd(status) { ClockChanges.part(change, nil) } }
        }
    }

    private func enter() -> Int {
        let result = systemCall(NR_unshare, Self.newTime)
        guard result == 0 else { return result }
        return Owner.write(offsets, to: "/proc/self/timens_offsets")
    }

    private var offsets: StaticString {
        switch (change.value > 0, change.other > 0) {
        case (true, true): "monotonic 3 234567891\nboottime 3 765432109\n"
        case (true, false): "monotonic 3 234567891\nboottime -3 765432109\n"
        case (false, true): "monotonic -3 234567891\nboottime 3 765432109\n"
        default: "monotonic -3 234567891\nboottime -3 765432109\n"
        }
    }

    /// Readers inside, for a moment.
    private func observe(_ report: inout ChangeReport) {
        guard ChangeReaders.start() == 0 else { exitProcess(70) }
        report.compareErrors()
        Owner.sleep(milliseconds: Effort.current.changeBudget / 2)
        ChangeReaders.join()
        report.countSystemCalls()
        report.write(
            change, nil, step: 0, changes: 1,
            offsets: (
                change.value * Self.seconds * 1_000_000_000 + Self.monotonicFraction,
                change.other * Self.seconds * 1_000_000_000 + Self.boottimeFraction
            ))
    }
}
