import ProbeRuntime

/// Sandwiches while something disturbs them. All functions and clocks take turns, so that each meets every disturbance,
/// and each sandwich is followed by one of system calls alone: what both show is the clocksource's fault.
struct Disturbances {
    private let clocks: RunningClocks = RunningClocks.all
    private var tallies: OrderTallies
    private let start = Stopwatch.now()
    /// Nanoseconds after which it is enough.
    private let budget = Effort.current.disturbanceBudget * 1_000_000
    /// Migrations, ticks or signals.
    private var events: UInt64 = 0

    private init() { tallies = OrderTallies(clocks.count) }

    /// One experiment a disturbance.
    static func run() {
        Experiment.run("agreement/busy") {
            var experiment = Disturbances()
            experiment.runBusy()
        }
        Experiment.run("agreement/migration") {
            var experiment = Disturbances()
            experiment.runMigrations()
        }
        Experiment.run("agreement/signals") {
            var experiment = Disturbances()
            experiment.runSignals()
        }
        Experiment.run("agreement/tick") {
            var experiment = Disturbances()
            experiment.runTicks()
        }
    }

    private var isOver: Bool { Stopwatch.now() - start >= budget }

    @inline(never)
    private func sandwich(_ index: Int) {
        let function = clocks[index]
        var before = Timespec()
        var value = Timespec()
        var after = Timespec()
        _ = function.system(&before)
        let result = function.call(&value)
        _ = function.system(&after)
        tallies.of(index).pointee.add(result, before, value, after)
        _ = function.system(&before)
        _ = function.system(&value)
        _ = function.system(&after)
        tallies.of(index).pointee.addControl(before, value, after)
    }

    private func report(_ disturbance: StaticString) {
        for index in 0..<clocks.count {
            DisturbedReport.write(
                disturbance, clocks[index], tallies.of(index).pointee, events: events, repeated: tallies.repeated)
        }
    }
}

// MARK: All processors busy

extension Disturbances {
    /// Companions on every processor call the same functions without pause.
    private mutating func runBusy() {
        Load.stop = Pages.allocateShared(4096).assumingMemoryBound(to: UInt64.self)
        let result = Companions.start(Companions.cpuCount) { Load.run($0) }
        guard result == 0 else {
            probe_atomic_store(Load.stop, 1)
            Companions.join()
            Experiment.unobservable("agreement/busy", "no thread can be started", result)
            return
        }
        var rounds = 0
        repeat {
            for _ in 0..<20 {
                for index in 0..<clocks.count { sandwich(index) }
            }
            tallies.settle()
            rounds += 20
        } while rounds < 100 || !isOver
        probe_atomic_store(Load.stop, 1)
        Companions.join()
        events = UInt64(Companions.cpuCount)
        report("busy")
    }
}

/// Load that a companion makes.
private enum Load {
    nonisolated(unsafe) static var stop: UnsafeMutablePointer<UInt64>! = nil

    static func run(_ index: UInt64) {
        Companions.enter(index)
        let clocks: RunningClocks = RunningClocks.all
        var reading = Timespec()
        while probe_atomic_load(stop) == 0 {
            for index in 0..<clocks.count { _ = clocks[index].call(&reading) }
        }
    }
}

// MARK: Migration

extension Disturbances {
    /// System calls on one processor, the vDSO on another, system calls on the first again.
    private mutating func runMigrations() {
        let cpus = Companions.cpuCount
        guard cpus > 1 else {
            Experiment.unobservable("agreement/migration", "there is one processor only to run on", 0)
            return
        }
        let readings = Pages.allocate(4096).assumingMemoryBound(to: Timespec.self)
        var round = 0
        // Pinning can be refused when processors go away meanwhile.
        while events < 4 || !isOver, round < 100_000 {
            let home = round % cpus
            let away = (home + 1 + round / cpus % (cpus - 1)) % cpus
            if migrate(Companions.cpu(home), Companions.cpu(away), readings) { events += 2 }
            tallies.settle()
            round += 1
        }
        if events > 0 {
            report("migration")
        } else {
            Experiment.unobservable("agreement/migration", "cannot run on an allowed processor", 0)
        }
    }

    private func migrate(_ home: Int, _ away: Int, _ before: UnsafeMutablePointer<Timespec>) -> Bool {
        let most = RunningClocks.most
        let value = before + most
        let control = value + most
        let after = control + most
        var failed: UInt64 = 0
        guard Affinity.pin(to: home) else { return false }
        for index in 0..<clocks.count { _ = clocks[index].system(before + index) }
        guard Affinity.pin(to: away) else { return false }
        for index in 0..<clocks.count {
            if clocks[index].call(value + index) != 0 { failed |= 1 << UInt64(index) }
            _ = clocks[index].system(control + index)
        }
        guard Affinity.pin(to: home) else { return false }
        for index in 0..<clocks.count {
            _ = clocks[index].system(after + index)
            let result: Int64 = failed >> UInt64(index) & 1 == 1 ? -1 : 0
            tallies.of(index).pointee.add(result, before[index], value[index], after[index])
            tallies.of(index).pointee.addControl(before[index], control[index], after[index])
        }
        return true
    }
}

// MARK: Signals

extension Disturbances {
    /// Another thread sends signals without end; their handler makes sandwiches itself.
    private mutating func runSignals() {
        SignalStorm.prepare(clocks)
        let result = Companions.start(1) { SignalStorm.send($0) }
        guard result == 0 else {
            Experiment.unobservable("agreement/signals", "no thread can be started", result)
            return
        }
        var rounds = 0
        repeat {
            for _ in 0..<20 {
                for index in 0..<clocks.count { sandwich(index) }
            }
            tallies.settle()
            rounds += 20
            // A sender without a processor of its own needs this one now and then, and on a busy machine more often.
            if SignalStorm.received == 0 || isOver { _ = systemCall(NR_sched_yield) }
            // A sender that never gets a processor is not waited for without end.
        } while rounds < 40 || !isOver || (SignalStorm.received < 40 && Stopwatch.now() - start < 2_000_000_000)
        events = SignalStorm.end()
        report("signals")
        for index in 0..<clocks.count {
            DisturbedReport.write(
                "handler", clocks[index], SignalStorm.tallies.of(index).pointee, events: events,
                repeated: SignalStorm.tallies.repeated)
        }
    }
}

// MARK: Ticks

extension Disturbances {
    /// Sandwiches across the moment at which the kernel moves its clocks on, and right behind it.
    private mutating func runTicks() {
        var turn = 0
        repeat {
            var coarse = Timespec()
            var now = Timespec()
            readCoarse(&coarse)
            let start = Stopwatch.now()
            repeat {
                sandwich(turn % clocks.count)
                readCoarse(&now)
                // Nobody promises ticks; a second without one is enough.
            } while now.total == coarse.total && Stopwatch.now() - start < 1_000_000_000
            if now.total != coarse.total { events += 1 }
            for _ in 0..<2 {
                for index in 0..<clocks.count { sandwich((turn + index) % clocks.count) }
            }
            tallies.settle()
            turn += 1
        } while turn < 3 || !isOver
        report("tick")
    }

    private func readCoarse(_ reading: UnsafeMutablePointer<Timespec>) {
        let monotonicCoarse = 6
        _ = systemCall(NR_clock_gettime, monotonicCoarse, address(reading))
    }
}

/// One line a function and disturbance.
enum DisturbedReport {
    static func write(
        _ disturbance: StaticString, _ function: TimedFunction, _ tally: OrderTally, events: UInt64, repeated: UInt64
    ) {
        Output.begin("disturbed")
        Output.field("disturbance", text: disturbance)
        Output.field("function", text: function.name)
        Output.field("clock", Int64(function.clock.id))
        Output.field("events", unsigned: events)
        Output.field("repeated", unsigned: repeated)
        withUnsafePointer(to: tally) { Output.fields(OrderTally.names, UnsafeRawPointer($0)) }
        if tally.hasExample {
            Output.field(
                "example",
                list: {
                    Output.element(tally.example.before)
                    Output.element(tally.example.value)
                    Output.element(tally.example.after)
                })
        }
        Output.end()
    }
}
