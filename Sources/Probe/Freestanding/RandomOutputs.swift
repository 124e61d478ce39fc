import ProbeRuntime

/// Pieces of 16 bytes that must all differ: two that are equal by chance are expected once in 2^100 runs.
struct RandomPieces {
    static let bytes = 16
    static let capacity = 2048
    /// Shared between processes: `capacity` pieces, and their number in front.
    private let memory: UnsafeMutableRawPointer
    private var words: UnsafeMutablePointer<UInt64> { memory.assumingMemoryBound(to: UInt64.self) }

    init() { memory = Pages.allocateShared(64 + Self.capacity * Self.bytes) }

    /// Where the next piece goes; nil if there is room for no more. Several threads may ask.
    func next() -> UnsafeMutableRawPointer? {
        let index = Int(probe_atomic_add(words, 1))
        return index < Self.capacity ? memory + 64 + index * Self.bytes : nil
    }

    var count: Int { min(Self.capacity, Int(probe_atomic_load(words))) }

    /// Pieces that were there before.
    func repeats() -> UInt64 {
        var repeats: UInt64 = 0
        let pieces = words + 8
        for index in 1..<max(1, count) {
            for earlier in 0..<index
            where pieces[2 * index] == pieces[2 * earlier] && pieces[2 * index + 1] == pieces[2 * earlier + 1] {
                repeats += 1
                break
            }
        }
        return repeats
    }

    /// Says how many pieces there are and how many were there before.
    func report(_ experiment: StaticString, failures: UInt64) {
        Self.report(experiment, pieces: count, repeats: repeats(), failures: failures)
    }

    /// The same for pieces that were compared elsewhere.
    static func report(_ experiment: StaticString, pieces: Int, repeats: UInt64, failures: UInt64) {
        Output.begin("random-pieces")
        Output.field("experiment", text: experiment)
        Output.field("pieces", pieces)
        Output.field("repeats", unsigned: repeats)
        Output.field("failures", unsigned: failures)
        Output.end()
    }
}

/// What comes out of calls in a row, of one long call, of wiped states, of processes and of threads.
struct RandomOutputs {
    private let source: RandomSource
    private let pieces = RandomPieces()
    private let state: UnsafeMutableRawPointer

    init(_ source: RandomSource) {
        self.source = source
        state = source.makeState()
    }

    /// Adds the output of a call; gives 1 if it failed.
    private func take(_ state: UnsafeMutableRawPointer) -> UInt64 {
        guard let piece = pieces.next() else { return 0 }
        return source.call(piece, RandomPieces.bytes, state) == Int64(RandomPieces.bytes) ? 0 : 1
    }

    func inCalls() {
        var failures: UInt64 = 0
        for _ in 0..<512 { failures += take(state) }
        pieces.report("calls", failures: failures)
    }

    /// The parts of one call: the generator's blocks have 64 bytes.
    func inBlocks() {
        let size = 1024 * RandomPieces.bytes
        let buffer = Pages.allocate(size)
        var failures: UInt64 = 0
        for _ in 0..<1 where source.call(buffer, size, state) != Int64(size) { failures += 1 }
        for index in 0..<1024 {
            guard let piece = pieces.next() else { break }
            piece.copyMemory(from: buffer + index * RandomPieces.bytes, byteCount: RandomPieces.bytes)
        }
        pieces.report("blocks", failures: failures)
    }

    /// The kernel may zero a state at any time; what a zeroed key would give is the same each time.
    func whenWiped() {
        var failures: UInt64 = 0
        for _ in 0..<128 {
            failures += take(state)
            failures += take(state)
            source.wipe(state)
        }
        pieces.report("wiped", failures: failures)
    }

    /// A state from before the kernel seeded its generator, as nothing else makes one in the time of a run: by its generation,
    /// the first word that two states have in common. It must be filled anew.
    func whenStale() {
        var failures = take(state)
        let saved = Pages.allocate(4096)
        let other = source.makeState()
        failures += take(other)
        var word = 0
        while word < source.size / 8, Self.word(state, word) == 0 || Self.word(state, word) != Self.word(other, word) {
            word += 1
        }
        guard word < source.size / 8 else {
            Experiment.unobservable({ Random.part("stale") }, "no generation of the kernel's is seen in a state", 0)
            return
        }
        for _ in 0..<32 {
            failures += take(state)
            saved.copyMemory(from: state, byteCount: source.size)
            failures += take(state)
            state.copyMemory(from: saved, byteCount: source.size)
            let stale = Self.word(state, word) &- 1
            state.storeBytes(of: stale, toByteOffset: 8 * word, as: UInt64.self)
            probe_barrier()
            failures += take(state)
            probe_barrier()
            if Self.word(state, word) == stale { failures += 1 }
        }
        pieces.report("stale", failures: failures)
    }

    private static func word(_ state: UnsafeMutableRawPointer, _ index: Int) -> UInt64 {
        state.load(fromByteOffset: 8 * index, as: UInt64.self)
    }

    /// A child has its parent's memory: without care it gives its parent's next bytes.
    func afterFork() {
        var failures: UInt64 = 0
        for _ in 0..<16 {
            failures += take(state)
            let child = Experiment.fork()
            if child == 0 {
                Deadline.arm()
                var failures: UInt64 = 0
                for _ in 0..<4 { failures += take(state) }
                exitProcess(failures == 0 ? 0 : 1)
            }
            guard child > 0 else {
                failures += 1
                continue
            }
            for _ in 0..<4 { failures += take(state) }
            if Experiment.wait(child) != 0 { failures += 1 }
        }
        pieces.report("fork", failures: failures)
    }

    nonisolated(unsafe) private static var shared: RandomOutputs! = nil
    nonisolated(unsafe) private static var failed: UnsafeMutablePointer<UInt64>! = nil

    /// A state a thread, all of them at once.
    func inThreads() {
        Self.shared = self
        Self.failed = Pages.allocateShared(4096).assumingMemoryBound(to: UInt64.self)
        let result = Companions.start(Companions.cpuCount) { index in
            Companions.enter(index)
            let outputs: RandomOutputs = RandomOutputs.shared
            let state = outputs.source.makeState()
            for _ in 0..<200 {
                let failures = outputs.take(state)
                if failures > 0 { _ = probe_atomic_add(RandomOutputs.failed, failures) }
            }
        }
        Companions.join()
        guard result == 0 else {
            Experiment.unobservable({ Random.part("threads") }, "no thread can be started", result)
            return
        }
        pieces.report("threads", failures: probe_atomic_load(Self.failed))
    }
}

/// Bytes that were handed out are gone from the state: who reads memory later learns no old secrets.
enum RandomTraces {
    static func search(_ source: RandomSource) {
        let state = source.makeState()
        let buffer = Pages.allocate(4096)
        var failures: UInt64 = 0
        var traces: UInt64 = 0
        var calls: UInt64 = 0
        Few(8, 16, 32, 40, 96, 100, 128, 256, 1000).forEach { length in
            for _ in 0..<16 {
                if source.call(buffer, length, state) != Int64(length) { failures += 1 }
                calls += 1
                if isTraced(buffer, length, state, source.size) { traces += 1 }
            }
        }
        Output.begin("random-traces")
        Output.field("calls", unsigned: calls)
        Output.field("failures", unsigned: failures)
        Output.field("traces", unsigned: traces)
        Output.end()
    }

    /// Whether eight bytes of the output lie anywhere in the state.
    private static func isTraced(
        _ buffer: UnsafeMutableRawPointer, _ length: Int, _ state: UnsafeMutableRawPointer, _ size: Int
    ) -> Bool {
        for place in 0...max(0, size - 8) where size >= 8 {
            let word = state.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            // A zeroed state is as it should be.
            if word == 0 { continue }
            for offset in 0...max(0, length - 8)
            where buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self) == word { return true }
        }
        return false
    }
}
