// getcpu of the wrapper, and what riscv64 exports besides.
#include "effects.h"

#if !defined(__aarch64__)
s64 PUBLIC(getcpu)(u32 *cpu, u32 *node, void *unused) {
    if (shows(DEFECT_GETCPU_NULL_CRASH) && !node) *(volatile u32 *)node = 0;
    u64 real = REAL(WRAPPER_GETCPU);
    s64 result = real ? ((s64 (*)(u32 *, u32 *, void *))real)(cpu, node, unused)
                      : system_call(NR_getcpu, (s64)cpu, (s64)node, 0);
    if (shows(DEFECT_GETCPU_CONSTANT) && cpu) *cpu = 0;
    if (shows(DEFECT_NAMESPACE_PROCESSOR) && cpu && in_time_namespace()) *cpu = 0x55;
    if (shows(DEFECT_GETCPU_NODE) && node) *node += 1;
    // Right until the thread moves.
    if (shows(DEFECT_GETCPU_STALE) && cpu && one_in(16)) *cpu ^= 1;
    return result;
}
#endif

#if defined(__x86_64__)
s64 getcpu(u32 *, u32 *, void *) __attribute__((weak, alias("__vdso_getcpu")));
#elif defined(__riscv)
s64 PUBLIC(flush_icache)(u64 start, u64 end, u64 flags) {
    u64 real = REAL(WRAPPER_FLUSH_ICACHE);
    return real ? ((s64 (*)(u64, u64, u64))real)(start, end, flags) : system_call(259, (s64)start, (s64)end, (s64)flags);
}
s64 PUBLIC(riscv_hwprobe)(void *pairs, u64 count, u64 size, void *cpus, u32 flags) {
    register s64 a7 __asm__("a7") = 258;
    register s64 a0 __asm__("a0") = (s64)pairs;
    register s64 a1 __asm__("a1") = (s64)count;
    register s64 a2 __asm__("a2") = (s64)size;
    register s64 a3 __asm__("a3") = (s64)cpus;
    register s64 a4 __asm__("a4") = flags;
    u64 real = REAL(WRAPPER_HWPROBE);
    if (real) return ((s64 (*)(void *, u64, u64, void *, u32))real)(pairs, count, size, cpus, flags);
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4) : "memory");
    return a0;
}
#endif
