import ProbeRuntime

/// `futex_robust_list64_try_unlock` and its 32-bit twin (`include/vdso/futex.h`): if the lock word is the caller's thread
/// number, it becomes 0 and the pending operation is forgotten, else nothing changes; the word that was there is returned.
struct RobustUnlock {
    let name: StaticString
    let entry: UInt64
    /// Bytes of the pending pointer.
    let width: Int

    static let mark: UInt64 = 0x1234_5678_9abc_def0
    /// What a successful unlock leaves of it.
    var forgotten: UInt64 { width == 8 ? 0 : 0x1234_5678_0000_0000 }
    static let waiters: UInt32 = 0x8000_0000
    private static let ownerDied: UInt32 = 0x4000_0000
    private static let lock = 64
    private static let pending = 512

    static func run() {
        if let entry = Functions.tested.unlock64 {
            RobustUnlock(name: "futex_robust_list64_try_unlock", entry: entry, width: 8).run()
        }
        if let entry = Functions.tested.unlock32 {
            RobustUnlock(name: "futex_robust_list32_try_unlock", entry: entry, width: 4).run()
        }
    }

    @inline(__always)
    func call(_ lock: UnsafeRawPointer, _ tid: UInt32, _ pending: UnsafeRawPointer) -> Int64 {
        // The word is returned; what lies above it in the register is nobody's.
        Int64(
            UInt32(
                truncatingIfNeeded: probe_call(
                    entry, Int64(address(lock)), Int64(tid), Int64(address(pending)), 0, 0)))
    }

    private func run() {
        CallTally.run("agreement", name, "owner") { tally in
            let twin = TwinMemory()
            forEachOwner { tid in
                for place in 0..<16 { compare(twin, word: tid, tid, place, &tally) }
            }
        }
        CallTally.run("agreement", name, "others") { tally in
            let twin = TwinMemory()
            forEachOwner { tid in
                compare(twin, word: tid | Self.waiters, tid, 0, &tally)
                compare(twin, word: tid | Self.ownerDied, tid, 0, &tally)
                compare(twin, word: 0, tid, 0, &tally)
                // Another owner, near in every way.
                for bit in 0..<UInt32(32) { compare(twin, word: tid ^ 1 << bit, tid, 0, &tally) }
            }
        }
        CallTally.run("agreement", name, "contended") { tally in Contention(unlock: self).run(&tally) }
        CallTally.run("agreement", name, "signals") { tally in UnlockStorm.run(self, &tally) }
    }

    @inline(never)
    private func forEachOwner(_ body: (UInt32) -> Void) {
        body(1)
        body(UInt32(truncatingIfNeeded: systemCall(NR_gettid)))
        body(0x3fff_ffff)
        body(4_194_304)
        body(0x2a_aaaa)
    }

    private func compare(_ twin: TwinMemory, word: UInt32, _ tid: UInt32, _ place: Int, _ tally: inout CallTally) {
        let lock = Self.lock + 4 * place
        let pending = Self.pending + width * place
        twin.reset()
        fill(twin.own, lock, word, pending)
        fill(twin.other, lock, word, pending)
        if word == tid {
            UnsafeMutableRawPointer(twin.other + lock).storeBytes(of: 0, as: UInt32.self)
            for index in 0..<width { twin.other[pending + index] = 0 }
        }
        let result = call(twin.own + lock, tid, twin.own + pending)
        tally.add(
            Int64(word), result, Int64(word), isSame: twin.isSame(lock, 4) && twin.isSame(pending, width),
            wroteBeside: !twin.isSame(beside: lock, 4, and: pending, width))
    }

    private func fill(_ memory: UnsafeMutablePointer<UInt8>, _ lock: Int, _ word: UInt32, _ pending: Int) {
        UnsafeMutableRawPointer(memory + lock).storeBytes(of: word, as: UInt32.self)
        for index in 0..<width { memory[pending + index] = UInt8(0x81 + index) }
    }
}

/// Somebody begins to wait for the lock at the same time: what he writes must not be lost.
private struct Contention {
    let unlock: RobustUnlock
    private static let tid: UInt32 = 4711

    /// Shared: the lock's word, the pending pointer, the turn, the turn that the other has played, what he found in the
    /// lock, and whether he shall stop; words of 64 bits.
    nonisolated(unsafe) private static var words: UnsafeMutablePointer<UInt64>! = nil

    init(unlock: RobustUnlock) {
        self.unlock = unlock
        Self.words = Pages.allocateShared(4096).assumingMemoryBound(to: UInt64.self)
    }

    func run(_ tally: inout CallTally) {
        guard let words = Self.words else { return }
        let started = Companions.start(1) { Contention.wait($0) }
        guard started == 0 else {
            Experiment.unobservable(
                { CallTally.part("agreement", unlock.name, "contended") }, "no thread can be started", started)
            return
        }
        let start = Stopwatch.now()
        let budget = Effort.current.disturbanceBudget * 1_000_000
        var turn: UInt64 = 0
        repeat {
            turn += 1
            play(words, turn, &tally)
        } while turn < 64 || Stopwatch.now() - start < budget
        probe_atomic_store(words + 5, 1)
        Companions.join()
    }

    private func play(_ words: UnsafeMutablePointer<UInt64>, _ turn: UInt64, _ tally: inout CallTally) {
        probe_atomic_store(words, UInt64(Self.tid))
        words[1] = RobustUnlock.mark
        probe_atomic_store(words + 2, turn)
        // Both come first now and then.
        for _ in 0..<turn % 128 { probe_barrier() }
        let result = unlock.call(words, Self.tid, words + 1)
        while probe_atomic_load(words + 3) != turn { _ = systemCall(NR_sched_yield) }
        let wasFree = words[4] == 0
        let expected = wasFree ? Self.tid : Self.tid | RobustUnlock.waiters
        let left = wasFree ? RobustUnlock.waiters : expected
        tally.add(
            Int64(bitPattern: turn), result, Int64(expected),
            isSame: words[0] == UInt64(left) && words[1] == (wasFree ? unlock.forgotten : RobustUnlock.mark))
    }

    /// The other's work.
    private static func wait(_ index: UInt64) {
        Companions.enter(index)
        guard let words else { return }
        var turn: UInt64 = 0
        while probe_atomic_load(words + 5) == 0 {
            let next = probe_atomic_load(words + 2)
            guard next != turn else {
                if Companions.cpuCount == 1 { _ = systemCall(NR_sched_yield) }
                continue
            }
            turn = next
            words[4] = probe_atomic_or(words, UInt64(RobustUnlock.waiters))
            probe_atomic_store(words + 3, turn)
        }
    }
}
