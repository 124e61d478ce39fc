import ProbeRuntime

/// Everything once more within a time namespace, whose clocks are not the machine's.
enum Namespaces {
    private static let newUser = 0x1000_0000
    private static let newTime = 0x80
    private static let writeOnly = 1
    private static let atWorkingDirectory = -100
    /// What is added to the machine's clocks: whole seconds and a fraction, and both differ.
    static let monotonicOffset = Timespec(seconds: 1_000_003, nanoseconds: 234_567_891)
    static let boottimeOffset = Timespec(seconds: 5_000_011, nanoseconds: 765_432_109)
    private static let offsets: StaticString = "monotonic 1000003 234567891\nboottime 5000011 765432109\n"

    /// A child leaves its user namespace, asks for a time namespace, and forks those that live in it.
    static func run() {
        Output.flush()
        let child = Experiment.fork()
        if child == 0 {
            if enter() { observe() }
            Output.flush()
            exitProcess(0)
        }
        guard child > 0 else {
            unobservable("fork fails", child)
            return
        }
        let status = Experiment.wait(child)
        guard status != 0 else { return }
        Output.begin("ended")
        Output.field("experiment", text: "namespaces")
        if status & 0x7f != 0 {
            Output.field("signal", status & 0x7f)
        } else {
            Output.field("status", status >> 8 & 0xff)
        }
        Output.end()
    }

    private static func enter() -> Bool {
        var result = systemCall(NR_unshare, newUser | newTime)
        // A process with several threads cannot leave its user namespace; one with the capability need not.
        if result < 0 { result = systemCall(NR_unshare, newTime) }
        guard result == 0 else {
            unobservable("unshare(CLONE_NEWUSER | CLONE_NEWTIME) is refused", result)
            return false
        }
        let dieWithParent = 1
        let kill = 9
        _ = systemCall(NR_prctl, dieWithParent, kill)
        let path: StaticString = "/proc/self/timens_offsets"
        let file = systemCall(NR_openat, atWorkingDirectory, address(path.utf8Start), writeOnly)
        guard file >= 0 else {
            unobservable("/proc/self/timens_offsets cannot be opened", file)
            return false
        }
        let written = systemCall(NR_write, file, address(offsets.utf8Start), offsets.utf8CodeUnitCount)
        _ = systemCall(NR_close, file)
        guard written == offsets.utf8CodeUnitCount else {
            unobservable("/proc/self/timens_offsets cannot be written", written)
            return false
        }
        return true
    }

    private static func unobservable(_ reason: StaticString, _ result: Int) {
        Experiment.unobservable({ Output.part("namespaces") }, reason, result)
    }

    /// This process is still outside; its children are inside.
    private static func observe() {
        Output.begin("namespace")
        Output.field("monotonic", monotonicOffset)
        Output.field("boottime", boottimeOffset)
        Output.end()
        Crossings.run()
        Output.isInsideNamespace = true
        // Defect F02: joined at execve(2), after vfork(2).
        Circumstances.runVforkExec()
        Output.flush()
        let child = Experiment.fork()
        if child == 0 {
            repeatInside()
            exitProcess(0)
        }
        guard child > 0, Experiment.wait(child) == 0 else { exitProcess(70) }
    }

    /// The experiments that ask for values. Each has its own children with deadlines.
    private static func repeatInside() {
        Effort.current = Effort.current.inside
        Resolutions.run()
        TimesOfDay.run()
        Processors.run(agreement: true, errors: true)
        Sandwiches.run()
        ServedCalls.run()
    }
}

/// Readings inside held against readings outside, clock by clock.
enum Crossings {
    private struct Shared {
        var system = Timespec()
        var vdso = Timespec()
        var result: Int64 = 0
        var isDone = 0
    }

    static func run() {
        Functions.tested.forEachGettime { run($0) }
    }

    private static func run(_ gettime: ClockFunction) {
        let shared = Pages.allocateShared(4096).assumingMemoryBound(to: Shared.self)
        for id in Clock.compared where id >= 0 && id <= 11 && id != 2 && id != 3 && id != 10 {
            let clock = Clock(id)
            var before = Timespec()
            var after = Timespec()
            var watch = StepWatch()
            var attempts = 0
            guard systemCall(NR_clock_gettime, Int(id), address(&before)) == 0 else { continue }
            repeat {
                shared.pointee = Shared()
                _ = systemCall(NR_clock_gettime, Int(id), address(&before))
                Experiment.runItems(1, name: { _ in part(gettime, clock) }) { _ in
                    shared.pointee.result = gettime.call(clock, &shared.pointee.vdso)
                    _ = systemCall(NR_clock_gettime, Int(id), address(&shared.pointee.system))
                    shared.pointee.isDone = 1
                }
                _ = systemCall(NR_clock_gettime, Int(id), address(&after))
                attempts += 1
            } while shared.pointee.isDone == 1 && watch.wasSet() && attempts < 100
            watch.close()
            if shared.pointee.isDone == 1 { report(gettime, clock, before, shared.pointee, after) }
        }
    }

    private static func part(_ gettime: ClockFunction, _ clock: Clock) {
        Output.part("namespaces/")
        Experiment.part(gettime.name, clock)
    }

    private static func report(
        _ gettime: ClockFunction, _ clock: Clock, _ before: Timespec, _ inside: Shared, _ after: Timespec
    ) {
        Output.begin("crossing")
        gettime.layout.write(gettime.name)
        Output.field("clock", Int64(clock.id))
        Output.field("before", before)
        Output.field("system", inside.system)
        Output.field("vdso", inside.vdso)
        Output.field("vdsoResult", inside.result)
        Output.field("after", after)
        Output.end()
    }
}
