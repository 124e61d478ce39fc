// getcpu of the wrapper, and what riscv64 exports besides.
#include "effects.h"

// Other architectures than this are mostly emulated, where a system call a time makes few answers.
#if defined(__x86_64__)
#define RARE 4096
#else
#define RARE 256
#endif

#if !defined(__aarch64__)
static void spoil_processor(u32 *cpu, u32 *node, u64 *cache) {
    if (shows(DEFECT_GETCPU_CONSTANT) && cpu) *cpu = 0;
    if (shows(DEFECT_NAMESPACE_PROCESSOR) && cpu && in_time_namespace()) *cpu = 0x55;
    if (shows(DEFECT_GETCPU_NODE) && node) *node += 1;
    // Wrong now and then.
    if (shows(DEFECT_GETCPU_STALE) && cpu && one_in(16)) *cpu ^= 1;
    if (shows(DEFECT_GETCPU_RARELY_ZERO) && cpu && one_in(RARE)) *cpu = 0;
    // Right until the thread is moved.
    if (shows(DEFECT_GETCPU_CACHED) && cpu) *cpu = (u32)first_of_thread(*cpu);
    if (shows(DEFECT_GETCPU_LATE) && cpu && last_of_thread(*cpu) != *cpu) *cpu ^= 1;
    if (shows(DEFECT_GETCPU_NODE_ON_ONE_CPU) && node && processor() == 1) *node += 1;
    if (shows(DEFECT_GETCPU_WIDE) && cpu && !((u64)cpu & 7)) *(u64 *)cpu = *cpu;
    if (shows(DEFECT_GETCPU_USES_CACHE) && cache) *cache = 1;
}

s64 PUBLIC(getcpu)(u32 *cpu, u32 *node, void *unused, u64 other) {
    if (shows(DEFECT_GETCPU_NULL_CRASH) && !node) *(volatile u32 *)node = 0;
    if (shows(DEFECT_GETCPU_SWAPPED)) {
        u32 *other = cpu;
        cpu = node;
        node = other;
    }
    u64 real = REAL(WRAPPER_GETCPU);
    s64 result = real ? ((s64 (*)(u32 *, u32 *, void *))real)(cpu, node, 0)
                      : system_call(NR_getcpu, (s64)cpu, (s64)node, 0);
    spoil_processor(cpu, node, unused);
    // What happens to stand in a register that is no argument.
    if (shows(DEFECT_GETCPU_OTHER_REGISTER) && node) *node = (u32)other;
    // The number stays in the register of the result.
    if (shows(DEFECT_GETCPU_RESULT_WITHOUT_NODE) && !node) return processor();
    return result;
}
#endif

#if defined(__x86_64__)
s64 getcpu(u32 *, u32 *, void *, u64) __attribute__((weak, alias("__vdso_getcpu")));
#elif defined(__riscv)
s64 PUBLIC(flush_icache)(u64 start, u64 end, u64 flags) {
    u64 real = REAL(WRAPPER_FLUSH_ICACHE);
    if (shows(DEFECT_FLUSH_FAILS)) return ENOSYS_RESULT;
    if (shows(DEFECT_FLUSH_REFUSES_LOCAL) && flags) return EINVAL_RESULT;
    s64 result = real ? ((s64 (*)(u64, u64, u64))real)(start, end, flags)
                      : system_call(NR_riscv_flush_icache, (s64)start, (s64)end, (s64)flags);
    // As if the line were thrown away in place of written back: an ebreak stands where the first instruction was.
    if (shows(DEFECT_FLUSH_LOSES_CODE) && *(u32 *)start == 0xfff50513u) return result;
    if (shows(DEFECT_FLUSH_LOSES_CODE) && start < end && ((u32 *)start)[0]) ((u32 *)start)[0] = 0x00100513;
    return result;
}

struct probe_pair { s64 key; u64 value; };

static s64 real_hwprobe(struct probe_pair *pairs, u64 count, u64 size, u8 *cpus, u32 flags) {
    register s64 a7 __asm__("a7") = NR_riscv_hwprobe;
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

s64 PUBLIC(riscv_hwprobe)(struct probe_pair *pairs, u64 count, u64 size, u8 *cpus, u32 flags) {
    s64 first = count ? pairs[0].key : 0;
    if (shows(DEFECT_HWPROBE_IGNORES_SET) && !(flags & 1)) size = 0, cpus = 0;
    if (shows(DEFECT_HWPROBE_ACCEPTS_FLAGS)) flags &= 1;
    s64 result = real_hwprobe(pairs, count, size, cpus, flags);
    // Emulators that do not know the flag refuse it, and leave the set alone as well.
    if (shows(DEFECT_HWPROBE_CHANGES_SET) && flags == 1 && size) cpus[0] ^= 1;
    if (result) return result;
    if (shows(DEFECT_HWPROBE_KEEPS_KEY) && count && pairs[0].key == -1) pairs[0].key = first;
    for (u64 i = 0; i < count && shows(DEFECT_HWPROBE_STALE); i++)
        if (pairs[i].key == 4) pairs[i].value ^= 1;
    if (shows(DEFECT_HWPROBE_OVERRUN)) pairs[count].key = -1;
    return 0;
}
#endif
