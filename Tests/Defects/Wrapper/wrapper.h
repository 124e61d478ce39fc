// What every file of the wrapper uses: the table, the system calls, the kernel's types.
#pragma once
#include "numbers.h"

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;
typedef long s64;

struct timespec64 { s64 sec; s64 nsec; };
struct timeval64 { s64 sec; s64 usec; };
struct timezone32 { int minutes; int dst; };

// Filled by whoever loads the image, before it becomes read-only. Volatile: the compiler must not know its zeros.
__attribute__((visibility("hidden"), section(".rodata.table"), aligned(64)))
extern const volatile u64 wrapper_table[WRAPPER_WORDS];

static inline int shows(enum defect_number number) { return wrapper_table[WRAPPER_DEFECT] == (u64)number; }

// The kernel's own function, as this machine's vDSO has it; 0 where it has none.
#define REAL(word) wrapper_table[word]

#if defined(__x86_64__)
#define PUBLIC(name) __vdso_##name
#define NR_clock_gettime 228
#define NR_clock_getres 229
#define NR_gettimeofday 96
#define NR_getcpu 309
#define NR_getrandom 318
#define NR_getpid 39
#define NR_gettid 186
#define NR_prctl 157
#define NR_nanosleep 35
#define NR_sigaltstack 131
#define NR_prctl 157
static inline s64 system_call(s64 number, s64 a, s64 b, s64 c) {
    s64 result;
    __asm__ volatile("syscall" : "=a"(result) : "0"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return result;
}
static inline u64 counter(void) {
    u32 low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (u64)high << 32 | low;
}
#elif defined(__aarch64__)
#define PUBLIC(name) __kernel_##name
static inline s64 system_call(s64 number, s64 a, s64 b, s64 c) {
    register s64 x8 __asm__("x8") = number;
    register s64 x0 __asm__("x0") = a;
    register s64 x1 __asm__("x1") = b;
    register s64 x2 __asm__("x2") = c;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
    return x0;
}
static inline u64 counter(void) {
    u64 value;
    __asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(value));
    return value;
}
#elif defined(__riscv)
#define PUBLIC(name) __vdso_##name
static inline s64 system_call(s64 number, s64 a, s64 b, s64 c) {
    register s64 a7 __asm__("a7") = number;
    register s64 a0 __asm__("a0") = a;
    register s64 a1 __asm__("a1") = b;
    register s64 a2 __asm__("a2") = c;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2) : "memory");
    return a0;
}
static inline u64 counter(void) {
    u64 value;
    __asm__ volatile("rdtime %0" : "=r"(value));
    return value;
}
#endif
enum { EINVAL_RESULT = -22, ENOSYS_RESULT = -38, EPERM_RESULT = -1 };

#if !defined(__x86_64__)
#define NR_riscv_hwprobe 258
#define NR_riscv_flush_icache 259
#define NR_clock_gettime 113
#define NR_clock_getres 114
#define NR_gettimeofday 169
#define NR_getcpu 168
#define NR_getrandom 278
#define NR_getpid 172
#define NR_gettid 178
#define NR_prctl 167
#define NR_nanosleep 101
#define NR_sigaltstack 132
#define NR_prctl 167
#endif
