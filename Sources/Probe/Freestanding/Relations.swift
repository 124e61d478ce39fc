import ProbeRuntime

/// Clocks against each other, on one processor at a time: differences that must not change, coarse clocks that must not run ahead,
/// rates, and offsets too small for a sandwich.
struct Relations {
    /// Clocks whose differences are constant between two settings: TAI with REALTIME, BOOTTIME and REALTIME with MONOTONIC.
    private var tai: Difference
    private var boottime: Difference
    private var realtime: Difference
    private var coarse: CoarsePairs
    private var rates: Rates
    private var offsets: Offsets
    private var watch = StepWatch()

    static func run() {
        Functions.tested.forEachGettime { run($0) }
    }

    private static func run(_ gettime: ClockFunction) {
        Experiment.run("agreement/relations") {
            let home = Int(SystemCPU.now().cpu)
            var other = home
            Affinity.current().forEach { if $0 != home { other = $0 } }
            _ = Affinity.pin(to: home)
            var attempts = 0
            var relations: Relations
            repeat {
                relations = Relations(gettime)
                relations.observe(home: home, other: other)
                attempts += 1
            } while relations.watch.wasSet(patiently: relations.isSuspicious) && attempts < 10
            relations.report(repeated: UInt64(attempts - 1))
        }
    }

    private init(_ gettime: ClockFunction) {
        func clock(_ id: Int32) -> TimedFunction { .clockGettime(gettime, Clock(id)) }
        tai = Difference(clock(11), from: clock(0))
        boottime = Difference(clock(7), from: clock(1))
        realtime = Difference(clock(0), from: clock(1))
        coarse = CoarsePairs(gettime)
        rates = Rates(gettime)
        offsets = Offsets(gettime)
    }

    private mutating func observe(home: Int, other: Int) {
        let start = Stopwatch.now()
        let budget = Effort.current.relationBudget * 1_000_000
        let before = Adjustment.taiOffset()
        rates.begin()
        var elapsed: Int64 = 0
        repeat {
            for _ in 0..<50 {
                tai.compare()
                boottime.compare()
                realtime.compare()
            }
            coarse.compare(100)
            // Spread over the whole time.
            if elapsed * Int64(Offsets.blocks) >= Int64(offsets.count) * budget {
                offsets.block(home: home, other: other)
            }
            elapsed = Stopwatch.now() - start
        } while elapsed < budget || offsets.count < Offsets.least
        rates.end()
        let after = Adjustment.taiOffset()
        if before == after { tai.kernelOffset = before }
    }

    private var isSuspicious: Bool { tai.isSuspicious || boottime.isSuspicious || realtime.isSuspicious }

    private func report(repeated: UInt64) {
        tai.report(repeated)
        boottime.report(repeated)
        realtime.report(repeated)
        coarse.report(repeated)
        rates.report(repeated)
        offsets.report()
        let refusal = Adjustment.read()
        if refusal < 0 {
            Experiment.unobservable("agreement/tai", "adjtimex is refused", refusal)
        }
    }
}

/// `clock_adjtime(2)` of `CLOCK_REALTIME` that only reads.
enum Adjustment {
    private static let realtime = 0
    private static let taiWord = 40
    nonisolated(unsafe) private static var buffer: UnsafeMutableRawPointer! = nil

    /// The clock's state, or a negative errno.
    static func read() -> Int {
        if buffer == nil { buffer = Pages.allocate(4096) }
        for word in 0..<32 { buffer.storeBytes(of: 0, toByteOffset: word * 8, as: UInt64.self) }
        return systemCall(NR_clock_adjtime, realtime, address(buffer))
    }

    /// Seconds by which TAI is ahead of UTC as the kernel has it; nil if it does not say.
    static func taiOffset() -> Int32? {
        read() >= 0 ? buffer.load(fromByteOffset: taiWord * 4, as: Int32.self) : nil
    }
}

/// The difference of two clocks, held between the smallest and the greatest value that all readings allow: A, B, A again.
struct Difference {
    private let clock: TimedFunction
    private let base: TimedFunction
    private var samples: UInt64 = 0
    private var failures: UInt64 = 0
    private var vdso = Bounds()
    private var system = Bounds()
    /// What the kernel says that the difference is, in seconds.
    var kernelOffset: Int32?
    private var example = Timespec()

    private struct Bounds {
        var least = Int64.min
        var most = Int64.max
        mutating func add(_ first: Timespec, _ value: Timespec, _ second: Timespec) {
            least = max(least, value.total &- second.total)
            most = min(most, value.total &- first.total)
        }
    }

    init(_ clock: TimedFunction, from base: TimedFunction) {
        self.clock = clock
        self.base = base
    }

    mutating func compare() {
        var first = Timespec()
        var value = Timespec()
        var second = Timespec()
        samples &+= 1
        if base.call(&first) | clock.call(&value) | base.call(&second) == 0 {
            vdso.add(first, value, second)
            example = value
        } else {
            failures &+= 1
        }
        if base.system(&first) | clock.system(&value) | base.system(&second) == 0 { system.add(first, value, second) }
    }

    /// Whether something is wrong that a step of the clock would explain.
    var isSuspicious: Bool {
        vdso.least > vdso.most || vdso.least > system.most || vdso.most < system.least || system.least > system.most
    }

    func report(_ repeated: UInt64) {
        // A clock that the kernel does not have has no differences.
        guard system.most != .max else { return }
        Output.begin("difference")
        clock.layout.write(clock.name)
        Output.field("clock", Int64(clock.clock.id))
        Output.field("base", Int64(base.clock.id))
        Output.field("samples", unsigned: samples)
        Output.field("repeated", unsigned: repeated)
        Output.field("failures", unsigned: failures)
        Output.field("vdsoLeast", vdso.least)
        Output.field("vdsoMost", vdso.most)
        Output.field("systemLeast", system.least)
        Output.field("systemMost", system.most)
        if let kernelOffset { Output.field("kernelOffset", Int64(kernelOffset)) }
        Output.field("example", example)
        Output.end()
    }
}
