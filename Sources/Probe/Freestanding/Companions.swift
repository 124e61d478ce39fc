import ProbeRuntime

/// Threads that run beside an experiment, one a processor: readers, load, a sender of signals.
///
/// Where threads that are no POSIX threads are refused (qemu-user), they are processes; so what they share with the
/// experiment must lie in memory of `Pages.allocateShared`.
enum Companions {
    static let most = 8
    /// Calls with the number of the companion, from 0.
    typealias Body = @convention(c) (UInt64) -> Void

    private struct Slot {
        var process = 0
        var cpu = 0
        var stack = 0
        var alternateStack = 0
    }
    nonisolated(unsafe) private static var slots: UnsafeMutablePointer<Slot>! = nil
    /// Processors to run on, at most `most` and spread over all that are allowed.
    nonisolated(unsafe) private(set) static var cpuCount = 0
    nonisolated(unsafe) private static var running = 0

    /// Chooses processors and sets up stacks; before any child exists.
    static func prepare() {
        slots = Pages.allocate(4096).assumingMemoryBound(to: Slot.self)
        let allowed = Affinity.current()
        let total = allowed.count
        cpuCount = min(total, most)
        var seen = 0
        var next = 0
        allowed.forEach { cpu in
            if next < cpuCount, seen == next * total / cpuCount {
                let stack = address(Pages.allocate(2 * stackSize))
                (slots + next).initialize(to: Slot(cpu: cpu, stack: stack, alternateStack: stack + stackSize))
                next += 1
            }
            seen += 1
        }
    }
    static let stackSize = 64 << 10

    /// The processor of a companion.
    static func cpu(_ index: Int) -> Int { slots[index].cpu }

    /// Starts companions 0 to `count` - 1, each on its processor.
    ///
    /// - Returns: 0, or a negative errno; then none runs.
    static func start(_ count: Int, _ body: Body) -> Int {
        running = 0
        for index in 0..<count {
            var process = Threads.spawn(UInt64(index), stackTop: slots[index].stack + stackSize, body)
            if process < 0 { process = fork(UInt64(index), body) }
            guard process > 0 else { return process }
            slots[index].process = process
            running = index + 1
            _ = Affinity.move(process, to: slots[index].cpu)
        }
        return 0
    }

    private static func fork(_ index: UInt64, _ body: Body) -> Int {
        let process = Experiment.fork()
        if process == 0 {
            body(index)
            exitProcess(0)
        }
        return process
    }

    /// What each companion does first: it has deadlines, ends with the experiment, and says where it faults.
    static func enter(_ index: UInt64) {
        Deadline.arm()
        Signals.useAlternateStack(at: slots[Int(index)].alternateStack, size: stackSize)
    }

    /// Waits for all. If one was ended by a signal, the experiment ends by the same signal.
    static func join() {
        var worst = 0
        for index in 0..<running {
            let status = Threads.join(slots[index].process)
            if status != 0 { worst = status }
        }
        running = 0
        guard worst != 0 else { return }
        let signal = worst & 0x7f
        if signal != 0 {
            Signals.handle(signal, with: 0, .always)
            _ = systemCall(NR_kill, systemCall(NR_getpid), signal)
        }
        exitProcess(worst >> 8 & 0xff)
    }
}
