import ProbeRuntime

/// Calls in every kind of process and thread, from moved mappings, and where system calls or the counter are forbidden.
enum Circumstances {
    /// What is different about the caller.
    enum Circumstance {
        case fork, vfork, thread, everyProcessor, smallStack, exec, moved, strict, counterDenied

        var name: StaticString {
            switch self {
            case .fork: "fork"
            case .vfork: "vfork"
            case .thread: "thread"
            case .everyProcessor: "every-processor"
            case .smallStack: "small-stack"
            case .exec: "exec"
            case .moved: "moved"
            case .strict: "strict"
            case .counterDenied: "counter-denied"
            }
        }
    }

    /// Flags of `clone(2)`.
    private enum Clone {
        static let memory = 0x100, vfork = 0x4000, childSignal = 17
    }
    /// Status with which a child says that it was refused what it needs; the errno stands in `innerStatus`.
    private static let refused = 99
    private static let finished = 1 << 30

    static func run() {
        runInProcesses()
        runEach(.strict) { index in strict(index) }
        runEach(.counterDenied) { index in
            let setCounter = 26
            let endBySignal = 2
            let result = systemCall(NR_prctl, setCounter, endBySignal)
            if result < 0 { refuse(result) }
            Battery.run(index)
        }
        if Image.tested.base == Image.mapped.base { run(.moved) { move() } }
    }

    /// Those that make sense wherever the probe is, a time namespace included.
    static func runInProcesses() {
        run(.fork) { Battery.run() }
        run(.vfork) {
            spawn(Clone.memory | Clone.vfork | Clone.childSignal, stack: 64 << 10) { _ in Circumstances.enter() }
        }
        run(.thread) { thread(stack: 64 << 10) }
        run(.everyProcessor) {
            for index in 0..<Companions.cpuCount where Affinity.pin(to: Companions.cpu(index)) { Battery.run() }
        }
        // 1 KiB for the call, as much for the probe's own frames.
        run(.smallStack) { thread(stack: 2 << 10) }
        run(.exec) { execute() }
    }

    /// Executes the probe anew from a vforked child: `spawn` of most C libraries.
    static func runVforkExec() {
        run(.exec) {
            let arguments = Program.arguments("--child-report", Battery.start() ?? -1)
            spawn(Clone.memory | Clone.vfork | Clone.childSignal, stack: 64 << 10, argument: arguments) { argument in
                guard let words = UnsafeMutablePointer<UInt>(bitPattern: UInt(argument)) else { return }
                Circumstances.refuse(Program.execute(words))
            }
        }
    }

    // MARK: Children

    private static func run(_ circumstance: Circumstance, _ body: () -> Void) {
        guard Battery.start() != nil else {
            unobservable(circumstance, "there is no memfd_create", 0)
            return
        }
        let status = inChild(body)
        if status >> 8 == refused {
            unobservable(circumstance, "the kernel refuses", Battery.innerStatus.pointee)
            return
        }
        let isLost = Relocation.reportSignalReturn(Battery.signalReturn.pointee, status)
        for index in 0..<Callee.count { report(circumstance, index, isLost ? 0 : status) }
        Output.flush()
    }

    /// A child for each callee: most of them end it.
    private static func runEach(_ circumstance: Circumstance, _ body: (Int) -> Void) {
        guard Battery.start() != nil else {
            unobservable(circumstance, "there is no memfd_create", 0)
            return
        }
        for index in 0..<Callee.count {
            guard let callee = Callee.at(index), circumstance != .strict || callee.isReadableElsewhere else { continue }
            var before = Timespec()
            var after = Timespec()
            let status = inChild(
                { body(index) }, before: { _ = callee.system(&before) }, after: { _ = callee.system(&after) })
            if status >> 8 == refused {
                unobservable(circumstance, "the kernel refuses", Battery.innerStatus.pointee)
                return
            }
            if circumstance == .strict { compare(index, callee, before, after) }
            report(circumstance, index, status)
        }
        Output.flush()
    }

    /// The wait status of a child that runs `body`, taken again if the clock is set meanwhile.
    private static func inChild(_ body: () -> Void, before: () -> Void = {}, after: () -> Void = {}) -> Int {
        var watch = StepWatch()
        var attempts = 0
        var status = 0
        repeat {
            Battery.clear()
            before()
            let child = Experiment.fork()
            if child == 0 {
                Deadline.arm()
                Faults.catchAll()
                body()
                exitProcess(0)
            }
            guard child > 0 else { return refused << 8 }
            status = Experiment.wait(child)
            after()
            attempts += 1
        } while watch.wasSet() && attempts < 100
        watch.close()
        let inner = Battery.innerStatus.pointee
        return status == 0 && inner > 0 ? inner : status
    }

    private static func refuse(_ result: Int) -> Never {
        Battery.innerStatus.pointee = result
        exitProcess(refused)
    }

    private static func unobservable(_ circumstance: Circumstance, _ reason: StaticString, _ result: Int) {
        Experiment.unobservable({ part(circumstance) }, reason, result)
        Output.flush()
    }

    private static func part(_ circumstance: Circumstance) {
        Output.part("mapping/functions.")
        Output.part(circumstance.name)
    }

    // MARK: Bodies

    /// The beginning of a process that shares its creator's memory: deadlines are not inherited.
    private static func enter() {
        Deadline.arm()
        Battery.run()
    }

    private static func spawn(
        _ flags: Int, stack size: Int, argument: UnsafeMutablePointer<UInt>? = nil, _ body: Threads.Body
    ) {
        let stack = Pages.allocate(size)
        let entry = UInt64(UInt(bitPattern: unsafeBitCast(body, to: UnsafeRawPointer.self)))
        let child = Int(
            probe_spawn(
                Int64(flags), UInt64(UInt(bitPattern: stack + size)), entry, UInt64(UInt(bitPattern: argument))))
        if child < 0 { refuse(child) }
        let status = Experiment.wait(child)
        // A child that was refused says so itself.
        if status >> 8 == refused { exitProcess(refused) }
        Battery.innerStatus.pointee = status
    }

    /// A thread proper; what ends it ends the whole process. Below its stack nothing can be touched.
    private static func thread(stack size: Int) {
        let guardSize = 64 << 10
        let memory = Pages.allocate(2 * guardSize)
        _ = systemCall(NR_mprotect, address(memory), guardSize, 0)
        let child = Threads.spawn(0, stackTop: address(memory) + guardSize + size, flags: Threads.posix) { _ in
            Battery.run()
            Battery.innerStatus.pointee = Circumstances.finished
        }
        if child < 0 { refuse(child) }
        while probe_load(Battery.innerStatus) != finished {
            _ = systemCall(NR_sched_yield)
        }
        Battery.innerStatus.pointee = 0
    }

    private static func execute() {
        refuse(Program.execute(Program.arguments("--child-report", Battery.start() ?? -1)))
    }

    /// Under `SECCOMP_MODE_STRICT` everything but read, write, exit and sigreturn ends the process.
    private static func strict(_ index: Int) {
        guard let callee = Callee.at(index) else { return }
        let slot = Battery.slots + index
        slot.pointee.state = 1
        // 32-bit programs may return from handlers without information only, and ours have it.
        if probe_has_narrow_time() != 0 { Signals.handle(Signals.segmentation, with: 0, .always) }
        let setSeccomp = 22
        let strictMode = 1
        let result = systemCall(NR_prctl, setSeccomp, strictMode)
        if result < 0 { refuse(result) }
        slot.pointee.result = callee.call(&slot.pointee.value)
        slot.pointee.state = 2
        // exit_group is not among the four.
        while true { _ = systemCall(NR_exit, 0) }
    }

    /// The child could not read the clock by system call; its parent did, before and after.
    private static func compare(_ index: Int, _ callee: Callee, _ before: Timespec, _ after: Timespec) {
        let slot = Battery.slots + index
        slot.pointee.before = before
        slot.pointee.after = after
        slot.pointee.isOrdered = callee.accepts(slot.pointee.value, before, after) ? 1 : 0
    }

    private static func move() {
        switch Relocation.moveImage() {
        case .moved(let distance):
            Functions.tested = Functions.tested.moved(by: distance)
            Relocation.report(0)
        case .refused(let result):
            Relocation.report(result)
            refuse(result)
        case .unknown:
            let noEntry = -2
            refuse(noEntry)
        }
        Battery.run()
        Relocation.returnFromSignal()
    }

    // MARK: Report

    private static func report(_ circumstance: Circumstance, _ index: Int, _ status: Int) {
        guard let callee = Callee.at(index), circumstance != .strict || callee.isReadableElsewhere else { return }
        let slot = Battery.slots[index]
        Output.begin("circumstance")
        Output.field("circumstance", text: circumstance.name)
        Output.field("function", text: callee.name)
        if let clock = callee.clock { Output.field("clock", Int64(clock.id)) }
        Output.field("called", slot.state > 0)
        Output.field("returned", slot.state > 1)
        Output.field("result", slot.result)
        Output.field("systemResult", slot.systemResult)
        Output.field("ordered", slot.isOrdered != 0)
        if status & 0x7f != 0 {
            Output.field("signal", status & 0x7f)
        } else if status != 0 {
            Output.field("status", status >> 8 & 0xff)
        }
        if slot.state > 1, slot.isOrdered == 0 {
            Output.field(
                "readings",
                list: {
                    Output.element(slot.before)
                    Output.element(slot.value)
                    Output.element(slot.after)
                })
        }
        Output.end()
    }
}
