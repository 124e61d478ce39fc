import ProbeRuntime

/// The tested `getrandom` and what it said of its state: `lib/vdso/getrandom.c`, `struct vgetrandom_opaque_params`.
struct RandomSource {
    /// The length of a state that asks for the parameters instead of bytes.
    static let query = -1
    /// Bytes of `struct vgetrandom_opaque_params`.
    static let parameterBytes = 64

    let entry: UInt64
    /// Bytes of a state.
    let size: Int
    /// What `mmap(2)` takes for it.
    let protection: Int
    let flags: Int

    /// Asks for the parameters; a function that gives none is called with a state of a usual size all the same.
    init(_ entry: UInt64) {
        self.entry = entry
        let words = Pages.allocate(4096).assumingMemoryBound(to: UInt32.self)
        let answer = probe_call(entry, 0, 0, 0, Int64(address(words)), Int64(Self.query))
        let given = Int(words[0])
        size = answer == 0 && given > 0 && given <= Pages.size ? given : 256
        protection = Int(words[1])
        flags = Int(words[2])
    }

    /// A zeroed state at the beginning of a page, in memory as the function asks for it.
    func makeState() -> UnsafeMutableRawPointer {
        let asked = systemCall(NR_mmap, 0, Pages.size, protection, flags, -1, 0)
        let isMapped = asked > 0 || asked < -4095
        if isMapped, protection & 3 == 3, let state = UnsafeMutableRawPointer(bitPattern: asked) { return state }
        return Pages.allocate(Pages.size)
    }

    /// A call as programs make it.
    @inline(never)
    func call(
        _ buffer: UnsafeMutableRawPointer, _ length: Int, _ state: UnsafeMutableRawPointer, flags: Int = 0
    ) -> Int64 {
        probe_call(entry, Int64(address(buffer)), Int64(length), Int64(flags), Int64(address(state)), Int64(size))
    }

    /// Zeroes a state, as the kernel does to a child's, or when memory is short.
    func wipe(_ state: UnsafeMutableRawPointer) {
        for index in 0..<size { state.storeBytes(of: 0, toByteOffset: index, as: UInt8.self) }
        probe_barrier()
    }

    /// Whether the kernel's generator is ready; before that, a call may block without end.
    static var isReady: Bool {
        let withoutBlocking = 1
        var byte: UInt8 = 0
        let result = withUnsafeMutablePointer(to: &byte) {
            systemCall(NR_getrandom, address($0), 1, withoutBlocking)
        }
        return result == 1
    }
}

/// All that is asked of `getrandom`.
enum Random {
    /// - Parameter isSteppable: whether single steps make sense here.
    static func run(isSteppable: Bool) {
        guard let entry = Functions.tested.getrandom else { return }
        run("query", needsGenerator: false) { RandomParameters.report(entry) }
        run("contract") { RandomContract.run(RandomSource(entry)) }
        run("fill") { RandomFill.run(RandomSource(entry)) }
        run("calls") { RandomOutputs(RandomSource(entry)).inCalls() }
        run("blocks") { RandomOutputs(RandomSource(entry)).inBlocks() }
        run("wiped") { RandomOutputs(RandomSource(entry)).whenWiped() }
        run("stale") { RandomOutputs(RandomSource(entry)).whenStale() }
        run("fork") { RandomOutputs(RandomSource(entry)).afterFork() }
        run("threads") { RandomOutputs(RandomSource(entry)).inThreads() }
        run("signals") { RandomStorm.run(RandomSource(entry)) }
        run("traces") { RandomTraces.search(RandomSource(entry)) }
        run("keystream") { RandomKeystream.run(RandomSource(entry)) }
        run("repeats") { RandomRepeats.run(RandomSource(entry)) }
        run("statistics") { RandomStatistics.run(RandomSource(entry)) }
        run("served") { RandomServed.run(RandomSource(entry)) }
        run("refused") { RandomRefusal.run(RandomSource(entry)) }
        run("wiped-meanwhile") { RandomWipes.run(isPossible: isSteppable) }
    }

    private static func run(_ name: StaticString, needsGenerator: Bool = true, _ body: () -> Void) {
        guard !needsGenerator || RandomSource.isReady else {
            Experiment.unobservable({ part(name) }, "the kernel's generator is not ready", 0)
            return
        }
        Experiment.runItems(1, name: { _ in part(name) }, { _ in body() })
    }

    static func part(_ name: StaticString) {
        Output.part("random/getrandom.")
        Output.part(name)
    }
}

/// What the function answers when it is asked for its parameters, and whether `mmap(2)` takes them.
enum RandomParameters {
    static func report(_ entry: UInt64) {
        let canary: UInt32 = 0xa5a5_a5a5
        let memory = Pages.allocate(4096)
        let words = memory.assumingMemoryBound(to: UInt32.self) + 16
        let count = RandomSource.parameterBytes / 4
        for index in -16..<count + 16 { words[index] = canary }
        let result = probe_call(entry, 0, 0, 0, Int64(address(words)), Int64(RandomSource.query))
        var reserved: UInt32 = 0
        for index in 3..<count { reserved |= words[index] }
        var isOverrun = false
        for index in 0..<16 where words[-1 - index] != canary || words[count + index] != canary { isOverrun = true }
        let mapped = systemCall(NR_mmap, 0, Pages.size, Int(words[1]), Int(words[2]), -1, 0)
        Output.begin("random-parameters")
        Output.field("result", result)
        Output.field("stateSize", Int64(words[0]))
        Output.field("protection", Int64(words[1]))
        Output.field("flags", Int64(words[2]))
        Output.field("reserved", Int64(reserved))
        Output.field("overrun", isOverrun)
        Output.field("mapResult", mapped > 0 || mapped < -4095 ? 0 : mapped)
        Output.end()
    }
}
