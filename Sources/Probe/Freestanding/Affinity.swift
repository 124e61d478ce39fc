import ProbeRuntime

/// A set of processors, as `sched_setaffinity(2)` takes it.
struct Affinity {
    /// Processors that a mask can name.
    static let capacity = 1024
    private var words: UnsafeMutablePointer<UInt64>
    private static let bytes = capacity / 8

    private init() { words = Pages.allocate(4096).assumingMemoryBound(to: UInt64.self) }

    /// The processors this process may run on.
    static func current() -> Affinity {
        let mask = Affinity()
        _ = systemCall(NR_sched_getaffinity, 0, bytes, address(mask.words))
        return mask
    }

    func contains(_ cpu: Int) -> Bool { words[cpu / 64] >> UInt64(cpu % 64) & 1 == 1 }

    /// The allowed processors in order.
    func forEach(_ body: (Int) -> Void) {
        for cpu in 0..<Self.capacity where contains(cpu) { body(cpu) }
    }

    /// The number of allowed processors.
    var count: Int {
        var total = 0
        forEach { _ in total += 1 }
        return total
    }

    /// The last processor that was allowed when the probe started.
    nonisolated(unsafe) private(set) static var last = 0

    /// Allows these processors again.
    func restore() { _ = systemCall(NR_sched_setaffinity, 0, Self.bytes, address(words)) }

    /// Runs on one processor only from here on.
    ///
    /// - Returns: whether the kernel allows it and says that we are there.
    static func pin(to cpu: Int) -> Bool { move(0, to: cpu) && SystemCPU.now().cpu == UInt32(cpu) }

    /// Lets a process (0 for this one) run on one processor only. Not for several threads at once.
    ///
    /// - Returns: whether the kernel allows it.
    static func move(_ process: Int, to cpu: Int) -> Bool {
        guard let mask = scratch else { return false }
        for index in 0..<capacity / 64 { mask.words[index] = 0 }
        mask.words[cpu / 64] = 1 << UInt64(cpu % 64)
        return systemCall(NR_sched_setaffinity, process, bytes, address(mask.words)) == 0
    }

    nonisolated(unsafe) private static var scratch: Affinity?
    static func start() {
        scratch = Affinity()
        current().forEach { last = $0 }
    }
}

/// `getcpu(2)` as a system call.
struct SystemCPU {
    var cpu: UInt32 = 0
    var node: UInt32 = 0
    static func now() -> SystemCPU {
        var here = SystemCPU()
        withUnsafeMutableBytes(of: &here) { bytes in
            guard let base = bytes.baseAddress else { return }
            _ = systemCall(NR_getcpu, address(base), address(base + 4), 0)
        }
        return here
    }
}
