import ProbeRuntime

/// `clock_gettime` and `clock_getres` with identifiers of every kind: return value, structure, and what lies around it,
/// next to the system call.
struct Identifiers {
    private let function: ClockFunction
    /// A structure with canaries around it, and room to move it.
    private let memory: UnsafeMutablePointer<UInt8>

    /// What is counted of one kind of identifiers.
    private struct Tally {
        var calls: UInt64 = 0
        var mismatches: UInt64 = 0
        var writtenOnError: UInt64 = 0
        var overruns: UInt64 = 0
        /// The first identifier that did something wrong, with both results.
        var first: (id: Int32, vdso: Int64, system: Int64)?
    }

    private static let canaries = 64
    private static let paint: UInt8 = 0x5a
    private var structure: Int { function.layout.bytes }

    static func run() {
        Functions.tested.forEachGettime { Identifiers($0).run(areReported: false) }
        Functions.tested.forEachGetres { Identifiers($0).run(areReported: true) }
    }

    private init(_ function: ClockFunction) {
        self.function = function
        memory = Pages.allocate(4096).assumingMemoryBound(to: UInt8.self)
    }

    /// - Parameter areReported: whether the clocks with names are reported one by one, in `Resolutions`.
    private func run(areReported: Bool) {
        if !areReported {
            kind("listed") { tally in
                for id in Clock.compared { compare(id, &tally) }
            }
        }
        kind("extreme") { tally in
            compare(Int32.min, &tally)
            compare(Int32.max, &tally)
            compare(Int32.min + 7, &tally)
            compare(0x1_0000, &tally)
        }
        kind("process") { tally in
            forEachCPUClock(of: 0, &tally)
            forEachCPUClock(of: systemCall(NR_getpid), &tally)
            forEachCPUClock(of: systemCall(NR_getppid), &tally)
            forEachCPUClock(of: 1, &tally)
        }
        kind("dead-process") { tally in
            let child = Experiment.fork()
            if child == 0 { exitProcess(0) }
            guard child > 0 else { return }
            _ = Experiment.wait(child)
            forEachCPUClock(of: child, &tally)
        }
        kind("descriptor") { tally in
            // A timer's descriptor is no clock; neither is a closed one.
            let timer = systemCall(NR_timerfd_create, 1, 0)
            compare(fromDescriptor: timer, &tally)
            compare(fromDescriptor: 1000, &tally)
            _ = systemCall(NR_close, timer)
        }
        kind("random") { tally in
            var state: UInt64 = 0x2545_f491_4f6c_dd1d
            let start = Stopwatch.now()
            for index in 0..<Effort.current.identifiers {
                if index & 63 == 63, Stopwatch.now() - start > Effort.current.identifierBudget * 1_000_000 { break }
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                compare(Int32(truncatingIfNeeded: state >> 16), &tally)
            }
        }
        kind("alignment") { tally in
            for shift in 0..<16 {
                for id in 0..<Int32(8) { compare(id, shift: shift, &tally) }
            }
        }
        // What lies above an `int` in its register is nobody's, where the calling convention leaves it open.
        guard probe_extends_int() == 0 else {
            let reason: StaticString =
                probe_has_narrow_time() != 0
                ? "an int fills its register" : "callers extend an int to the whole register"
            Experiment.unobservable({ CallTally.part("errors", function.name, "upper-half") }, reason, 0)
            return
        }
        kind("upper-half") { tally in
            for id in Int32(-2)..<13 {
                compare(id, garbage: 1 << 32, &tally)
                compare(id, garbage: 0x5a5a << 40, &tally)
            }
        }
    }

    /// The clocks that `make_process_cpuclock` and `make_thread_cpuclock` of the kernel encode: profiling, virtual,
    /// scheduled, and the kind that does not exist.
    private func forEachCPUClock(of process: Int, _ tally: inout Tally) {
        for kind in 0..<Int32(8) { compare(~Int32(truncatingIfNeeded: process) << 3 | kind, &tally) }
    }

    private func compare(fromDescriptor descriptor: Int, _ tally: inout Tally) {
        let descriptorClock: Int32 = 3
        compare(~Int32(truncatingIfNeeded: descriptor) << 3 | descriptorClock, &tally)
    }

    private func kind(_ name: StaticString, _ body: (inout Tally) -> Void) {
        Experiment.runItems(
            1,
            name: { _ in CallTally.part("errors", function.name, name) },
            { _ in
                var tally = Tally()
                body(&tally)
                report(name, tally)
            })
    }

    /// System call, vDSO call, system call: what does not hold still must lie between the outer two.
    private func compare(_ id: Int32, shift: Int = 0, garbage: Int64 = 0, _ tally: inout Tally) {
        var before = Timespec()
        var after = Timespec()
        var watch = StepWatch()
        var verdict = (isWrong: false, vdso: Int64(0), system: Int64(0), wrote: false, overrun: false)
        // A clock that was set, or a process that ended meanwhile, explains a difference once.
        for _ in 0..<3 {
            for index in 0..<2 * Self.canaries + structure { memory[index] = Self.paint }
            let place = memory + Self.canaries + shift
            let first = function.system(Clock(id), &before)
            let vdso = callInt(function.entry, Int64(id) &+ garbage, Int64(address(place)))
            let second = function.system(Clock(id), &after)
            let reading = function.layout.load(place)
            let untouched = isPainted(Self.canaries + shift, structure)
            let fits =
                vdso != 0
                || (Order.distance(reading, before: before) == 0 && Order.distance(after, before: reading) == 0
                    && reading.isNormalised && !untouched)
            verdict.vdso = vdso
            verdict.system = first
            verdict.isWrong = vdso != first && vdso != second || (first == second && !fits)
            verdict.wrote = vdso < 0 && !untouched
            verdict.overrun =
                !isPainted(0, Self.canaries + shift)
                || !isPainted(Self.canaries + shift + structure, Self.canaries - shift)
            if !verdict.isWrong && !verdict.wrote && !verdict.overrun { break }
            if !watch.wasSet() && first == second { break }
        }
        watch.close()
        tally.calls += 1
        if verdict.isWrong { tally.mismatches += 1 }
        if verdict.wrote { tally.writtenOnError += 1 }
        if verdict.overrun { tally.overruns += 1 }
        if tally.first == nil, verdict.isWrong || verdict.wrote || verdict.overrun {
            tally.first = (id, verdict.vdso, verdict.system)
        }
    }

    private func isPainted(_ first: Int, _ count: Int) -> Bool {
        for index in first..<first + count where memory[index] != Self.paint { return false }
        return true
    }

    private func report(_ kind: StaticString, _ tally: Tally) {
        Output.begin("identifiers")
        Output.field("function", text: function.name)
        Output.field("group", text: kind)
        withUnsafePointer(to: tally) {
            Output.fields("calls mismatches writtenOnError overruns", UnsafeRawPointer($0))
        }
        if let first = tally.first {
            Output.field("first", Int64(first.id))
            Output.field("firstResult", first.vdso)
            Output.field("firstSystemResult", first.system)
        }
        Output.end()
    }
}
