import DefectNumbers

/// Functions that are no clocks: processors, code, hardware, locks; and mistakes of time functions that a port could make.
extension Corpus {
    private static let withProcessors = ["x86_64", "riscv64"]

    static let moves: [Defect] = [
        Defect(
            "getcpu-cached", DEFECT_GETCPU_CACHED, "getcpu gives the thread's first processor for ever", .agreement,
            "agreement/getcpu.moved-by-*.follows-moves", on: withProcessors),
        Defect(
            "getcpu-late", DEFECT_GETCPU_LATE, "the first getcpu behind a move is wrong", .agreement,
            "agreement/getcpu.moved-by-*.follows-moves", on: withProcessors),
        Defect(
            "getcpu-rarely-zero", DEFECT_GETCPU_RARELY_ZERO, "getcpu says 0 in one call of thousands", .agreement,
            "agreement/getcpu.moved-by-*.follows-moves", on: withProcessors),
        Defect(
            "getcpu-node-on-one-cpu", DEFECT_GETCPU_NODE_ON_ONE_CPU, "the node is wrong on one processor", .agreement,
            "agreement/getcpu.node-as-listed", on: withProcessors),
        Defect(
            "getcpu-swapped", DEFECT_GETCPU_SWAPPED, "processor and node change places (C08)", .agreement,
            "agreement/getcpu.same-as-syscall", on: withProcessors),
        Defect(
            "getcpu-other-register", DEFECT_GETCPU_OTHER_REGISTER, "the node comes from a register of nobody's",
            .agreement, "agreement/getcpu.same-as-syscall", on: withProcessors),
        Defect(
            "getcpu-wide", DEFECT_GETCPU_WIDE, "the processor is written with 64 bits (C09)", .errors,
            "errors/getcpu.alignment.within-bounds", on: withProcessors),
        Defect(
            "getcpu-uses-cache", DEFECT_GETCPU_USES_CACHE, "the unused argument is written to", .errors,
            "errors/getcpu.alignment.within-bounds", on: withProcessors),
        Defect(
            "crash-on-second-cpu", DEFECT_CRASH_ON_SECOND_CPU, "clock_getres crashes on the second processor",
            .mapping, "mapping/functions.every-processor"
        ).needing(.severalProcessors),
        Defect(
            "sleeps", DEFECT_SLEEPS, "one call in 64 sleeps for a moment", .performance,
            "performance/clock_gettime.never-sleeps"),
    ]

    static let code: [Defect] = [
        Defect(
            "flush-loses-code", DEFECT_FLUSH_LOSES_CODE, "flush_icache throws away what was written", .agreement,
            "agreement/flush_icache.*.as-promised", on: ["riscv64"]),
        Defect(
            "flush-fails", DEFECT_FLUSH_FAILS, "flush_icache gives up", .agreement,
            "agreement/flush_icache.*.as-promised", on: ["riscv64"]),
        Defect(
            "flush-refuses-local", DEFECT_FLUSH_REFUSES_LOCAL, "flush_icache refuses to flush one hart alone", .errors,
            "errors/flush_icache.flags.as-syscall", on: ["riscv64"]),
        Defect(
            "hwprobe-keeps-key", DEFECT_HWPROBE_KEEPS_KEY, "an unknown key does not become -1", .agreement,
            "agreement/riscv_hwprobe.keys.as-promised", on: ["riscv64"]),
        Defect(
            "hwprobe-stale", DEFECT_HWPROBE_STALE, "a value is what it was early at boot (G06)", .agreement,
            "agreement/riscv_hwprobe.*.as-promised", on: ["riscv64"]),
        Defect(
            "hwprobe-ignores-set", DEFECT_HWPROBE_IGNORES_SET, "every set of processors means all", .agreement,
            "agreement/riscv_hwprobe.sets.as-promised", on: ["riscv64"]),
        Defect(
            "hwprobe-accepts-flags", DEFECT_HWPROBE_ACCEPTS_FLAGS, "flags that nobody knows are ignored", .agreement,
            "agreement/riscv_hwprobe.flags.as-promised", on: ["riscv64"]),
        Defect(
            "hwprobe-overrun", DEFECT_HWPROBE_OVERRUN, "a pair behind the last is written", .agreement,
            "agreement/riscv_hwprobe.*.within-bounds", on: ["riscv64"]),
        Defect(
            "hwprobe-changes-set", DEFECT_HWPROBE_CHANGES_SET, "a set of processors comes back with another one",
            .agreement, "agreement/riscv_hwprobe.which-cpus.as-promised", on: ["riscv64"]),
    ]

    static let locks: [Defect] = [
        unlock("unlock-keeps-pending", DEFECT_UNLOCK_KEEPS_PENDING, "the operation is never forgotten", "owner"),
        unlock("unlock-forgets-always", DEFECT_UNLOCK_FORGETS_ALWAYS, "it is forgotten for locks of others", "others"),
        unlock("unlock-not-atomic", DEFECT_UNLOCK_NOT_ATOMIC, "a waiter that arrives meanwhile is lost", "contended")
            .needing(
                .realProcessor(
                    on: ["x86_64"], reason: "too rarely does an emulated processor come between two instructions")),
        unlock("unlock-returns-zero", DEFECT_UNLOCK_RETURNS_ZERO, "a successful unlock returns 0", "owner"),
        unlock("unlock-ignores-waiters", DEFECT_UNLOCK_IGNORES_WAITERS, "a lock with waiters becomes free", "others"),
        unlock("unlock-now-and-then", DEFECT_UNLOCK_INTERRUPTED, "it is kept in one unlock of 4096 (G08)", "signals"),
        Defect(
            "unlock-wide", DEFECT_UNLOCK_WIDE, "the 32-bit function clears 64 bits", .agreement,
            "agreement/futex_robust_list32_try_unlock.owner.within-bounds", on: ["x86_64"]),
    ]

    private static func unlock(_ name: String, _ number: defect_number, _ summary: String, _ group: String) -> Defect {
        Defect(
            name, number, summary, .agreement, "agreement/futex_robust_list*_try_unlock.\(group).as-promised",
            on: ["x86_64"])
    }

    static let mistakes: [Defect] = [
        Defect(
            "timezone-kept", DEFECT_TIMEOFDAY_KEEPS_TIMEZONE, "the time zone is not written", .errors,
            "errors/gettimeofday.timezone"),
        Defect(
            "timeofday-rounds-up", DEFECT_TIMEOFDAY_ROUNDS_UP, "microseconds are rounded up", .agreement,
            "agreement/gettimeofday.ordered"),
        Defect(
            "timeofday-wide", DEFECT_TIMEOFDAY_WIDE, "a word behind the time zone is written (H09)", .errors,
            "errors/gettimeofday.alignment.within-bounds"),
        Defect(
            "timeofday-torn", DEFECT_TIMEOFDAY_SECONDS_LATER, "seconds and microseconds of two readings", .agreement,
            "agreement/gettimeofday.*"),
        Defect(
            "time-stores-half", DEFECT_TIME_STORES_HALF, "time stores 32 bits", .errors,
            "errors/time.alignment.as-syscall", on: ["x86_64"]),
        Defect(
            "time-ahead", DEFECT_TIME_AHEAD, "time is a second ahead", .agreement, "agreement/time.ordered",
            on: ["x86_64"]),
        Defect(
            "time-writes-behind", DEFECT_TIME_WRITES_BEHIND, "time writes behind its word", .errors,
            "errors/time.alignment.within-bounds", on: ["x86_64"]),
        Defect(
            "getres-other-hz", DEFECT_GETRES_OTHER_HZ, "coarse clocks have another kernel's tick (D02)", .errors,
            "errors/clock_getres.*_COARSE.same-as-syscall"),
        Defect(
            "getres-minus-one", DEFECT_GETRES_MINUS_ONE, "clock_getres returns -1 for every error", .errors,
            "errors/clock_getres.*.same-as-syscall"),
        Defect(
            "overflows-before-tick", DEFECT_OVERFLOWS_BEFORE_TICK,
            "before the next tick the multiplication overflows (E07)",
            .agreement, "agreement/clock_gettime.*"),
        Defect(
            "clock-masked", DEFECT_CLOCK_MASKED, "clock identifiers are cut to five bits (D07)", .errors,
            "errors/clock_gettime.listed.as-syscall"),
        Defect(
            "clock-upper-half", DEFECT_CLOCK_UPPER_HALF, "bits above the identifier count", .errors,
            "errors/clock_gettime.upper-half.as-syscall", on: ["x86_64", "aarch64"]),
        Defect(
            "returns-one", DEFECT_RETURNS_ONE, "success is 1", .agreement, "agreement/clock_gettime.*.result"),
        Defect(
            "stores-lower-half", DEFECT_STORES_LOWER_HALF, "the fraction's upper half is not written", .agreement,
            "agreement/clock_gettime.*"),
        Defect(
            "error-minus-one", DEFECT_ERROR_MINUS_ONE, "clock_gettime returns -1 for every error (C06)", .errors,
            "errors/clock_gettime.*.as-syscall"),
        Defect(
            "carry-lost", DEFECT_CARRY_LOST, "fractions go beyond a second until the next tick", .agreement,
            "agreement/clock_gettime.*"),
        Defect(
            "torn", DEFECT_TORN, "seconds and fraction of two readings: the loop is gone (E03)", .agreement,
            "agreement/clock_gettime.REALTIME.*"),
    ]
}
