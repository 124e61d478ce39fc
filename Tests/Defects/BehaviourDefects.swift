import DefectNumbers

/// Functions that answer, spoil or cost something they must not.
extension Corpus {
    static let values: [Defect] = [
        Defect(
            "offset-forward", DEFECT_OFFSET_FORWARD, "MONOTONIC is a millisecond ahead", .agreement,
            "agreement/*.ordered"),
        Defect(
            "offset-back", DEFECT_OFFSET_BACK, "REALTIME is a millisecond behind", .agreement, "agreement/*.ordered"),
        Defect(
            "cut-finely", DEFECT_CUT_FINELY, "MONOTONIC loses three bits of its nanoseconds", .agreement,
            "agreement/clock_gettime.MONOTONIC.resolution"),
        Defect("frozen", DEFECT_FROZEN, "BOOTTIME has no fraction", .agreement, "agreement/*.ordered"),
        Defect(
            "not-normalised", DEFECT_NOT_NORMALISED, "fractions beyond a second", .agreement, "agreement/*.normalised"),
        Defect(
            "negative-fraction", DEFECT_NEGATIVE_FRACTION, "fractions below 0", .agreement, "agreement/*.normalised"),
        Defect(
            "truncated-seconds", DEFECT_TRUNCATED_SECONDS, "REALTIME loses its upper bits", .agreement,
            "agreement/*.ordered"),
        Defect("wrong-clock", DEFECT_WRONG_CLOCK, "REALTIME reads MONOTONIC", .agreement, "agreement/*.ordered"),
        Defect(
            "coarse-is-fine", DEFECT_COARSE_IS_FINE, "REALTIME_COARSE reads REALTIME", .agreement, "agreement/*.ordered"
        ),
        Defect(
            "stale-coarse", DEFECT_STALE_COARSE, "MONOTONIC_COARSE is 200 ms behind", .agreement, "agreement/*.ordered"),
        Defect(
            "rate-fast", DEFECT_RATE_FAST, "MONOTONIC_RAW runs too fast within a second", .agreement,
            "agreement/*.ordered"),
        Defect(
            "timeofday-nanoseconds", DEFECT_TIMEOFDAY_NANOSECONDS, "gettimeofday stores nanoseconds", .agreement,
            "agreement/gettimeofday.*"),
        Defect(
            "time-is-monotonic", DEFECT_TIME_IS_MONOTONIC, "time reads MONOTONIC", .agreement, "agreement/time.ordered"),
    ]

    static let errors: [Defect] = [
        Defect(
            "timeofday-timezone", DEFECT_TIMEOFDAY_TIMEZONE, "gettimeofday makes up a time zone", .errors,
            "errors/gettimeofday.timezone"),
        Defect(
            "timeofday-null", DEFECT_TIMEOFDAY_NULL, "gettimeofday refuses NULL", .errors,
            "errors/gettimeofday.pointers"),
        Defect("time-not-stored", DEFECT_TIME_NOT_STORED, "time stores nothing", .errors, "errors/time.stored"),
        Defect(
            "getres-null-crash", DEFECT_GETRES_NULL_CRASH, "clock_getres without a structure crashes (D01)", .errors,
            "errors/clock_getres.*"),
        Defect(
            "getres-wrong", DEFECT_GETRES_WRONG, "coarse clocks claim a nanosecond (D02)", .errors,
            "errors/clock_getres.*.same-as-syscall"),
        Defect(
            "getres-rarely-wrong", DEFECT_GETRES_RARELY, "one resolution in eight is a nanosecond more", .errors,
            "errors/clock_getres.*.same-as-syscall"),
        Defect(
            "getres-invents-clock", DEFECT_GETRES_AUX_SUCCEEDS, "clock_getres knows clock 24 (L1)", .errors,
            "errors/clock_getres.24.*"),
        Defect(
            "cpu-clock-enosys", DEFECT_CPU_CLOCK_ENOSYS, "CPU-time clocks have no fallback (D04)", .agreement,
            "agreement/clock_gettime.*CPUTIME*.result"),
        Defect(
            "errno-positive", DEFECT_ERRNO_POSITIVE, "errors come back positive (C06)", .agreement,
            "agreement/clock_gettime.*_ALARM.result", "errors/clock_gettime*"),
    ]

    static let arguments: [Defect] = [
        Defect(
            "bad-clock-succeeds", DEFECT_BAD_CLOCK_SUCCEEDS, "clock_gettime knows clock 12", .errors,
            "errors/clock_gettime.listed.as-syscall"),
        Defect(
            "bad-clock-other-error", DEFECT_BAD_CLOCK_OTHER_ERROR, "clocks behind the last give ENOSYS", .errors,
            "errors/clock_gettime.*.as-syscall"),
        Defect(
            "dynamic-clock-refused", DEFECT_DYNAMIC_CLOCK_REFUSED, "CPU-time clocks of processes are refused", .errors,
            "errors/clock_gettime.process.as-syscall"),
        Defect(
            "bad-pointer-succeeds", DEFECT_BAD_POINTER_SUCCEEDS, "EFAULT becomes success", .errors,
            "errors/clock_gettime.*.bad-pointer"),
        Defect(
            "read-only-succeeds", DEFECT_READ_ONLY_SUCCEEDS, "a structure that cannot be written is no error", .errors,
            "errors/clock_gettime.*.bad-pointer"),
        Defect(
            "writes-on-error", DEFECT_WRITES_ON_ERROR, "an unknown clock clears the structure", .errors,
            "errors/clock_gettime.*.untouched-on-error"),
        Defect(
            "writes-behind", DEFECT_WRITES_BEHIND, "a byte behind the structure is written (H09)", .errors,
            "errors/clock_gettime.*.within-bounds"),
        Defect(
            "writes-before", DEFECT_WRITES_BEFORE, "a byte before the structure is written", .errors,
            "errors/clock_gettime.*.within-bounds"),
        Defect(
            "unaligned-wrong", DEFECT_UNALIGNED_WRONG, "an unaligned structure loses its last digits", .errors,
            "errors/clock_gettime.alignment.as-syscall"),
        Defect(
            "wrong-fallback-number", DEFECT_WRONG_FALLBACK_NUMBER, "a fallback makes another system call (D03)",
            .performance, "performance/clock_gettime.*.fallback-number"),
        Defect(
            "fallback-other-clock", DEFECT_FALLBACK_OTHER_CLOCK, "the process's CPU time is the thread's (C04)",
            .performance, "performance/clock_gettime.*.fallback-arguments"),
    ]

    static let conventions: [Defect] = [
        Defect(
            "clobbers-register", DEFECT_CLOBBERS_CALLEE_SAVED, "a preserved register is lost on the fast path",
            .callingConvention, "calling-convention/*.preserved"),
        Defect(
            "clobbers-on-fallback", DEFECT_CLOBBERS_ON_FALLBACK, "a preserved register is lost on the fallback (C05)",
            .callingConvention, "calling-convention/*.preserved"),
        Defect(
            "clobbers-floating", DEFECT_CLOBBERS_FLOATING, "floating-point state is lost", .callingConvention,
            "calling-convention/*.preserved"),
        Defect(
            "zeroes-registers", DEFECT_ZEROES_REGISTERS, "preserved registers come back as 0", .callingConvention,
            "calling-convention/*.preserved"),
        Defect(
            "clobbers-for-one-clock", DEFECT_CLOBBERS_FOR_ONE_CLOCK, "TAI's path loses a preserved register",
            .callingConvention, "calling-convention/clock_gettime.each-clock.preserved"),
        Defect(
            "clobbers-rarely", DEFECT_CLOBBERS_RARELY, "one call in 32 loses a preserved register", .callingConvention,
            "calling-convention/clock_gettime.MONOTONIC.preserved"),
        Defect(
            "x87-in-use", DEFECT_LEAVES_X87, "an x87 register stays in use", .callingConvention,
            "calling-convention/*.preserved", on: ["x86_64"]),
        Defect(
            "direction-flag", DEFECT_SETS_DIRECTION_FLAG, "the direction flag stays set", .callingConvention,
            "calling-convention/*.preserved", on: ["x86_64"]),
        Defect(
            "rounding", DEFECT_CHANGES_ROUNDING, "the rounding mode changes", .callingConvention,
            "calling-convention/*.preserved"),
        Defect(
            "thread-pointer", DEFECT_CHANGES_THREAD_POINTER, "the thread pointer changes (C11)", .callingConvention,
            "calling-convention/*.thread-pointer", "calling-convention/*.preserved"),
        Defect(
            "reserved-register", DEFECT_USES_RESERVED_REGISTER, "a register reserved for the platform changes (C01)",
            .callingConvention, "calling-convention/*.preserved", on: ["aarch64", "riscv64"]),
        Defect(
            "deep-stack", DEFECT_DEEP_STACK, "a call needs 12 KiB of stack", .callingConvention,
            "calling-convention/*.stack"),
        Defect(
            "stack-probe", DEFECT_STACK_PROBE, "a call touches 4 KiB below the stack pointer (C02)", .callingConvention,
            "calling-convention/*.stack"),
        Defect(
            "writes-above", DEFECT_WRITES_ABOVE_STACK, "a call writes into its caller's frame", .callingConvention,
            "calling-convention/*.caller-stack"),
        Defect(
            "borrows-thread-pointer", DEFECT_BORROWS_THREAD_POINTER, "the thread pointer changes in mid-call (C11)",
            .callingConvention, "calling-convention/clock_gettime.MONOTONIC.thread-pointer-throughout"),
        Defect(
            "borrows-direction-flag", DEFECT_BORROWS_DIRECTION_FLAG, "the direction flag is set in mid-call",
            .callingConvention, "calling-convention/clock_gettime.MONOTONIC.flags-throughout", on: ["x86_64"]),
        Defect(
            "stack-above-entry", DEFECT_STACK_ABOVE_ENTRY, "the stack pointer rises above its value at entry",
            .callingConvention, "calling-convention/clock_gettime.MONOTONIC.stack-throughout"),
        Defect(
            "not-reentrant", DEFECT_NOT_REENTRANT, "a pointer is kept in a static variable", .callingConvention,
            "calling-convention/clock_gettime.MONOTONIC.reentrant"),
        Defect(
            "below-stack", DEFECT_WRITES_BELOW_STACK, "a value is kept below the stack pointer (C08)",
            .callingConvention, "calling-convention/clock_gettime.MONOTONIC.reentrant"),
    ]

    static let serving: [Defect] = [
        Defect(
            "always-syscall", DEFECT_ALWAYS_SYSCALL, "right answers, always through the kernel", .performance,
            "performance/clock_gettime.*.served"),
        Defect(
            "timeofday-syscall", DEFECT_TIMEOFDAY_SYSCALL, "gettimeofday always enters the kernel (fcc8e46f768f)",
            .performance, "performance/gettimeofday.served"),
        Defect(
            "rare-syscall", DEFECT_RARE_SYSCALL, "one call in 64 enters the kernel", .performance,
            "performance/clock_gettime.MONOTONIC.served"),
        Defect(
            "rarer-syscall", DEFECT_RARER_SYSCALL, "one call in 1024 enters the kernel", .performance,
            "performance/clock_gettime.BOOTTIME.served"),
        Defect(
            "upper-half-syscall", DEFECT_UPPER_HALF_SYSCALL, "bits above the identifier send a call into the kernel",
            .performance, "performance/clock_gettime.MONOTONIC.served", on: ["x86_64", "aarch64"]),
        Defect(
            "double-fallback", DEFECT_DOUBLE_FALLBACK, "a fallback makes two system calls", .performance,
            "performance/clock_gettime.PROCESS_CPUTIME_ID.served"),
        Defect(
            "slow", DEFECT_SLOW, "a call is slower than its system call", .performance,
            "performance/clock_gettime.MONOTONIC.ratio"),
        Defect(
            "many-instructions", DEFECT_SLOW, "a call executes a thousand instructions", .performance,
            "performance/clock_gettime.MONOTONIC.instructions"),
    ]

    static let processors: [Defect] = [
        Defect(
            "getcpu-constant", DEFECT_GETCPU_CONSTANT, "getcpu always says 0", .agreement,
            "agreement/getcpu.same-as-syscall"),
        Defect(
            "getcpu-node", DEFECT_GETCPU_NODE, "getcpu gives another node", .agreement,
            "agreement/getcpu.same-as-syscall"),
        Defect(
            "getcpu-stale", DEFECT_GETCPU_STALE, "getcpu is wrong now and then", .agreement,
            "agreement/getcpu.same-as-syscall"),
        Defect(
            "getcpu-result-without-node", DEFECT_GETCPU_RESULT_WITHOUT_NODE,
            "getcpu without a node returns the processor", .errors, "errors/getcpu.pointers"
        ).needing(.severalProcessors),
        Defect(
            "getcpu-null-crash", DEFECT_GETCPU_NULL_CRASH, "getcpu without a node crashes", .errors,
            "errors/getcpu.pointers"),
    ]

    static let crashes: [Defect] = [
        Defect(
            "crash", DEFECT_CRASH, "MONOTONIC writes to a wild address", .agreement,
            "agreement/clock_gettime.MONOTONIC.*"),
        Defect("hang", DEFECT_HANG, "MONOTONIC never returns", .agreement, "agreement/clock_gettime.MONOTONIC.*"),
    ]
}
