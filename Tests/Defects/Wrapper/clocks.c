// clock_gettime and clock_getres of the wrapper: the kernel's own answers, and one defect at a time.
#include "wrapper.h"
#include "effects.h"

enum { REALTIME, MONOTONIC, PROCESS_CPUTIME, THREAD_CPUTIME, RAW, REALTIME_COARSE, MONOTONIC_COARSE, BOOTTIME, TAI = 11 };
enum { SECOND = 1000000000 };

static int is_fine(int clock) { return clock <= BOOTTIME ? clock < 2 || clock == RAW || clock == BOOTTIME : clock == TAI; }
static int is_coarse(int clock) { return clock == REALTIME_COARSE || clock == MONOTONIC_COARSE; }
// Other architectures than this are mostly emulated, where system calls are microseconds apart.
#if defined(__x86_64__)
#define FRACTION 400
#else
#define FRACTION 8000
#endif

static int is_served(int clock) { return clock >= 0 && (is_fine(clock) || is_coarse(clock)); }

static s64 real_gettime(int clock, struct timespec64 *ts) {
    u64 real = REAL(WRAPPER_CLOCK_GETTIME);
    if (!real) return system_call(NR_clock_gettime, clock, (s64)ts, 0);
    return ((s64 (*)(int, struct timespec64 *))real)(clock, ts);
}

static s64 real_getres(int clock, struct timespec64 *ts) {
    u64 real = REAL(WRAPPER_CLOCK_GETRES);
    if (!real) return system_call(NR_clock_getres, clock, (s64)ts, 0);
    return ((s64 (*)(int, struct timespec64 *))real)(clock, ts);
}

// Adds nanoseconds to a reading and keeps it normalised.
static void add(struct timespec64 *ts, s64 nanoseconds) {
    ts->nsec += nanoseconds;
    while (ts->nsec < 0) ts->nsec += SECOND, ts->sec--;
    while (ts->nsec >= SECOND) ts->nsec -= SECOND, ts->sec++;
}

// Only within a time namespace, and nothing but a plain call elsewhere.
static void spoil_inside(int clock, struct timespec64 *ts) {
    if (!shows(DEFECT_IGNORES_NAMESPACE) && !shows(DEFECT_NAMESPACE_SECONDS_ONLY) && !shows(DEFECT_NAMESPACE_RAW)
        && !shows(DEFECT_NAMESPACE_COARSE) && !shows(DEFECT_NAMESPACE_CARRY))
        return;
    if (!in_time_namespace()) return;
    // The probe's offsets: a million seconds and a fraction for MONOTONIC, five million for BOOTTIME.
    if (shows(DEFECT_IGNORES_NAMESPACE) && clock == MONOTONIC) ts->sec -= 1000003, add(ts, -987654321);
    if (shows(DEFECT_NAMESPACE_SECONDS_ONLY) && clock == BOOTTIME) add(ts, -12345679);
    if (shows(DEFECT_NAMESPACE_RAW) && clock == RAW) ts->sec -= 1000003, add(ts, -987654321);
    if (shows(DEFECT_NAMESPACE_COARSE) && clock == MONOTONIC_COARSE) ts->sec -= 1000003, add(ts, -987654321);
    // As if a second had 999,999,999 nanoseconds, where the fraction carried into it.
    if (shows(DEFECT_NAMESPACE_CARRY) && clock == MONOTONIC_COARSE && ts->nsec < 987654321) add(ts, 1);
}

// Defects of a reading that was read well.
static void spoil_value(int clock, struct timespec64 *ts) {
    // The healthy wrapper must not take more instructions than a vDSO may.
    if (shows(DEFECT_NONE)) return;
    if (shows(DEFECT_OFFSET_FORWARD) && clock == MONOTONIC) add(ts, 1000000);
    if (shows(DEFECT_WRITES_BELOW_STACK)) ts->nsec = keep_below_stack(ts->nsec);
    if (shows(DEFECT_OFFSET_BACK) && clock == REALTIME) add(ts, -1000000);
    if (shows(DEFECT_FROZEN) && clock == BOOTTIME) ts->nsec = 0;
    if (shows(DEFECT_NOT_NORMALISED) && is_fine(clock)) ts->sec--, ts->nsec += SECOND;
    if (shows(DEFECT_NEGATIVE_FRACTION) && is_coarse(clock)) ts->sec++, ts->nsec -= SECOND;
    if (shows(DEFECT_TRUNCATED_SECONDS) && clock == REALTIME) ts->sec &= 0xffffff;
    if (shows(DEFECT_WRONG_CLOCK) && clock == REALTIME) real_gettime(MONOTONIC, ts);
    if (shows(DEFECT_BOOTTIME_IS_MONOTONIC) && clock == BOOTTIME) real_gettime(MONOTONIC, ts);
    // As if the kernel had no leap seconds to add: wrong also where it has none.
    if (shows(DEFECT_TAI_WITHOUT_OFFSET) && clock == TAI) add(ts, -37 * (s64)SECOND);
    if (shows(DEFECT_COARSE_IS_FINE) && clock == REALTIME_COARSE) real_gettime(REALTIME, ts);
    if (shows(DEFECT_STALE_COARSE) && clock == MONOTONIC_COARSE) add(ts, -200000000);
    if (shows(DEFECT_RATE_FAST) && clock == RAW) add(ts, ts->nsec / 1000);
    if (shows(DEFECT_SMALL_CONSTANT_OFFSET) && clock == BOOTTIME) add(ts, 200);
    if (shows(DEFECT_RARE_STEP_BACK) && clock == MONOTONIC && one_in(16384)) add(ts, -100000);
    if (shows(DEFECT_STEP_BACK_AT_TICK) && clock == MONOTONIC && has_ticked()) add(ts, -50000);
    if (shows(DEFECT_STEP_BACK_ON_ONE_CPU) && clock == MONOTONIC && processor() == 1) add(ts, -30000);
    if (shows(DEFECT_OFFSET_ON_ONE_CPU) && clock == BOOTTIME && processor() == 1) add(ts, 400);
    spoil_inside(clock, ts);
    if (shows(DEFECT_WRONG_IN_THREAD) && clock == BOOTTIME && in_second_thread()) add(ts, -1000000);
    if (shows(DEFECT_WRONG_AFTER_VFORK) && clock == RAW && !on_main_stack() && !in_second_thread()) add(ts, -1000000);
    // Larger than what a migration takes, or nobody could tell.
    if (shows(DEFECT_STEP_BACK_AFTER_MIGRATION) && is_fine(clock) && has_migrated(clock)) add(ts, -20000000);
    if (shows(DEFECT_STEP_BACK_UNDER_SIGNALS) && clock == MONOTONIC && on_signal_stack()) add(ts, -50000);
    if (shows(DEFECT_RAW_MULTIPLIER) && clock == RAW) add(ts, ts->nsec % 4000000 / 1000);
    if (shows(DEFECT_TAI_MULTIPLIER) && clock == TAI) add(ts, ts->nsec % 4000000 / 1000);
    if (shows(DEFECT_COARSE_AHEAD) && clock == MONOTONIC_COARSE) add(ts, 4000000);
    if (shows(DEFECT_FRACTION_DIFFERS) && clock == REALTIME) add(ts, FRACTION);
    if (shows(DEFECT_OVERFLOWS_BEFORE_TICK) && is_fine(clock) && is_before_tick()) add(ts, -3000000);
    // As if the next tick came after a tenth of a second: machines under load wake nobody for four milliseconds.
    if (shows(DEFECT_CARRY_LOST) && is_fine(clock) && ts->nsec < 100000000) ts->sec--, ts->nsec += SECOND;
    if (shows(DEFECT_TORN) && clock == REALTIME && one_in(4096)) ts->sec--;
    if (shows(DEFECT_STORES_LOWER_HALF) && is_fine(clock)) ts->nsec = (s64)((u64)ts->nsec | 0x5a5a5a5aul << 32);
    if (shows(DEFECT_CUT_FINELY) && clock == MONOTONIC) ts->nsec &= ~7l;
    if (shows(DEFECT_OLD_READING_ONCE) && is_fine(clock) && one_in(16384)) add(ts, -2000);
}

// Right until somebody sets a clock, or a namespace is behind.
static void spoil_change(int clock, struct timespec64 *ts) {
    struct timespec64 other;
    if (shows(DEFECT_NONE)) return;
    if (shows(DEFECT_SECONDS_OF_32_BITS) && clock == REALTIME) ts->sec = (int)ts->sec;
    if (shows(DEFECT_TAI_IS_REALTIME) && clock == TAI) real_gettime(REALTIME, ts);
    if (shows(DEFECT_MONOTONIC_PAST_2038) && clock == MONOTONIC) {
        real_gettime(REALTIME_COARSE, &other);
        if (other.sec >> 31) ts->sec++;
    }
    // The offset of the probe's namespaces, added where it is to be taken off.
    if (shows(DEFECT_NAMESPACE_SIGN) && clock == MONOTONIC) {
        real_gettime(BOOTTIME, &other);
        if (other.sec - ts->sec > 4 && other.sec - ts->sec < 1000) add(ts, 2 * 2765432109);
    }
    // Seconds of one update and the fraction of another, as without a look at the sequence count: shown where the two are
    // far apart, since the end of a second is nobody's change.
    if (shows(DEFECT_MIXES_UPDATES) && clock == REALTIME) {
        for (volatile int i = 0; i < 3000; i++) {}
        real_gettime(REALTIME, &other);
        if (other.sec - ts->sec > 10 || ts->sec - other.sec > 10) ts->sec = ts->sec / 2 + other.sec / 2;
    }
}

static s64 spoil_result(int clock, struct timespec64 *ts, s64 result) {
    if (result < 0) {
        if (shows(DEFECT_BAD_CLOCK_SUCCEEDS) && clock == 12) return 0;
        if (shows(DEFECT_BAD_CLOCK_OTHER_ERROR) && result == EINVAL_RESULT && clock > 23) return ENOSYS_RESULT;
        if (shows(DEFECT_ERRNO_POSITIVE)) return -result;
        if (shows(DEFECT_ERROR_MINUS_ONE)) return -1;
        if (shows(DEFECT_BAD_POINTER_SUCCEEDS) && result == -14) return 0;
        if (shows(DEFECT_WRITES_ON_ERROR) && ts && result == EINVAL_RESULT) ts->sec = 0;
        return result;
    }
    if (shows(DEFECT_RETURNS_ONE) && is_fine(clock)) return 1;
    if (shows(DEFECT_WRITES_BEHIND)) ((u8 *)(ts + 1))[0] = 0;
    if (shows(DEFECT_WRITES_BEFORE) && clock == MONOTONIC) ((u8 *)ts)[-1] = 0;
    if (shows(DEFECT_UNALIGNED_WRONG) && (u64)ts % 8) ts->nsec &= ~0xffl;
    return result;
}

s64 PUBLIC(clock_gettime)(s64 argument, struct timespec64 *ts) {
    int clock = (int)argument;
    // A comparison of the whole register, and a table's index that is cut off.
    if (shows(DEFECT_CLOCK_UPPER_HALF) && argument >> 32 && argument >= 0) return EINVAL_RESULT;
    if (shows(DEFECT_UPPER_HALF_SYSCALL) && argument >> 32 && argument >= 0)
        return system_call(NR_clock_gettime, clock, (s64)ts, 0);
    if (shows(DEFECT_CLOCK_MASKED) && clock >= 32) clock &= 31;
    before_call(clock);
    if (shows(DEFECT_CPU_CLOCK_ENOSYS) && (clock == PROCESS_CPUTIME || clock == THREAD_CPUTIME)) return ENOSYS_RESULT;
    if (shows(DEFECT_DYNAMIC_CLOCK_REFUSED) && clock < 0) return EINVAL_RESULT;
    if (shows(DEFECT_READ_ONLY_SUCCEEDS) && is_served(clock) && !is_writable(ts)) return 0;
    if ((shows(DEFECT_ALWAYS_SYSCALL) && is_fine(clock)) || (shows(DEFECT_RARE_SYSCALL) && clock == MONOTONIC && one_in(64))
        || (shows(DEFECT_RARER_SYSCALL) && clock == BOOTTIME && one_in(1024)))
        return system_call(NR_clock_gettime, clock, (s64)ts, 0);
    if (shows(DEFECT_NAMESPACE_SYSCALL) && is_fine(clock) && in_time_namespace())
        return system_call(NR_clock_gettime, clock, (s64)ts, 0);
    if (shows(DEFECT_COARSE_SYSCALL) && is_coarse(clock)) return system_call(NR_clock_gettime, clock, (s64)ts, 0);
    if (shows(DEFECT_GUESSES_WITHOUT_COUNTER) && is_fine(clock) && counter_is_denied()) {
        ts->sec = ts->nsec = 0;
        return 0;
    }
    if (shows(DEFECT_FALLBACK_OTHER_CLOCK) && clock == PROCESS_CPUTIME)
        return system_call(NR_clock_gettime, THREAD_CPUTIME, (s64)ts, 0);
    if (shows(DEFECT_WRONG_FALLBACK_NUMBER) && clock == THREAD_CPUTIME)
        return system_call(NR_clock_getres, clock, (s64)ts, 0);
    if (shows(DEFECT_DOUBLE_FALLBACK) && clock == PROCESS_CPUTIME) system_call(NR_getpid, 0, 0, 0);
    if (shows(DEFECT_NOT_REENTRANT) && is_served(clock)) {
        struct timespec64 reading;
        keep((u64)ts);
        s64 result = real_gettime(clock, &reading);
        *(struct timespec64 *)kept() = reading;
        return result;
    }
    s64 result = real_gettime(clock, ts);
    if (result == 0 && is_served(clock)) spoil_value(clock, ts), spoil_change(clock, ts);
    result = spoil_result(clock, ts, result);
    after_call(clock, is_served(clock));
    return result;
}

s64 PUBLIC(clock_getres)(int clock, struct timespec64 *ts) {
    if (shows(DEFECT_CRASH_ON_SECOND_CPU) && processor() == 1) *(volatile int *)16 = 0;
    if (shows(DEFECT_GETRES_NULL_CRASH) && !ts) return *(volatile s64 *)ts;
    if (shows(DEFECT_GETRES_AUX_SUCCEEDS) && clock == 24) {
        if (ts) ts->sec = 0, ts->nsec = 1;
        return 0;
    }
    s64 result = real_getres(clock, ts);
    if (shows(DEFECT_GETRES_OTHER_HZ) && result == 0 && ts && is_coarse(clock)) ts->nsec = ts->nsec == 10000000 ? 4000000 : 10000000;
    if (shows(DEFECT_GETRES_MINUS_ONE) && result < 0) return -1;
    if (shows(DEFECT_GETRES_RARELY) && result == 0 && ts && one_in(8)) ts->nsec++;
    if (shows(DEFECT_GETRES_WRONG) && result == 0 && ts && is_coarse(clock)) ts->nsec = 1;
    return result;
}

#if defined(__x86_64__)
s64 clock_gettime(s64, struct timespec64 *) __attribute__((weak, alias("__vdso_clock_gettime")));
s64 clock_getres(int, struct timespec64 *) __attribute__((weak, alias("__vdso_clock_getres")));
#endif
