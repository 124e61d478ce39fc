import ProbeRuntime

/// `getcpu` in a hot loop while the thread is moved, by itself or by another thread.
///
/// The kernel writes the processor's number into an `rseq` area whenever it lets the thread run somewhere else. Where two
/// readings of it around a call agree and nobody moved the thread meanwhile, the answer must be the same; where it was
/// moved once, one of the two. Without `rseq` the system call takes its place.
struct ProcessorMoves {
    /// Samples to reach, however little time the machine gives: an answer that is wrong in one call of 4096 on one of two
    /// processors is missed in one run of 3000.
    private static let least = 65_536
    /// Times that the thread goes to another processor by itself, at least.
    private static let rounds = 64

    private let entry: UInt64
    /// `struct rseq`, of which a thread has one; nil where the kernel has none.
    nonisolated(unsafe) private static var area: UnsafeMutablePointer<UInt32>?
    /// The node of each of the companions' processors.
    private let nodes = Pages.allocate(4096).assumingMemoryBound(to: UInt32.self)
    private var tally = Tally()

    private struct Tally {
        var samples: UInt64 = 0
        var crossed: UInt64 = 0
        var undecided: UInt64 = 0
        var mismatches: UInt64 = 0
        var nodeMismatches: UInt64 = 0
        var failures: UInt64 = 0
        var first: (before: UInt32, answer: UInt32, after: UInt32)?
    }

    /// Shared words: moves begun and ended (odd: under way), whether the mover may begin, whether it shall stop, whom to
    /// move, and how many answers it had.
    nonisolated(unsafe) private static var words: UnsafeMutablePointer<UInt64>! = nil
    private enum Word { static let moves = 0, begin = 1, stop = 2, thread = 3, answers = 4 }

    static func run(_ entry: UInt64) {
        Experiment.runItems(
            2, name: { part($0) },
            { item in
                guard Companions.cpuCount > 1 else {
                    Experiment.unobservable({ part(item) }, "there is one processor", 0)
                    return
                }
                words = Pages.allocateShared(4096).assumingMemoryBound(to: UInt64.self)
                var moves = ProcessorMoves(entry)
                let result = item == 0 ? moves.moveItself() : moves.moveByAnother()
                if result == 0 {
                    moves.report(item)
                } else {
                    Experiment.unobservable({ part(item) }, "the thread cannot be moved", min(0, result))
                }
            })
    }

    private static func part(_ item: Int) {
        CallTally.part("agreement", "getcpu", item == 0 ? "self" : "other")
    }

    private init(_ entry: UInt64) {
        self.entry = entry
        let place = Pages.allocate(4096)
        let size = 32
        let signature = 0x5305_3053
        if systemCall(NR_rseq, address(place), size, 0, signature) == 0 {
            Self.area = place.assumingMemoryBound(to: UInt32.self)
        }
        for index in 0..<Companions.cpuCount where Affinity.pin(to: Companions.cpu(index)) {
            nodes[index] = SystemCPU.now().node
        }
    }

    @inline(__always)
    private func processor() -> UInt32 {
        // cpu_id lies behind cpu_id_start.
        Self.area.map { probe_load_word($0 + 1) } ?? SystemCPU.now().cpu
    }

    /// The thread goes to each processor in turn.
    private mutating func moveItself() -> Int {
        let start = Stopwatch.now()
        var round = 0
        repeat {
            guard Affinity.pin(to: Companions.cpu(round % Companions.cpuCount)) else { return 1 }
            Self.words[Word.moves] += 2
            for _ in 0..<Self.least / Self.rounds { sample() }
            round += 1
        } while round < Self.rounds || !isOver(start)
        return 0
    }

    /// Another thread sends this one from processor to processor.
    private mutating func moveByAnother() -> Int {
        let words: UnsafeMutablePointer<UInt64> = Self.words
        guard Affinity.pin(to: Companions.cpu(1)) else { return 1 }
        words[Word.thread] = UInt64(systemCall(NR_gettid))
        let result = Companions.start(1) { ProcessorMoves.move($0) }
        guard result == 0 else { return result }
        probe_atomic_store(words + Word.begin, 1)
        let start = Stopwatch.now()
        repeat {
            for _ in 0..<64 { sample() }
            // A mover that gets no processor is not waited for without end.
        } while !isOver(start)
            || (probe_atomic_load(words) < 2 * Effort.current.moves && Stopwatch.now() - start < 2_000_000_000)
        probe_atomic_store(words + Word.stop, 1)
        Companions.join()
        return probe_atomic_load(words) > 0 ? 0 : 1
    }

    private func isOver(_ start: Int64) -> Bool {
        tally.samples >= UInt64(Self.least) && Stopwatch.now() - start >= Effort.current.disturbanceBudget * 1_000_000
    }

    private static func move(_ index: UInt64) {
        Companions.enter(index)
        let words: UnsafeMutablePointer<UInt64> = Self.words
        while probe_atomic_load(words + Word.begin) == 0 { _ = systemCall(NR_sched_yield) }
        let thread = Int(words[Word.thread])
        var turn = 0
        while probe_atomic_load(words + Word.stop) == 0 {
            _ = probe_atomic_add(words, 1)
            let isMoved = Affinity.move(thread, to: Companions.cpu(turn % Companions.cpuCount))
            guard isMoved else { break }
            _ = probe_atomic_add(words, 1)
            turn += 1
            // Each move meets a thread that runs: several at once would count as one.
            let answers = probe_atomic_load(words + Word.answers) + UInt64(turn % 32)
            while probe_atomic_load(words + Word.answers) < answers, probe_atomic_load(words + Word.stop) == 0 {
                _ = systemCall(NR_sched_yield)
            }
        }
    }

    @inline(never)
    private mutating func sample() {
        let words: UnsafeMutablePointer<UInt64> = Self.words
        var answer = SystemCPU(cpu: .max, node: .max)
        let first = probe_atomic_load(words)
        words[Word.answers] += 1
        let before = processor()
        let result = withUnsafeMutablePointer(to: &answer) {
            probe_int(probe_call(entry, Int64(address($0)), Int64(address($0) + 4), 0, 0, 0))
        }
        let after = processor()
        let crossings = probe_atomic_load(words) - first
        guard crossings + (first & 1) <= 2 else {
            tally.undecided += 1
            return
        }
        tally.samples += 1
        if crossings > 0 || before != after { tally.crossed += 1 }
        if result != 0 { tally.failures += 1 }
        if answer.cpu != before, answer.cpu != after {
            tally.mismatches += 1
            if tally.first == nil { tally.first = (before, answer.cpu, after) }
        }
        for index in 0..<Companions.cpuCount
        where Companions.cpu(index) == Int(answer.cpu) && nodes[index] != answer.node {
            tally.nodeMismatches += 1
        }
    }

    private func report(_ item: Int) {
        Output.begin("processor-moves")
        Output.field("mover", text: item == 0 ? "self" : "other")
        Output.field("reference", text: Self.area == nil ? "getcpu" : "rseq")
        Output.field("moves", unsigned: Self.words[Word.moves] / 2)
        withUnsafePointer(to: tally) {
            Output.fields("samples crossed undecided mismatches nodeMismatches failures", UnsafeRawPointer($0))
        }
        if let first = tally.first {
            Output.field(
                "first",
                list: {
                    Output.element(Int64(first.before))
                    Output.element(Int64(first.answer))
                    Output.element(Int64(first.after))
                })
        }
        Output.end()
    }
}
