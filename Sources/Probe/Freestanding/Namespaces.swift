import ProbeRuntime

/// Everything once more within a time namespace, whose clocks are not the machine's.
enum Namespaces {
    private static let newUser = 0x1000_0000
    private static let newTime = 0x80
    private static let writeOnly = 1
    private static let atWorkingDirectory = -100
    /// The exit status of a process that made no namespace.
    static let refused = 71

    /// What is added to the machine's clocks: whole seconds and a fraction, and both differ. A fraction near a second nearly
    /// always carries into the seconds, a small one hardly ever.
    private struct Offsets {
        var monotonic: Timespec
        var boottime: Timespec
        /// The same for `/proc/self/timens_offsets`.
        var text: StaticString
    }

    /// Here MONOTONIC carries.
    private static let first = Offsets(
        monotonic: Timespec(seconds: 1_000_003, nanoseconds: 987_654_321),
        boottime: Timespec(seconds: 5_000_011, nanoseconds: 12_345_679),
        text: "monotonic 1000003 987654321\nboottime 5000011 12345679\n")
    /// Here BOOTTIME does.
    private static let second = Offsets(
        monotonic: Timespec(seconds: 1_000_003, nanoseconds: 12_345_679),
        boottime: Timespec(seconds: 5_000_011, nanoseconds: 987_654_321),
        text: "monotonic 1000003 12345679\nboottime 5000011 987654321\n")

    /// All of it in one namespace, and in another one what single readings show.
    static func run() {
        if run(first, whole: true) { _ = run(second, whole: false) }
    }

    /// A child leaves its user namespace, asks for a time namespace, and forks those that live in it. Whether there was one.
    private static func run(_ offsets: Offsets, whole: Bool) -> Bool {
        Output.flush()
        let child = Experiment.fork()
        if child == 0 {
            let isInside = enter(offsets)
            if isInside { observe(offsets, whole: whole) }
            Output.flush()
            exitProcess(isInside ? 0 : refused)
        }
        guard child > 0 else {
            unobservable("fork fails", child)
            return false
        }
        let status = Experiment.wait(child)
        guard status != 0 else { return true }
        guard status >> 8 & 0xff != refused else { return false }
        Output.begin("ended")
        Output.field("experiment", text: "namespaces")
        if status & 0x7f != 0 {
            Output.field("signal", status & 0x7f)
        } else {
            Output.field("status", status >> 8 & 0xff)
        }
        Output.end()
        return false
    }

    /// Makes the first namespace for this process's children. Whether there is one; why not is not for this process to say.
    static func enterFirst() -> Bool { enter(first) }

    private static func enter(_ offsets: Offsets) -> Bool {
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
        let written = systemCall(NR_write, file, address(offsets.text.utf8Start), offsets.text.utf8CodeUnitCount)
        _ = systemCall(NR_close, file)
        guard written == offsets.text.utf8CodeUnitCount else {
            unobservable("/proc/self/timens_offsets cannot be written", written)
            return false
        }
        return true
    }

    private static func unobservable(_ reason: StaticString, _ result: Int) {
        Experiment.unobservable("namespaces", reason, result)
    }

    /// This process is still outside; its children are inside.
    private static func observe(_ offsets: Offsets, whole: Bool) {
        Output.begin("namespace")
        Output.field("monotonic", offsets.monotonic)
        Output.field("boottime", offsets.boottime)
        Output.end()
        Crossings.run()
        guard whole else { return }
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
        RunningClocks.all = RunningClocks()
        Streams.run(acrossThreads: false)
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

    /// - Parameter change: the change that made the namespace; nil for the one where everything is observed once more.
    static func run(_ change: ClockChange? = nil) {
        Functions.tested.forEachGettime { run($0, change) }
    }

    private static func run(_ gettime: ClockFunction, _ change: ClockChange?) {
        let shared = Pages.allocateShared(4096).assumingMemoryBound(to: Shared.self)
        for id in Clock.compared where id >= 0 && id <= 11 && id != 2 && id != 3 && id != 10 {
            let clock = Clock(id)
            var before = Timespec()
            var after = Timespec()
            var watch = StepWatch()
            var attempts = 0
            var hasMoved = false
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
                // A coarse clock that stands still between the outer readings has one right value.
                hasMoved = (id == 5 || id == 6) && before.total != after.total
            } while shared.pointee.isDone == 1 && (hasMoved || watch.wasSet()) && attempts < 100
            watch.close()
            if shared.pointee.isDone == 1 { report(gettime, clock, before, shared.pointee, after, change) }
        }
    }

    private static func part(_ gettime: ClockFunction, _ clock: Clock) {
        Output.part("namespaces/")
        Experiment.part(gettime.name, clock)
    }

    private static func report(
        _ gettime: ClockFunction, _ clock: Clock, _ before: Timespec, _ inside: Shared, _ after: Timespec,
        _ change: ClockChange?
    ) {
        Output.begin("crossing")
        if let change { Output.field("change", text: change.name) }
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
