import DefectNumbers

/// Functions that work in one process and not in another.
extension Corpus {
    static let processes: [Defect] = [
        Defect(
            "crash-in-thread", DEFECT_CRASH_IN_CHILD, "MONOTONIC crashes in every thread but the first", .mapping,
            "mapping/functions.thread"),
        Defect(
            "wrong-in-thread", DEFECT_WRONG_IN_THREAD, "BOOTTIME is behind in every thread but the first", .mapping,
            "mapping/functions.thread"),
        Defect(
            "wrong-after-vfork", DEFECT_WRONG_AFTER_VFORK, "RAW is behind in a child that shares memory", .mapping,
            "mapping/functions.vfork"),
        Defect(
            "deep-stack-thread", DEFECT_DEEP_STACK, "a call overruns a small thread's stack (C02)", .mapping,
            "mapping/functions.small-stack"),
        Defect(
            "guesses-without-counter", DEFECT_GUESSES_WITHOUT_COUNTER, "without the counter the time is 0", .mapping,
            "mapping/clock_gettime.*.counter-denied"),
        Defect(
            "coarse-syscall", DEFECT_COARSE_SYSCALL, "coarse clocks enter the kernel, where strict seccomp kills",
            .mapping, "mapping/clock_gettime.*_COARSE.strict"),
    ]

    static let namespaces: [Defect] = [
        Defect(
            "ignores-namespace", DEFECT_IGNORES_NAMESPACE, "MONOTONIC is the machine's in a time namespace",
            .namespaces, "namespaces/clock_gettime.MONOTONIC.*"),
        Defect(
            "namespace-seconds-only", DEFECT_NAMESPACE_SECONDS_ONLY, "the offset's nanoseconds are lost", .namespaces,
            "namespaces/clock_gettime.BOOTTIME.*"),
        Defect(
            "boottime-is-monotonic", DEFECT_BOOTTIME_IS_MONOTONIC, "BOOTTIME reads MONOTONIC", .namespaces,
            "namespaces/clock_gettime.BOOTTIME.*"),
        Defect(
            "namespace-raw", DEFECT_NAMESPACE_RAW, "RAW lacks the namespace's offset", .namespaces,
            "namespaces/clock_gettime.MONOTONIC_RAW.*"),
        Defect(
            "namespace-coarse", DEFECT_NAMESPACE_COARSE, "the coarse clock lacks the namespace's offset", .namespaces,
            "namespaces/clock_gettime.MONOTONIC_COARSE.*"),
        Defect(
            "namespace-carry", DEFECT_NAMESPACE_CARRY, "a nanosecond too much where the offset carries over",
            .namespaces, "namespaces/clock_gettime.MONOTONIC_COARSE.*"),
        Defect(
            "namespace-syscall", DEFECT_NAMESPACE_SYSCALL, "a time namespace makes every call a system call",
            .namespaces, "namespaces/clock_gettime.*.served"),
        Defect(
            "namespace-timeofday", DEFECT_NAMESPACE_TIMEOFDAY, "gettimeofday has MONOTONIC's offset", .namespaces,
            "namespaces/gettimeofday.*"),
        Defect(
            "namespace-getcpu", DEFECT_NAMESPACE_PROCESSOR, "getcpu reads the wrong page in a time namespace (F01)",
            .namespaces, "namespaces/getcpu.*", on: ["x86_64", "riscv64"]),
    ]
}
