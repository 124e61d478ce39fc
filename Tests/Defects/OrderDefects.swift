import DefectNumbers

/// Clocks that step back now and then, and clocks that disagree with each other.
extension Corpus {
    static let order: [Defect] = [
        Defect(
            "rare-step-back", DEFECT_RARE_STEP_BACK, "MONOTONIC steps back in one call of 16,384", .agreement,
            "agreement/clock_gettime.MONOTONIC.monotonic-*", "agreement/clock_gettime.MONOTONIC.ordered*"),
        Defect(
            "old-reading", DEFECT_OLD_READING_ONCE, "one reading in 16,384 is two microseconds old", .agreement,
            "agreement/clock_gettime.*.monotonic-*", "agreement/clock_gettime.*.ordered*"),
        Defect(
            "step-back-at-tick", DEFECT_STEP_BACK_AT_TICK, "the first reading behind a tick is old (E03)", .agreement,
            "agreement/clock_gettime.MONOTONIC.ordered-at-tick"),
        Defect(
            "step-back-on-one-cpu", DEFECT_STEP_BACK_ON_ONE_CPU, "one processor's MONOTONIC is behind (E13)",
            .agreement,
            "agreement/clock_gettime.MONOTONIC.*"
        ).needing(.severalProcessors),
        Defect(
            "step-back-after-migration", DEFECT_STEP_BACK_AFTER_MIGRATION,
            "the first reading on another processor is old",
            .agreement, "agreement/clock_gettime.*.ordered-across-cpus"),
        Defect(
            "step-back-under-signals", DEFECT_STEP_BACK_UNDER_SIGNALS, "a reading in a signal handler is old",
            .agreement,
            "agreement/clock_gettime.MONOTONIC.ordered-under-signals"),
    ]

    static let relations: [Defect] = [
        Defect(
            "small-constant-offset", DEFECT_SMALL_CONSTANT_OFFSET, "BOOTTIME is 200 ns ahead of all other clocks",
            .agreement, "agreement/clock_gettime.BOOTTIME.constant-offset"),
        Defect(
            "offset-on-one-cpu", DEFECT_OFFSET_ON_ONE_CPU, "BOOTTIME is 400 ns ahead on one processor",
            .agreement, "agreement/clock_gettime.BOOTTIME.constant-offset"
        ).needing(.severalProcessors),
        Defect(
            "tai-without-offset", DEFECT_TAI_WITHOUT_OFFSET, "TAI is 37 s off", .agreement,
            "agreement/clock_gettime.TAI.*"),
        Defect(
            "raw-multiplier", DEFECT_RAW_MULTIPLIER, "MONOTONIC_RAW runs 1000 ppm off between ticks (E10)", .agreement,
            "agreement/clock_gettime.MONOTONIC_RAW.*"),
        Defect(
            "tai-multiplier", DEFECT_TAI_MULTIPLIER, "TAI runs 1000 ppm off between ticks", .agreement,
            "agreement/clock_gettime.TAI.*"),
        Defect(
            "coarse-ahead", DEFECT_COARSE_AHEAD, "MONOTONIC_COARSE is a tick ahead (E01)", .agreement,
            "agreement/clock_gettime.MONOTONIC_COARSE.not-ahead"),
        Defect(
            "fraction-differs", DEFECT_FRACTION_DIFFERS, "REALTIME and MONOTONIC tick at different moments", .agreement,
            "agreement/clock_gettime.REALTIME.*"
        ).needing(
            .realProcessor(on: ["x86_64"], reason: "400 ns are less than an emulated system call takes")),
    ]
}
