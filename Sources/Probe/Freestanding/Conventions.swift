import ProbeRuntime

/// Preserved registers, control words and stack of every function, on the paths with and without a system call.
struct Conventions {
    private let name: StaticString
    private let path: StaticString
    private let entry: UInt64
    private let arguments: Arguments

    /// What a call gets, besides places in memory.
    private enum Arguments {
        /// A clock, and a structure to fill.
        case clock(Int64)
        /// The same with every clock in turn.
        case clocks
        /// Two structures to fill.
        case pointers
        /// A buffer, and a state that is so many bytes larger than the function's own; never waiting for the kernel's
        /// generator.
        case random(surplus: Int64)
        /// One key to look up, for all processors.
        case key
        /// A stretch of code.
        case stretch
        /// A futex that somebody else has, and where it is pending.
        case futex
    }

    static func run() {
        let functions = Functions.tested
        functions.forEachGettime { function in
            run(function.name, "MONOTONIC", function.entry, .clock(1))
            run(function.name, "REALTIME_COARSE", function.entry, .clock(5))
            run(function.name, "THREAD_CPUTIME_ID", function.entry, .clock(3))
            run(function.name, "invalid", function.entry, .clock(99))
            run(function.name, "each-clock", function.entry, .clocks)
        }
        functions.forEachGetres { function in
            run(function.name, "MONOTONIC", function.entry, .clock(1))
            run(function.name, "invalid", function.entry, .clock(99))
            run(function.name, "each-clock", function.entry, .clocks)
        }
        if let entry = functions.gettimeofday { run("gettimeofday", "both", entry, .pointers) }
        if let entry = functions.time { run("time", "stored", entry, .pointers) }
        if let entry = functions.getcpu { run("getcpu", "both", entry, .pointers) }
        if let entry = functions.getrandom {
            run("getrandom", "fill", entry, .random(surplus: 0))
            run("getrandom", "wrong-size", entry, .random(surplus: 1))
        }
        if probe_has_hwprobe() != 0, let entry = functions.hwprobe { run("riscv_hwprobe", "key", entry, .key) }
        if probe_flushes_code() != 0, let entry = functions.flushIcache { run("flush_icache", "all", entry, .stretch) }
        if let entry = functions.unlock64 { run("futex_robust_list64_try_unlock", "not-owned", entry, .futex) }
    }

    private static func run(_ name: StaticString, _ path: StaticString, _ entry: UInt64, _ arguments: Arguments) {
        let conventions = Conventions(name: name, path: path, entry: entry, arguments: arguments)
        Experiment.runItems(1, name: { _ in conventions.part() }, { _ in conventions.observe() })
        conventions.observeNeed()
    }

    private func part() {
        Output.part("calling-convention/")
        Output.part(name)
        Output.part(".")
        Output.part(path)
    }

    private func call(_ checked: CheckedCall, _ memory: Int64, turn: Int, paints: Bool = true) -> Int64 {
        let phase = Self.phase(turn)
        switch arguments {
        case .clock(let clock): return checked.run(entry, clock, memory, phase: phase, paints: paints)
        case .clocks:
            let clock = Int64(Clock.compared.lowerBound) + Int64(turn / 4 % Clock.compared.count)
            return checked.run(entry, clock, memory, phase: phase, paints: paints)
        case .pointers: return checked.run(entry, memory, memory + 64, phase: phase, paints: paints)
        case .random(let surplus):
            let withoutBlocking: Int64 = 1
            // Asked here, in the experiment's child: this call, too, may end in a crash.
            let size = Int64(RandomSource(entry).size) + surplus
            return checked.run(
                entry, memory, 200, withoutBlocking, memory + 3072, size, phase: phase, paints: paints)
        case .key: return checked.run(entry, memory, 1, phase: phase, paints: paints)
        case .stretch: return checked.run(entry, memory, memory + 64, 0, phase: phase, paints: paints)
        case .futex:
            let nobody: Int64 = 1
            return checked.run(entry, memory, nobody, memory + 64, phase: phase, paints: paints)
        }
    }

    /// The 16-byte phases of a cache line, turn by turn.
    private static func phase(_ turn: Int) -> Int { turn % 4 * 16 }

    /// How often the call is made on a painted stack.
    private var paintedCalls: Int {
        if case .clocks = arguments { return 4 * Clock.compared.count }
        return 16
    }

    /// Registers and painted stack, at each 16-byte phase within a cache line. The first calls may take another path than
    /// later ones, so each phase comes several times; many more calls look at registers alone, for what is lost now and
    /// then.
    private func observe() {
        let checked = CheckedCall()
        let memory = Int64(address(Pages.allocate(4096)))
        // A thread pointer of our own shows a call that changes it, and one that uses it as if it were a C library's.
        probe_set_thread_pointer(UInt64(bitPattern: memory) &+ 2048)
        let pointer = probe_thread_pointer()
        var changed: UInt64 = 0
        var deepest = 0
        var above: Int?
        var result: Int64 = 0
        var pointerChanged = false
        let calls = paintedCalls + Effort.current.checkedCalls
        for turn in 0..<calls {
            let isPainted = turn < paintedCalls
            result = call(checked, memory, turn: turn, paints: isPainted)
            changed |= checked.changed
            guard isPainted else { continue }
            let phase = Self.phase(turn)
            deepest = max(deepest, checked.used(phase: phase))
            if phase == 0, let first = checked.wroteAbove() { above = min(above ?? first, first) }
            if probe_thread_pointer() != pointer {
                pointerChanged = true
                probe_set_thread_pointer(pointer)
            }
        }
        Output.begin("registers")
        Output.field("function", text: name)
        Output.field("path", text: path)
        Output.field("calls", calls)
        Output.field("result", result)
        Output.field("changed", list: { Self.list(changed) })
        Output.field("threadPointerChanged", pointerChanged)
        Output.field("stackUsed", deepest)
        if let above { Output.field("wroteAbove", above) }
        Output.end()
    }

    /// The names of slots, a bit each.
    static func list(_ changed: UInt64) {
        for slot in 0..<Int(PROBE_CHECKED_SLOTS) where changed >> UInt64(slot) & 1 == 1 {
            if let name = probe_checked_name(Int64(slot)) { Output.element(bytes: name, count: cStringLength(name)) }
        }
    }

    /// The least stack with which the call works: reads and probes below it leave no mark, but meet the end of the stack.
    private func observeNeed() {
        var least = CheckedCall.depth
        var distance = CheckedCall.depth / 2
        while distance >= 256 {
            let child = Experiment.fork()
            if child == 0 {
                Deadline.arm()
                var checked = CheckedCall()
                checked.endStack(at: distance)
                _ = call(checked, Int64(address(Pages.allocate(4096))), turn: 0)
                exitProcess(0)
            }
            guard child > 0, Experiment.wait(child) == 0 else { break }
            least = distance
            distance /= 2
        }
        Output.begin("stack")
        Output.field("function", text: name)
        Output.field("path", text: path)
        Output.field("works", least)
        Output.end()
        Output.flush()
    }
}
