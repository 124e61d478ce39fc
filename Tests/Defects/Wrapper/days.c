// gettimeofday and time of the wrapper.
#include "effects.h"

static void spoil_day(struct timeval64 *tv) {
    if (shows(DEFECT_TIMEOFDAY_ROUNDS_UP) && ++tv->usec == 1000000) tv->usec = 0, tv->sec++;
    // Seconds read before the microseconds, not behind.
    if (shows(DEFECT_TIMEOFDAY_SECONDS_LATER) && one_in(1024)) tv->sec++;
}

s64 PUBLIC(gettimeofday)(struct timeval64 *tv, struct timezone32 *tz) {
    if (shows(DEFECT_TIMEOFDAY_NULL) && !tv) return -14;
    struct timezone32 before = {0, 0};
    if (shows(DEFECT_TIMEOFDAY_KEEPS_TIMEZONE) && tz) before = *tz;
    if (shows(DEFECT_TIMEOFDAY_SYSCALL)) return system_call(NR_gettimeofday, (s64)tv, (s64)tz, 0);
    u64 real = REAL(WRAPPER_GETTIMEOFDAY);
    s64 result = real ? ((s64 (*)(struct timeval64 *, struct timezone32 *))real)(tv, tz)
                      : system_call(NR_gettimeofday, (s64)tv, (s64)tz, 0);
    if (result) return result;
    if (shows(DEFECT_NAMESPACE_TIMEOFDAY) && tv && in_time_namespace()) tv->sec += 1000003;
    if (shows(DEFECT_TIMEOFDAY_NANOSECONDS) && tv) tv->usec *= 1000;
    if (shows(DEFECT_TIMEOFDAY_TIMEZONE) && tz) tz->minutes = 60;
    if (shows(DEFECT_TIMEOFDAY_KEEPS_TIMEZONE) && tz) *tz = before;
    // The zone that every machine begins with.
    if (shows(DEFECT_ZONE_KEPT) && tz) tz->minutes = tz->dst = 0;
    if (shows(DEFECT_TIMEOFDAY_WIDE) && tz) ((int *)(tz + 1))[0] = 0;
    if (tv) spoil_day(tv);
    return 0;
}

#if defined(__x86_64__)
s64 PUBLIC(time)(s64 *stored) {
    u64 real = REAL(WRAPPER_TIME);
    s64 seconds;
    if (real) {
        seconds = ((s64 (*)(s64 *))real)(0);
    } else {
        struct timespec64 now;
        system_call(NR_clock_gettime, 5, (s64)&now, 0);
        seconds = now.sec;
    }
    if (shows(DEFECT_TIME_IS_MONOTONIC)) {
        struct timespec64 now;
        system_call(NR_clock_gettime, 1, (s64)&now, 0);
        seconds = now.sec;
    }
    if (shows(DEFECT_TIME_AHEAD)) seconds += 1;
    if (shows(DEFECT_TIME_STORES_HALF) && stored) {
        *(int *)stored = (int)seconds;
        return seconds;
    }
    if (shows(DEFECT_TIME_WRITES_BEHIND) && stored) stored[1] = 0;
    if (stored && !shows(DEFECT_TIME_NOT_STORED)) *stored = seconds;
    return seconds;
}
s64 gettimeofday(struct timeval64 *, struct timezone32 *) __attribute__((weak, alias("__vdso_gettimeofday")));
s64 time(s64 *) __attribute__((weak, alias("__vdso_time")));
#endif
