// gettimeofday and time of the wrapper.
#include "effects.h"

s64 PUBLIC(gettimeofday)(struct timeval64 *tv, struct timezone32 *tz) {
    if (shows(DEFECT_TIMEOFDAY_NULL) && !tv) return -14;
    if (shows(DEFECT_TIMEOFDAY_SYSCALL)) return system_call(NR_gettimeofday, (s64)tv, (s64)tz, 0);
    u64 real = REAL(WRAPPER_GETTIMEOFDAY);
    s64 result = real ? ((s64 (*)(struct timeval64 *, struct timezone32 *))real)(tv, tz)
                      : system_call(NR_gettimeofday, (s64)tv, (s64)tz, 0);
    if (result) return result;
    if (shows(DEFECT_NAMESPACE_TIMEOFDAY) && tv && in_time_namespace()) tv->sec += 1000003;
    if (shows(DEFECT_TIMEOFDAY_NANOSECONDS) && tv) tv->usec *= 1000;
    if (shows(DEFECT_TIMEOFDAY_TIMEZONE) && tz) tz->minutes = 60;
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
    if (stored && !shows(DEFECT_TIME_NOT_STORED)) *stored = seconds;
    return seconds;
}
s64 gettimeofday(struct timeval64 *, struct timezone32 *) __attribute__((weak, alias("__vdso_gettimeofday")));
s64 time(s64 *) __attribute__((weak, alias("__vdso_time")));
#endif
