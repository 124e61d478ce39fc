import ProbeRuntime

/// `gettimeofday`, `time` and `getcpu` with pointers of every alignment and canaries around what they point to.
///
/// The clocks' functions have theirs in `Identifiers`.
struct Alignments {
    private let entry: UInt64
    private let twin = TwinMemory()
    /// Where the two pointers lead, and how much is written there.
    private static let first = 64
    private static let second = 256
    /// Where an argument leads that the function must not use.
    private static let unused = 512

    static func run() {
        let functions = Functions.tested
        if let entry = functions.gettimeofday {
            run("gettimeofday", entry) { $0.timeOfDay(shift: $1, &$2) }
        }
        if let entry = functions.time { run("time", entry) { $0.time(shift: $1, &$2) } }
        if let entry = functions.getcpu { run("getcpu", entry) { $0.processor(shift: $1, &$2) } }
    }

    private static func run(
        _ function: StaticString, _ entry: UInt64, _ body: (Alignments, Int, inout CallTally) -> Void
    ) {
        CallTally.run("errors", function, "alignment") { tally in
            // Without a migration between the two ways of asking.
            _ = Affinity.pin(to: Int(SystemCPU.now().cpu))
            let alignments = Alignments(entry: entry)
            for shift in 0..<16 { body(alignments, shift, &tally) }
        }
    }

    private init(entry: UInt64) { self.entry = entry }

    private func call(_ shift: Int) -> Int64 {
        callInt(
            entry, Int64(address(twin.own + Self.first + shift)), Int64(address(twin.own + Self.second + shift)),
            Int64(address(twin.own + Self.unused)))
    }

    private func system(_ number: Int32, _ shift: Int) -> Int64 {
        let first = address(twin.other + Self.first + shift)
        return Int64(systemCall(number, first, address(twin.other + Self.second + shift), 0))
    }

    private func timeOfDay(shift: Int, _ tally: inout CallTally) {
        var before = Timespec()
        var after = Timespec()
        var watch = StepWatch()
        var result: Int64 = 0
        var expected: Int64 = 0
        repeat {
            twin.reset()
            TimesOfDay.readRealtime(&before)
            result = call(shift)
            TimesOfDay.readRealtime(&after)
            expected = system(NR_gettimeofday, shift)
        } while watch.wasSet()
        watch.close()
        var value = TimeLayout.native.load(twin.own + Self.first + shift)
        value.nanoseconds = value.nanoseconds &* 1000
        tally.add(
            Int64(shift), result, expected,
            isSame: twin.isSame(Self.second + shift, 8) && Order.distance(value, before: before) == 0
                && Order.distance(after, before: value) == 0,
            wroteBeside: !twin.isSame(
                beside: Self.first + shift, TimeLayout.native.bytes, and: Self.second + shift, 8))
    }

    private func time(shift: Int, _ tally: inout CallTally) {
        twin.reset()
        let place = twin.own + Self.first + shift
        let result = probe_call(entry, Int64(address(place)), 0, 0, 0, 0)
        tally.add(
            Int64(shift), result, Int64(UnsafeRawPointer(place).loadUnaligned(as: Int.self)),
            wroteBeside: !twin.isSame(beside: Self.first + shift, MemoryLayout<Int>.size))
    }

    private func processor(shift: Int, _ tally: inout CallTally) {
        twin.reset()
        let result = call(shift)
        let expected = system(NR_getcpu, shift)
        tally.add(
            Int64(shift), result, expected,
            isSame: twin.isSame(Self.first + shift, 4) && twin.isSame(Self.second + shift, 4),
            wroteBeside: !twin.isSame(beside: Self.first + shift, 4, and: Self.second + shift, 4))
    }
}
