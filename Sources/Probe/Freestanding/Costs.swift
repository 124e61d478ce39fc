import ProbeRuntime

/// Time per call of the vDSO's function, its system call, a bare read of the counter, and a call that does nothing:
/// interleaved batches on one processor, timed by system calls around each batch.
///
/// A processor changes its speed in steps of some percent while it is measured, so each turn also times a chain of
/// instructions that wait for each other, whose length in cycles does not change. Calls of a few nanoseconds overlap with
/// their neighbours by a whole number of cycles that settles by chance at a batch's begin (14 to 18 cycles were seen for
/// `getcpu`), so each call is followed by an instruction that waits for it.
struct Costs {
    /// What is timed, with the calls in a batch; system calls cost several times as much and get fewer.
    private enum Kind: Int {
        case vdso, system, counter, empty, pace

        var calls: Int64 {
            switch self {
            case .system: 200
            // Long, since everything is a share of it: what looking at the time takes varies by some tens of nanoseconds.
            case .pace: 16_000
            default: 1000
            }
        }
        var name: StaticString {
            switch self {
            case .vdso: "vdso"
            case .system: "system"
            case .counter: "counter"
            case .empty: "empty"
            case .pace: "pace"
            }
        }
        static let count = 5
    }
    /// The most batches of a kind that fit into its page.
    private static let capacity = 512
    /// Turns in which the processor was taken away and that are made anew.
    private static let patience = 200

    private let name: StaticString
    private let entry: UInt64
    private let systemNumber: Int32
    private let clock: Clock?
    private let memory: Int64
    /// Picoseconds per call of each batch, a page for each kind.
    private let batches: UnsafeMutablePointer<UInt64>
    /// Nanoseconds that looking at the time twice takes.
    private var ownCost: Int64 = 0

    static func run() {
        runRound(nil)
    }

    /// A round over all functions.
    static func run(round: Int) {
        runRound(Int64(round))
    }

    private static func runRound(_ round: Int64?) {
        forEachCall { name, entry, number, clock in run(round, name, entry, number, clock) }
    }

    /// Every function of the tested image with every clock that has a name, and the number of its system call.
    static func forEachCall(_ body: (StaticString, UInt64, Int32, Clock?) -> Void) {
        let functions = Functions.tested
        for id in Clock.compared where Clock(id).name != nil {
            functions.forEachGettime { body($0.name, $0.entry, $0.number, Clock(id)) }
            functions.forEachGetres { body($0.name, $0.entry, $0.number, Clock(id)) }
        }
        if let entry = functions.gettimeofday { body("gettimeofday", entry, NR_gettimeofday, nil) }
        // There is a system call of this name on some architectures only; all have the clock that it reads.
        if let entry = functions.time { body("time", entry, NR_clock_gettime, nil) }
        if let entry = functions.getcpu { body("getcpu", entry, NR_getcpu, nil) }
    }

    private static func run(_ round: Int64?, _ name: StaticString, _ entry: UInt64, _ number: Int32, _ clock: Clock?) {
        Experiment.runItems(
            1,
            name: { _ in
                Output.part("performance/")
                Experiment.part(name, clock)
            },
            { _ in
                var costs = Costs(name, entry, number, clock)
                costs.measure(round)
            })
    }

    private init(_ name: StaticString, _ entry: UInt64, _ systemNumber: Int32, _ clock: Clock?) {
        self.name = name
        self.entry = entry
        self.systemNumber = systemNumber
        self.clock = clock
        memory = Int64(address(Pages.allocate(4096)))
        batches = Pages.allocate(Kind.count * Self.capacity * 8).assumingMemoryBound(to: UInt64.self)
    }

    private mutating func measure(_ round: Int64?) {
        // A clock that the kernel does not have costs nothing worth knowing.
        guard system() >= 0 else { return }
        // Runs are compared with each other: each takes the same processor.
        let here = round == nil ? Int(SystemCPU.now().cpu) : Affinity.last
        let isPinned = Affinity.pin(to: here)
        let stolen = round == nil ? nil : StolenTime.now(here)
        let start = Stopwatch.now()
        let budget = Effort.current.batchBudget * 1_000_000
        let wanted = min(Self.capacity, Effort.current.batches)
        ownCost = Stopwatch.ownCost
        _ = time(.vdso)
        _ = time(.system)
        let switches = Switches.now()
        var count = 0
        var discarded = 0
        while count < wanted, count < 3 || Stopwatch.now() - start < budget {
            let before = Switches.now()
            measure(.pace, count)
            measure(.vdso, count)
            measure(.empty, count)
            if Counter.isReadable { measure(.counter, count) }
            measure(.system, count)
            if Switches.now() != before, discarded < Self.patience {
                discarded += 1
            } else {
                count += 1
            }
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
        Output.field("emptyInstructions", Int64(PROBE_EMPTY_INSTRUCTIONS))
        report(.pace, count)
        Output.field("preempted", Switches.now() - switches)
        Output.field("discarded", discarded)
        if let stolen, let now = StolenTime.now(here) { Output.field("stolen", now - stolen) }
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
    @inline(never)
    private func time(_ kind: Kind) -> UInt64 {
        let calls = kind.calls
        var function = entry
        if kind == .counter { function = probe_address_of_counter() }
        if kind == .empty { function = probe_address_of_empty() }
        let first = clock.map { Int64($0.id) } ?? memory
        let second = clock == nil ? memory + 64 : memory
        let start = Stopwatch.now()
        switch kind {
        case .system: for _ in 0..<calls { _ = system() }
        case .pace: probe_pace(UInt64(bitPattern: calls))
        // One loop for all three, so that what it takes can be taken off.
        default:
            for _ in 0..<calls {
                _ = probe_call(function, first, second, 0, 0, 0)
                probe_settle()
            }
        }
        return UInt64(bitPattern: max(0, Stopwatch.now() - start - ownCost)) &* 1000 / UInt64(bitPattern: calls)
    }

    @inline(__always)
    private func system() -> Int64 {
        // `time` is measured against the clock that it reads.
        if systemNumber == NR_clock_gettime, clock == nil {
            return Int64(systemCall(systemNumber, Int(Clock.realtimeCoarse.id), Int(memory)))
        }
        let first = clock.map { Int64($0.id) } ?? memory
        return Int64(systemCall(systemNumber, Int(first), Int(clock == nil ? memory + 64 : memory), 0))
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
