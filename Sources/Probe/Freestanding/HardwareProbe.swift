import ProbeRuntime

/// `riscv_hwprobe` next to its system call: every key, sets of processors, flags, and sets that are none.
struct HardwareProbe {
    private let entry: UInt64
    private let twin = TwinMemory()
    /// `struct riscv_hwprobe` is a key and a value of eight bytes each.
    private static let pairs = 64
    private static let pairSize = 16
    private static let set = 2048
    /// From before the first to behind the last that kernels know: 15 in Linux 7.0.
    private static let keys = -4..<48

    /// One call: consecutive keys, a set of processors, flags.
    private struct Question {
        /// What tells it from others in the report.
        var argument: Int
        var key = 0
        var count = 1
        var value: Int64 = 0x5a5a
        /// Bytes of the set; 0 and no pointer mean all processors.
        var size = 0
        var hasSet = false
        /// The one processor in the set.
        var cpu = -1
        var flags = 0
    }
    /// `RISCV_HWPROBE_WHICH_CPUS`: leaves those in the set that have the given values.
    private static let whichProcessors = 1

    static func run() {
        guard probe_has_hwprobe() != 0, let entry = Functions.tested.hwprobe else { return }
        let probe = HardwareProbe(entry: entry)
        probe.runValues()
        probe.runArguments()
    }

    private init(entry: UInt64) { self.entry = entry }

    private func runValues() {
        group("keys") { tally in
            for key in Self.keys { compare(Question(argument: key, key: key), &tally) }
            for shift in 31..<64 { compare(Question(argument: 1 << shift, key: 1 << shift), &tally) }
        }
        group("many") { tally in
            for count in 0..<Self.keys.count {
                compare(Question(argument: count, key: Self.keys.lowerBound, count: count), &tally)
            }
        }
        group("processors") { tally in
            Affinity.current().forEach { cpu in
                for key in Self.keys {
                    compare(
                        Question(argument: key, key: key, size: 8 * (cpu / 64 + 1), hasSet: true, cpu: cpu), &tally)
                }
            }
        }
        group("which-cpus") { tally in
            for key in Self.keys {
                for value: Int64 in 0..<4 {
                    var question = Question(
                        argument: key, key: key, value: value, size: 128, hasSet: true, flags: Self.whichProcessors)
                    compare(question, &tally)
                    question.cpu = Int(SystemCPU.now().cpu)
                    compare(question, &tally)
                }
            }
        }
    }

    private func runArguments() {
        group("flags") { tally in
            for bit in 1..<32 {
                compare(Question(argument: bit, flags: 1 << bit), &tally)
                compare(
                    Question(argument: bit, size: 8, hasSet: true, cpu: 0, flags: 1 << bit | Self.whichProcessors),
                    &tally)
            }
        }
        group("sets") { tally in
            for size in 0..<17 {
                // No processor, none that is there, and no pointer.
                compare(Question(argument: size, size: size, hasSet: true), &tally)
                compare(Question(argument: size, size: size, hasSet: true, cpu: 8 * size - 1), &tally)
                compare(Question(argument: size, size: size), &tally)
            }
        }
    }

    private func group(_ name: StaticString, _ body: (inout CallTally) -> Void) {
        CallTally.run("agreement", "riscv_hwprobe", name, body)
    }

    @inline(never)
    private func compare(_ question: Question, _ tally: inout CallTally) {
        twin.reset()
        fill(twin.own, question)
        fill(twin.other, question)
        let result = callInt(
            entry, Int64(address(twin.own + Self.pairs)), Int64(question.count), Int64(question.size),
            question.hasSet ? Int64(address(twin.own + Self.set)) : 0, Int64(question.flags))
        let expected = systemCall(
            NR_riscv_hwprobe, address(twin.other + Self.pairs), question.count, question.size,
            question.hasSet ? address(twin.other + Self.set) : 0, question.flags)
        let bytes = question.count * Self.pairSize
        tally.add(
            Int64(question.argument), result, Int64(expected),
            isSame: twin.isSame(Self.pairs, bytes) && twin.isSame(Self.set, question.size),
            wroteBeside: !twin.isSame(beside: Self.pairs, bytes, and: Self.set, question.size))
    }

    private func fill(_ memory: UnsafeMutablePointer<UInt8>, _ question: Question) {
        let words = UnsafeMutableRawPointer(memory + Self.pairs).assumingMemoryBound(to: Int64.self)
        for index in 0..<question.count {
            words[2 * index] = Int64(question.key + index)
            words[2 * index + 1] = question.value
        }
        for index in 0..<question.size { memory[Self.set + index] = 0 }
        if question.cpu >= 0 { memory[Self.set + question.cpu / 8] = 1 << UInt8(question.cpu % 8) }
    }
}
