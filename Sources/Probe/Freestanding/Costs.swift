import ProbeRuntime

/// Time per call of the vDSO's function, its system call, and a call that does nothing: interleaved batches on one
/// processor, timed by system calls around each batch.
struct Costs {
    /// Calls in a batch of the fast kinds; system calls cost several times as much and get fewer.
    private static let batch: Int64 = 2000
    private static let systemBatch: Int64 = 300

    private enum Kind { case vdso, system, empty }

    private let name: StaticString
    private let entry: UInt64
    private let systemNumber: Int32
    private let clock: Clock?
    private let memory: Int64
    /// Picoseconds per call of each batch.
    private let vdso: UnsafeMutablePointer<UInt64>
    private let system: UnsafeMutablePointer<UInt64>
    private let empty: UnsafeMutablePointer<UInt64>

    static func run() {
        let functions = Functions.tested
        for id in Clock.compared where Clock(id).name != nil {
            if let entry = functions.clockGettime { run("clock_gettime", entry, NR_clock_gettime, Clock(id)) }
            if let entry = functions.clockGetres { run("clock_getres", entry, NR_clock_getres, Clock(id)) }
        }
        if let entry = functions.gettimeofday { run("gettimeofday", entry, NR_gettimeofday, nil) }
        // There is a system call of this name on some architectures only; all have the clock that it reads.
        if let entry = functions.time { run("time", entry, NR_clock_gettime, nil) }
        if let entry = functions.getcpu { run("getcpu", entry, NR_getcpu, nil) }
    }

    private static func run(_ name: StaticString, _ entry: UInt64, _ number: Int32, _ clock: Clock?) {
        Experiment.runItems(
            1,
            name: { _ in
                Output.part("performance/")
                Experiment.part(name, clock)
            }, { _ in Costs(name, entry, number, clock).measure() })
    }

    private init(_ name: StaticString, _ entry: UInt64, _ systemNumber: Int32, _ clock: Clock?) {
        self.name = name
        self.entry = entry
        self.systemNumber = systemNumber
        self.clock = clock
        memory = Int64(address(Pages.allocate(4096)))
        vdso = Pages.allocate(4096).assumingMemoryBound(to: UInt64.self)
        system = Pages.allocate(4096).assumingMemoryBound(to: UInt64.self)
        empty = Pages.allocate(4096).assumingMemoryBound(to: UInt64.self)
    }

    private func measure() {
        // A clock that the kernel does not have costs nothing worth knowing.
        guard call(.system) >= 0 else { return }
        let here = Int(SystemCPU.now().cpu)
        let isPinned = Affinity.pin(to: here)
        let start = Stopwatch.now()
        let budget = Effort.current.batchBudget * 1_000_000
        _ = time(.vdso, Self.batch)
        _ = time(.system, Self.systemBatch)
        var count = 0
        while count < Effort.current.batches, count < 3 || Stopwatch.now() - start < budget {
            vdso[count] = time(.vdso, Self.batch)
            system[count] = time(.system, Self.systemBatch)
            empty[count] = time(.empty, Self.batch)
            count += 1
        }
        sort(vdso, count)
        sort(system, count)
        sort(empty, count)
        Output.begin("performance")
        Output.field("function", text: name)
        if let clock { Output.field("clock", Int64(clock.id)) }
        Output.field("batch", Self.batch)
        Output.field("batches", count)
        Output.field("vdsoMinimum", unsigned: vdso[0])
        Output.field("vdsoMedian", unsigned: vdso[count / 2])
        Output.field("systemMinimum", unsigned: system[0])
        Output.field("systemMedian", unsigned: system[count / 2])
        Output.field("emptyMinimum", unsigned: empty[0])
        if isPinned { Output.field("cpu", here) }
        Output.end()
    }

    /// Picoseconds per call.
    private func time(_ kind: Kind, _ calls: Int64) -> UInt64 {
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
        case .empty: return probe_call(probe_address_of_empty(), first, second, 0, 0, 0)
        case .system:
            // `time` is measured against the clock that it reads.
            if systemNumber == NR_clock_gettime, clock == nil {
                return Int64(systemCall(systemNumber, Int(Clock.realtimeCoarse.id), Int(memory)))
            }
            return Int64(systemCall(systemNumber, Int(first), Int(second), 0))
        }
    }

    /// Few values: insertion sort.
    private func sort(_ values: UnsafeMutablePointer<UInt64>, _ count: Int) {
        for index in 1..<max(1, count) {
            let value = values[index]
            var place = index
            while place > 0, values[place - 1] > value {
                values[place] = values[place - 1]
                place -= 1
            }
            values[place] = value
        }
    }
}
