// What the processor says of itself without the kernel's help.
#include "runtime.h"

struct probe_checked *probe_checked_current;

// riscv: whether AT_HWCAP has the letter D.
u32 probe_has_float_registers;
void probe_set_capabilities(u64 word) { probe_has_float_registers = (u32)(word >> 3) & 1; }

void probe_stop(void) {
#if defined(__arm__)
    // What the compiler takes for a trap is an undefined instruction to the kernel.
    for (;;) __asm__ volatile("bkpt #0");
#else
    for (;;) __builtin_debugtrap();
#endif
}

void probe_give_up(s32 signal) { probe_syscall(NR_exit_group, signal, 0, 0, 0, 0, 0); }

static volatile u64 return_address;

void probe_on_return(s32 signal, void *info, void *context) {
    (void)signal, (void)info, (void)context;
    return_address = (u64)(unsigned long)__builtin_return_address(0);
}
u64 probe_return_address(void) { return return_address; }
s64 probe_raise(long process, long signal) { return probe_syscall(NR_kill, process, signal, 0, 0, 0, 0); }

#if defined(__x86_64__)
// arch_prctl(2): the instructions that read it need not be allowed.
u64 probe_thread_pointer(void) {
    u64 value = 0;
    probe_syscall(158, 0x1003, (s64)(unsigned long)&value, 0, 0, 0, 0);
    return value;
}
void probe_set_thread_pointer(u64 value) { probe_syscall(158, 0x1002, (s64)value, 0, 0, 0, 0); }
#elif defined(__i386__)
// struct user_desc of <asm/ldt.h>: the processor's segment `entry` begins at `base`. A writable segment of 4 GiB.
struct segment {
    u32 entry, base, limit, flags;
};
static u32 own_entry = ~0u;

static u32 selector(void) {
    u32 value;
    __asm__ volatile("movl %%gs, %0" : "=r"(value));
    return value & 0xffff;
}
// Selector and base: a call may change either.
u64 probe_thread_pointer(void) {
    struct segment segment = {selector() >> 3, 0, 0, 0};
    probe_syscall(NR_get_thread_area, (s64)(unsigned long)&segment, 0, 0, 0, 0, 0);
    return (u64)selector() << 32 | segment.base;
}
void probe_set_thread_pointer(u64 value) {
    struct segment segment = {own_entry, (u32)value, 0xfffff, 0x51};
    probe_syscall(NR_set_thread_area, (s64)(unsigned long)&segment, 0, 0, 0, 0, 0);
    own_entry = segment.entry;
    __asm__ volatile("movl %0, %%gs" ::"r"(own_entry << 3 | 3));
}
#elif defined(__arm__)
u64 probe_thread_pointer(void) {
    u32 value;
    __asm__ volatile("mrc p15, 0, %0, c13, c0, 3" : "=r"(value));
    return value;
}
void probe_set_thread_pointer(u64 value) { probe_syscall(NR_set_tls, (s64)value, 0, 0, 0, 0, 0); }
#elif defined(__aarch64__)
u64 probe_thread_pointer(void) {
    u64 value;
    __asm__ volatile("mrs %0, tpidr_el0" : "=r"(value));
    return value;
}
void probe_set_thread_pointer(u64 value) { __asm__ volatile("msr tpidr_el0, %0" ::"r"(value)); }
#else
u64 probe_thread_pointer(void) {
    u64 value;
    __asm__ volatile("mv %0, tp" : "=r"(value));
    return value;
}
void probe_set_thread_pointer(u64 value) { __asm__ volatile("mv tp, %0" ::"r"(value)); }
#endif

void probe_pace(u64 steps) {
    unsigned long value = 1;
    for (unsigned long left = (unsigned long)steps; left > 0; left--) {
        value = value * 0x5851f42dul + 1;
        // Nothing can be known of the next one's value.
        __asm__ volatile("" : "+r"(value));
    }
}

u64 probe_counter(void) {
#if defined(__x86_64__) || defined(__i386__)
    u32 low, high;
    __asm__ volatile("lfence\n\trdtsc" : "=a"(low), "=d"(high)::"memory");
    return (u64)high << 32 | low;
#elif defined(__aarch64__)
    u64 value;
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value)::"memory");
    return value;
#elif defined(__arm__)
    u32 low, high;
    __asm__ volatile("isb\n\tmrrc p15, 1, %0, %1, c14" : "=r"(low), "=r"(high)::"memory");
    return (u64)high << 32 | low;
#else
    u64 value;
    __asm__ volatile("rdtime %0" : "=r"(value)::"memory");
    return value;
#endif
}

#if defined(__x86_64__) || defined(__i386__)
static void cpuid(u32 leaf, u32 *words) {
    __asm__ volatile("cpuid" : "=a"(words[0]), "=b"(words[1]), "=c"(words[2]), "=d"(words[3]) : "a"(leaf), "c"(0));
}

static void put(u8 *to, u32 word) {
    for (int i = 0; i < 4; i++) to[i] = (u8)(word >> 8 * i);
}

static u8 *append(u8 *to, const char *word) {
    while (*word) *to++ = (u8)*word++;
    return to;
}

// Of <asm/cpufeatures.h>: RDTSCP (how the counter is read) and RDPID (how getcpu finds out).
static void features(u8 *to) {
    u32 w[4];
    cpuid(0x80000001, w);
    if (w[3] >> 27 & 1) to = append(to, "rdtscp");
    cpuid(0, w);
    if (w[0] < 7) return;
    cpuid(7, w);
    if (w[2] >> 22 & 1) append(to, " rdpid");
}

void probe_processor(u8 *hypervisor, u8 *brand, u8 *choices) {
    u32 w[4];
    features(choices);
    cpuid(1, w);
    if (w[2] >> 31) {
        cpuid(0x40000000, w);
        for (int i = 0; i < 3; i++) put(hypervisor + 4 * i, w[i + 1]);
    }
    cpuid(0x80000000, w);
    if (w[0] >= 0x80000004)
        for (u32 leaf = 0; leaf < 3; leaf++) {
            cpuid(0x80000002 + leaf, w);
            for (int i = 0; i < 4; i++) put(brand + 16 * leaf + 4 * i, w[i]);
        }
}
#else
void probe_processor(u8 *hypervisor, u8 *brand, u8 *choices) {
    (void)hypervisor;
    (void)brand;
    (void)choices;
}
#endif
