import ProbeRuntime

/// Time per call of the vDSO's function, its system call, a bare read of the counter, and a call that does nothing:
/// interleaved batches on one processor, timed by system calls around each batch.
struct Costs {
    /// What is timed, with the calls in a batch; system calls cost several times as much and get fewer.
    private enum Kind: Int {
        case vdso, system, counter, empty

        var calls: Int64 { self == .system ? 300 : 2000 }
        var name: StaticString {
            switch self {
            case .vdso: "vdso"
            case .system: "system"
            case .counter: "counter"
            case .empty: "empty"
            }
        }
        static let count = 4
    }
    /// The most batches of a kind that fit into its page.
    private static let capacity = 512

    private let name: StaticString
    private let entry: UInt64
    private let systemNumber: Int32
    private let clock: Clock?
    private let memory: Int64
    /// Picoseconds per call of each batch, a page for each kind.
    private let batches: UnsafeMutablePointer<UInt64>

    static func run() {
        runRound(nil)
    }

    /// Rounds over all functions until the seconds are spent: what disturbs for a while disturbs all alike.
    static func run(seconds: Int) {
        let start = Stopwatch.now()
        var round: Int64 = 0
        repeat {
            runRound(round)
            round += 1
        } while Stopwatch.now() - start < Int64(seconds) * 1_000_000_000
    }

    private static func runRound(_ round: Int64?) {
        let functions = Functions.tested
        for id in Clock.compared where Clock(id).name != nil {
            functions.forEachGettime { run(round, $0.name, $0.entry, $0.number, Clock(id)) }
            functions.forEachGetres { run(round, $0.name, $0.entry, $0.number, Clock(id)) }
        }
        if let entry = functions.gettimeofday { run(round, "gettimeofday", entry, NR_gettimeofday, nil) }
        // There is a system call of this name on some architectures only; all have the clock that it reads.
        if let entry = functions.time { run(round, "time", entry, NR_clock_gettime, nil) }
        if let entry = functions.getcpu { run(round, "getcpu", entry, NR_getcpu, nil) }
    }

    private static func run(_ round: Int64?, _ name: StaticString, _ entry: UInt64, _ number: Int32, _ clock: Clock?) {
        Experiment.runItems(
            1,
            name: { _ in
                Output.part("performance/")
                Experiment.part(name, clock)
            }, { _ in Costs(name, entry, number, clock).measure(round) })
    }

    private init(_ name: StaticString, _ entry: UInt64, _ systemNumber: Int32, _ clock: Clock?) {
        self.name = name
        self.entry = entry
        self.systemNumber = systemNumber
        self.clock = clock
        memory = Int64(address(Pages.allocate(4096)))
        batches = Pages.allocate(Kind.count * Self.capacity * 8).assumingMemoryBound(to: UInt64.self)
    }

    private func measure(_ round: Int64?) {
        // A clock that the kernel does not have costs nothing worth knowing.
        guard call(.system) >= 0 else { return }
        // Runs are compared with each other: each takes the same processor.
        let here = round == nil ? Int(SystemCPU.now().cpu) : Affinity.last
        let isPinned = Affinity.pin(to: here)
        let start = Stopwatch.now()
        let budget = Effort.current.batchBudget * 1_000_000
        let wanted = min(Self.capacity, Effort.current.batches)
        _ = time(.vdso)
        _ = time(.system)
        let switches = Switches.now()
        var count = 0
        while count < wanted, count < 3 || Stopwatch.now() - start < budget {
            measure(.vdso, count)
            measure(.system, count)
            if Counter.isReadable { measure(.counter, count) }
            measure(.empty, count)
            count += 1
        }
        Output.begin("performance")
        Output.field("function", text: name)
        if let clock { Output.field("clock", Int64(clock.id)) }
        if let round { Output.field("round", round) }
        Output.field("calls", Kind.vdso.calls)
        Output.field("systemCalls", Kind.system.calls)
        report(.vdso, count)
        report(.system, count)
        report(.counter, Counter.isReadable ? count : 0)
        report(.empty, count)
        Output.field("preempted", Switches.now() - switches)
        if isPinned { Output.field("cpu", here) }
        Output.end()
    }

    private func measure(_ kind: Kind, _ index: Int) {
        batches[kind.rawValue * Self.capacity + index] = time(kind)
    }

    private func report(_ kind: Kind, _ count: Int) {
        let first = batches + kind.rawValue * Self.capacity
        Output.field(kind.name, list: { for index in 0..<count { Output.element(Int64(bitPattern: first[index])) } })
    }

    /// Picoseconds per call.
    private func time(_ kind: Kind) -> UInt64 {
        let calls = kind.calls
        let start = Stopwatch.now()
        for _ in 0..<calls { _ = call(kind) }
        return UInt64(bitPattern: max(0, Stopwatch.now() - start)) &* 1000 / UInt64(bitPattern: calls)
    }

    @inline(__always)
    private func call(_ kind: Kind) -> Int64 {
        let first = clock.map { Int64($0.id) } ?? memory
        let second = clock == nil ? memory + 64 : memory
        switch kind {
        case .vdso: return probe_call(entry, first, second, 0, 0, 0)
        case .counter: return probe_call(probe_address_of_counter(), first, second, 0, 0, 0)
        case .empty: return probe_call(probe_address_of_empty(), first, second, 0, 0, 0)
        case .system:
            // `time` is measured against the clock that it reads.
            if systemNumber == NR_clock_gettime, clock == nil {
                return Int64(systemCall(systemNumber, Int(Clock.realtimeCoarse.id), Int(memory)))
            }
            return Int64(systemCall(systemNumber, Int(first), Int(second), 0))
        }
    }
}

/// How often the processor was given to others.
enum Switches {
    /// Taken from this process against its will.
    static func now() -> Int64 { count(of: 0, 17) }

    /// Given up by this thread.
    static func voluntary() -> Int64 { count(of: 1, 16) }

    private static func count(of who: Int, _ word: Int) -> Int64 {
        // `struct rusage`: two times of two words, then fourteen words; the last are voluntary and involuntary switches.
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 18) { words in
            guard let base = words.baseAddress else { return 0 }
            words[word] = 0
            _ = systemCall(NR_getrusage, who, address(base))
            return Int64(words[word])
        }
    }
}
