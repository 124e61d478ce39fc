import ProbeRuntime

/// Runs what could crash or hang in a child with a deadline. A crash is an observation, not an end.
enum Experiment {
    /// What parent and child share.
    private struct Shared {
        /// The item that the child works on, of a row of items.
        var item: Int
        /// The address of the instruction that faulted; 0 if none did.
        var faultAddress: UInt64
    }
    nonisolated(unsafe) private static var shared: UnsafeMutablePointer<Shared>! = nil

    static func start() {
        shared = Pages.allocateShared(4096).assumingMemoryBound(to: Shared.self)
    }

    /// One child for `body`.
    @inline(never) static func run(_ name: StaticString, _ suffix: Clock? = nil, _ body: () -> Void) {
        runItems(1, name: { _ in part(name, suffix) }, { _ in body() })
    }

    /// One child for a row of items, and a new one behind each item that ended it.
    @inline(never) static func runItems(_ count: Int, name: (Int) -> Void, _ body: (Int) -> Void) {
        shared.pointee.item = 0
        while shared.pointee.item < count {
            shared.pointee.faultAddress = 0
            let child = fork()
            if child == 0 {
                Deadline.arm()
                Faults.catchAll()
                while shared.pointee.item < count {
                    body(shared.pointee.item)
                    shared.pointee.item += 1
                }
                exitProcess(0)
            }
            guard child > 0 else {
                unobservable({ name(shared.pointee.item) }, "fork fails", child)
                shared.pointee.item += 1
                continue
            }
            let status = wait(child)
            if status != 0 {
                reportEnd(status) { name(shared.pointee.item) }
                shared.pointee.item += 1
            }
            Output.flush()
        }
        Output.flush()
    }

    /// Says that a target does not allow an experiment.
    @inline(never) static func unobservable(_ name: () -> Void, _ reason: StaticString, _ result: Int) {
        Output.begin("unobservable")
        Output.field("experiment", parts: name)
        Output.field(
            "reason",
            parts: {
                Output.part(reason)
                if result < 0 {
                    Output.part(" (errno ")
                    Output.part(Int64(-result))
                    Output.part(")")
                }
            })
        Output.end()
    }

    /// The same for an experiment without a suffix.
    @inline(never) static func unobservable(_ name: StaticString, _ reason: StaticString, _ result: Int) {
        unobservable({ Output.part(name) }, reason, result)
    }

    /// `NAME` or `NAME.CLOCK`.
    @inline(never) static func part(_ name: StaticString, _ clock: Clock?) {
        Output.part(name)
        guard let clock else { return }
        Output.part(".")
        if let text = clock.name { Output.part(text) } else { Output.part(Int64(clock.id)) }
    }

    /// Remembers where a fault happened, for the parent. Called from a signal handler.
    static func remember(fault address: UInt64) { shared.pointee.faultAddress = address }

    @inline(never) static func reportEnd(_ status: Int, name: () -> Void) {
        let signal = status & 0x7f
        Output.begin("ended")
        Output.field("experiment", parts: name)
        if signal != 0 {
            Output.field("signal", signal)
        } else {
            Output.field("status", status >> 8 & 0xff)
        }
        let fault = shared.pointee.faultAddress
        if fault != 0 {
            Output.field("address", unsigned: fault)
            if Image.tested.contains(fault) { Output.field("offset", unsigned: fault &- Image.tested.base) }
        }
        Output.end()
    }

    /// `fork(2)`.
    @inline(never) static func fork() -> Int {
        let childSignal = 17
        return systemCall(NR_clone, childSignal)
    }

    /// The wait status of a child.
    @inline(never) static func wait(_ child: Int) -> Int {
        var status: Int32 = 0
        while true {
            let result = withUnsafeMutablePointer(to: &status) { systemCall(NR_wait4, child, address($0)) }
            if result != Errno.interrupted { return Int(status) }
        }
    }
}

/// How long an experiment may take. CPU time counts, so that a busy machine makes no failure; wall time is a last
/// resort for one that sleeps.
enum Deadline {
    nonisolated(unsafe) static var cpuSeconds = 10
    nonisolated(unsafe) static var wallSeconds = 60

    private struct Interval {
        var period = (seconds: 0, microseconds: 0)
        var value = (seconds: 0, microseconds: 0)
    }

    /// Ends this process by SIGPROF or SIGALRM when its time is over.
    static func arm() {
        set(timer: 2, seconds: cpuSeconds)
        set(timer: 0, seconds: wallSeconds)
        // A probe that was killed leaves no child behind.
        let parentDeathSignal: Int = 1
        let kill: Int = 9
        _ = systemCall(NR_prctl, parentDeathSignal, kill)
    }

    private static func set(timer: Int, seconds: Int) {
        var interval = Interval()
        interval.value.seconds = seconds
        withUnsafeMutablePointer(to: &interval) { pointer in
            _ = systemCall(NR_setitimer, timer, address(pointer))
        }
    }
}
