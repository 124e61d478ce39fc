import ProbeRuntime

/// `flush_icache` proven: code is written, flushed and executed, with other instructions each time. A processor that
/// still holds the old ones gives the old answer.
struct RewrittenCode {
    private let entry: UInt64
    /// Two instructions each time, or three.
    private let code: UnsafeMutablePointer<UInt32>
    /// What a thread works on: turn, its answer, the turn that it has answered.
    private let words: UnsafeMutablePointer<UInt64>
    private static let rewrites: UInt32 = 512
    private static let pageSize = 4096

    static func run() {
        guard probe_flushes_code() != 0, let entry = Functions.tested.flushIcache else { return }
        CallTally.run("errors", "flush_icache", "flags") { tally in
            let page = Int64(address(Pages.allocate(pageSize)))
            for bit in -1..<64 {
                let flags = bit < 0 ? 0 : 1 << bit
                tally.add(
                    Int64(bit), callInt(entry, page, page + 64, Int64(flags)),
                    Int64(systemCall(NR_riscv_flush_icache, Int(page), Int(page) + 64, flags)))
            }
        }
        group(entry, "same-hart") { code, tally in
            for turn in 0..<rewrites { tally.add(Int64(turn), code.rewrite(turn), code.run()) }
        }
        group(entry, "other-hart") { code, tally in
            guard Companions.cpuCount > 1 else {
                unobservable("other-hart", "there is one processor")
                return
            }
            for turn in 0..<rewrites / 8 {
                _ = Affinity.pin(to: Companions.cpu(Int(turn) % 2))
                // The next hart has run the code before the last: it may hold that still.
                let expected = code.rewrite(turn)
                _ = Affinity.pin(to: Companions.cpu(Int(turn + 1) % 2))
                tally.add(Int64(turn), code.run(), expected)
            }
        }
        group(entry, "thread") { code, tally in code.runInThread(&tally) }
    }

    private static func group(
        _ entry: UInt64, _ name: StaticString, _ body: (RewrittenCode, inout CallTally) -> Void
    ) {
        CallTally.run("agreement", "flush_icache", name) { tally in
            let words = Pages.allocate(2 * pageSize)
            let readWriteExecute = 7
            let page = words + pageSize
            guard systemCall(NR_mprotect, address(page), pageSize, readWriteExecute) == 0 else {
                unobservable(name, "memory cannot be writable and executable")
                return
            }
            let code = RewrittenCode(
                entry: entry, code: page.assumingMemoryBound(to: UInt32.self),
                words: words.assumingMemoryBound(to: UInt64.self))
            body(code, &tally)
        }
    }

    private static func unobservable(_ group: StaticString, _ reason: StaticString) {
        Experiment.unobservable({ CallTally.part("agreement", "flush_icache", group) }, reason, 0)
    }

    /// Writes code and flushes it.
    ///
    /// - Returns: what it must give; what it cannot if the flush fails.
    private func rewrite(_ turn: UInt32) -> Int64 {
        let count = probe_code(code, turn, Int64(turn % 3 == 0 ? 1 : 0))
        probe_barrier()
        let start = Int64(address(code))
        let isFlushed = callInt(entry, start, start + 4 * count) == 0
        return isFlushed ? Int64(turn) : -1
    }

    private func run() -> Int64 { probe_call(UInt64(UInt(bitPattern: code)), 0, 0, 0, 0, 0) }

    /// The same while a thread of this process, on another hart where there is one, waits to execute it.
    private func runInThread(_ tally: inout CallTally) {
        let body: Threads.Body = { argument in
            guard let words = UnsafeMutablePointer<UInt64>(bitPattern: UInt(argument)) else { return }
            var turn: UInt64 = 0
            while turn <= UInt64(RewrittenCode.rewrites) {
                let next = probe_atomic_load(words)
                guard next != turn else {
                    _ = systemCall(NR_sched_yield)
                    continue
                }
                turn = next
                words[1] = UInt64(bitPattern: probe_call(argument + UInt64(RewrittenCode.pageSize), 0, 0, 0, 0, 0))
                probe_atomic_store(words + 2, turn)
            }
        }
        let stack = address(Pages.allocate(Threads.stackSize)) + Threads.stackSize
        let thread = Threads.spawn(
            UInt64(UInt(bitPattern: words)), stackTop: stack, flags: Threads.posix, body)
        guard thread > 0 else {
            Self.unobservable("thread", "no thread can be started")
            return
        }
        for turn in 0...Self.rewrites {
            let expected = rewrite(turn)
            probe_atomic_store(words, UInt64(turn) + 1)
            while probe_atomic_load(words + 2) != UInt64(turn) + 1 { _ = systemCall(NR_sched_yield) }
            tally.add(Int64(turn), Int64(bitPattern: words[1]), expected)
        }
    }
}
