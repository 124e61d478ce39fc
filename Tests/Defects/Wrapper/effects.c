// Defects that are not of a value: registers, stack, time spent, crashes.
#include "effects.h"

enum { PR_SET_NAME = 15, PR_GET_NAME = 16 };
enum { MONOTONIC = 1, THREAD_CPUTIME = 3, MONOTONIC_RAW = 4, MONOTONIC_COARSE = 6, TAI = 11 };

// A process in a time namespace with offsets: BOOTTIME and MONOTONIC are further apart than suspending explains. Asked
// of the vDSO itself where there is one, so that it costs no system call.
int in_time_namespace(void) {
    struct timespec64 boottime, monotonic;
    s64 (*read)(int, struct timespec64 *) = (s64 (*)(int, struct timespec64 *))REAL(WRAPPER_CLOCK_GETTIME);
    if (!read) return 0;
    read(7, &boottime);
    read(MONOTONIC, &monotonic);
    return boottime.sec - monotonic.sec > 1000000;
}

// A thread that is not the first of its process.
int in_second_thread(void) { return system_call(NR_getpid, 0, 0, 0) != system_call(NR_gettid, 0, 0, 0); }

// The kernel puts the first stack above all mappings.
int on_main_stack(void) {
    int here;
    return (u64)&here > REAL(WRAPPER_CLOCK_GETTIME);
}

int counter_is_denied(void) {
    int mode = 0;
    return system_call(NR_prctl, 25, (s64)&mode, 0) == 0 && mode == 2;
}

// Whether a small number differs from the one at this thread's last call. An image has no memory of its own, so numbers
// are kept in the one place a thread has without asking anybody: its name. Letters from 201 on are such numbers.
enum { FIRST = 201, COUNT = 50, UNKNOWN = 255 };

static int has_changed(int place, u64 number) {
    u8 name[16] = {0};
    u8 now = (u8)(FIRST + number % COUNT);
    if (place > 14) return 0;
    system_call(NR_prctl, PR_GET_NAME, (s64)name, 0);
    for (int i = 0; i < 15; i++)
        if (!name[i]) name[i] = UNKNOWN;
    int differs = name[place] >= FIRST && name[place] < FIRST + COUNT && name[place] != now;
    name[place] = now;
    system_call(NR_prctl, PR_SET_NAME, (s64)name, 0);
    return differs;
}

// The number that this thread gave first, below 50.
u64 first_of_thread(u64 number) {
    u8 name[16] = {0};
    system_call(NR_prctl, PR_GET_NAME, (s64)name, 0);
    if (name[0] >= FIRST && name[0] < FIRST + COUNT) return name[0] - FIRST;
    name[0] = (u8)(FIRST + number % COUNT);
    system_call(NR_prctl, PR_SET_NAME, (s64)name, 0);
    return number;
}

// The number that this thread gave at its last call, if it is below 50.
u64 last_of_thread(u64 number) { return has_changed(0, number) ? ~number : number; }
// A static variable: the thread's name again, five bits a letter.
void keep(u64 value) {
    u8 name[16] = {0};
    for (int i = 0; i < 13; i++) name[i] = (u8)('@' + (value >> 5 * i & 31));
    system_call(NR_prctl, PR_SET_NAME, (s64)name, 0);
}

u64 kept(void) {
    u8 name[16] = {0};
    u64 value = 0;
    system_call(NR_prctl, PR_GET_NAME, (s64)name, 0);
    for (int i = 0; i < 13; i++) value |= (u64)(name[i] & 31) << 5 * i;
    return value;
}

// The same value, but for a signal that comes meanwhile.
s64 keep_below_stack(s64 value) {
#if defined(__x86_64__)
    __asm__ volatile("movq %0, -512(%%rsp)\n\tnop\n\tnop\n\tmovq -512(%%rsp), %0" : "+r"(value)::"memory");
#elif defined(__aarch64__)
    __asm__ volatile("stur %0, [sp, #-256]\n\tnop\n\tnop\n\tldur %0, [sp, #-256]" : "+r"(value)::"memory");
#else
    __asm__ volatile("sd %0, -512(sp)\n\tnop\n\tnop\n\tld %0, -512(sp)" : "+r"(value)::"memory");
#endif
    return value;
}

// Whether the last call for this clock was on another processor.
int has_migrated(int clock) { return has_changed(clock, processor()); }

// Whether the kernel has moved its clocks on since the last call.
int has_ticked(void) {
    struct timespec64 coarse;
    system_call(NR_clock_gettime, MONOTONIC_COARSE, (s64)&coarse, 0);
    return has_changed(0, (u64)coarse.nsec / 1000000);
}

// Whether three quarters of the time to the kernel's next tick are over.
int is_before_tick(void) {
    struct timespec64 fine, coarse, tick;
    system_call(NR_clock_getres, MONOTONIC_COARSE, (s64)&tick, 0);
    system_call(NR_clock_gettime, MONOTONIC_COARSE, (s64)&coarse, 0);
    system_call(NR_clock_gettime, MONOTONIC, (s64)&fine, 0);
    return (fine.sec - coarse.sec) * 1000000000 + fine.nsec - coarse.nsec > tick.nsec / 4 * 3;
}

// Whether a signal handler calls, with a stack of its own.
int on_signal_stack(void) {
    u64 stack[3] = {0};
    system_call(NR_sigaltstack, 0, (s64)stack, 0);
    return (stack[1] & 1) != 0;
}

// Whether a structure can be written, asked without a fault: the kernel reads into it.
// Not clock_getres: qemu-user ignores that it cannot write there.
int is_writable(void *pointer) { return system_call(NR_clock_gettime, MONOTONIC, (s64)pointer, 0) == 0; }

static void sleep_a_moment(void) {
    struct timespec64 moment = {0, 100000};
    system_call(NR_nanosleep, (s64)&moment, 0, 0);
}

static void waste_time(void) {
    for (volatile int i = 0; i < 1000; i++) {}
}

__attribute__((noinline)) static void use_stack(int kilobytes) {
    volatile u8 deep[16384];
    for (int i = 0; i < kilobytes * 1024; i += 64) deep[sizeof deep - 1 - i] = (u8)i;
}

// What is put back before the return, and shows only to a signal handler.
static void borrow(void) {
#if defined(__x86_64__)
    if (shows(DEFECT_BORROWS_THREAD_POINTER)) {
        enum { ARCH_PRCTL = 158, SET_FS = 0x1002, GET_FS = 0x1003 };
        s64 own = 0;
        system_call(ARCH_PRCTL, GET_FS, (s64)&own, 0);
        system_call(ARCH_PRCTL, SET_FS, 0x4000, 0);
        system_call(ARCH_PRCTL, SET_FS, own, 0);
    }
    if (shows(DEFECT_BORROWS_DIRECTION_FLAG)) __asm__ volatile("std\n\tnop\n\tcld");
    if (shows(DEFECT_STACK_ABOVE_ENTRY))
        __asm__ volatile("leaq 1024(%%rsp), %%rsp\n\tnop\n\tleaq -1024(%%rsp), %%rsp" ::: "memory");
#elif defined(__aarch64__)
    if (shows(DEFECT_BORROWS_THREAD_POINTER))
        __asm__ volatile("mrs x9, tpidr_el0\n\tmsr tpidr_el0, xzr\n\tnop\n\tmsr tpidr_el0, x9" ::: "x9");
    if (shows(DEFECT_STACK_ABOVE_ENTRY))
        __asm__ volatile("add sp, sp, #1024\n\tnop\n\tsub sp, sp, #1024" ::: "memory");
#else
    if (shows(DEFECT_BORROWS_THREAD_POINTER)) __asm__ volatile("mv t0, tp\n\tli tp, 0\n\tnop\n\tmv tp, t0" ::: "t0");
    if (shows(DEFECT_STACK_ABOVE_ENTRY)) __asm__ volatile("addi sp, sp, 1024\n\tnop\n\taddi sp, sp, -1024" ::: "memory");
#endif
}

void before_call(int clock) {
    if (clock != MONOTONIC) return;
    borrow();
    if (shows(DEFECT_CRASH_IN_CHILD) && in_second_thread()) *(volatile int *)16 = 0;
    if (shows(DEFECT_CRASH)) *(volatile int *)16 = 0;
    if (shows(DEFECT_HANG)) for (;;) __asm__ volatile("");
    if (shows(DEFECT_SLEEPS) && one_in(64)) sleep_a_moment();
    if (shows(DEFECT_SLOW)) waste_time();
    if (shows(DEFECT_DEEP_STACK)) use_stack(12);
    if (shows(DEFECT_STACK_PROBE)) {
#if defined(__x86_64__)
        __asm__ volatile("orq $0, -4096(%%rsp)" ::: "memory", "cc");
#elif defined(__aarch64__)
        __asm__ volatile("sub x9, sp, #4096\n\tldr x10, [x9]\n\tstr x10, [x9]" ::: "x9", "x10", "memory");
#else
        __asm__ volatile("li t0, -4096\n\tadd t0, sp, t0\n\tld t1, 0(t0)\n\tsd t1, 0(t0)" ::: "t0", "t1", "memory");
#endif
    }
}

// Two preserved registers, behind the compiler's back.
void lose_registers(void) {
#if defined(__x86_64__)
    __asm__ volatile("movq $0x1234, %%r12\n\tmovq $0x1234, %%r13" :::);
#elif defined(__aarch64__)
    __asm__ volatile("mov x27, #0x1234\n\tmov x28, #0x1234" :::);
#else
    __asm__ volatile("li s10, 0x1234\n\tli s11, 0x1234" :::);
#endif
}

// The same, with the value that compilers like best.
static void zero_registers(void) {
#if defined(__x86_64__)
    __asm__ volatile("xorl %%r12d, %%r12d\n\txorl %%r13d, %%r13d" :::);
#elif defined(__aarch64__)
    __asm__ volatile("mov x27, #0\n\tmov x28, #0" :::);
#else
    __asm__ volatile("li s10, 0\n\tli s11, 0" :::);
#endif
}

// The compiler is not told of what these change: that is the defect. Its own callers save few registers, so the last ones
// stay changed.
void after_call(int clock, int served) {
    if (shows(DEFECT_CLOBBERS_FOR_ONE_CLOCK) && clock == TAI) lose_registers();
    if (served ? clock != MONOTONIC : clock != THREAD_CPUTIME) return;
    int registers = shows(DEFECT_CLOBBERS_CALLEE_SAVED) && served;
    registers |= shows(DEFECT_CLOBBERS_ON_FALLBACK) && !served;
    registers |= shows(DEFECT_CLOBBERS_RARELY) && served && one_in(32);
    if (registers) lose_registers();
    if (shows(DEFECT_ZEROES_REGISTERS) && served) zero_registers();
#if defined(__x86_64__)
    if (shows(DEFECT_SETS_DIRECTION_FLAG)) __asm__ volatile("std");
    if (shows(DEFECT_CHANGES_ROUNDING)) {
        u32 control = 0x3f80;
        __asm__ volatile("ldmxcsr %0" ::"m"(control));
    }
    if (shows(DEFECT_CLOBBERS_FLOATING)) {
        unsigned short control = 0x027f;
        __asm__ volatile("fldcw %0" ::"m"(control));
    }
    if (shows(DEFECT_LEAVES_X87)) __asm__ volatile("fld1");
    if (shows(DEFECT_CHANGES_THREAD_POINTER)) {
        s64 number = 158, code = 0x1002, value = 0x4000;
        __asm__ volatile("syscall" : "+a"(number) : "D"(code), "S"(value) : "rcx", "r11", "memory");
    }
    if (shows(DEFECT_WRITES_ABOVE_STACK)) __asm__ volatile("movb $0, 512(%%rsp)" ::: "memory");
#elif defined(__aarch64__)
    if (shows(DEFECT_CLOBBERS_FLOATING)) __asm__ volatile("fmov d8, #1.0" :::);
    if (shows(DEFECT_CHANGES_ROUNDING)) __asm__ volatile("mov x9, #0x400000\n\tmsr fpcr, x9" ::: "x9");
    if (shows(DEFECT_CHANGES_THREAD_POINTER)) __asm__ volatile("mov x9, #0x4000\n\tmsr tpidr_el0, x9" ::: "x9");
    if (shows(DEFECT_USES_RESERVED_REGISTER)) __asm__ volatile("mov x18, #0x55" :::);
    if (shows(DEFECT_WRITES_ABOVE_STACK)) __asm__ volatile("strb wzr, [sp, #512]" ::: "memory");
#else
    if (shows(DEFECT_CLOBBERS_FLOATING)) __asm__ volatile(".option push\n\t.option arch, +d\n\tfmv.d.x fs2, zero\n\t.option pop" :::);
    if (shows(DEFECT_CHANGES_ROUNDING)) __asm__ volatile(".option push\n\t.option arch, +d\n\tfsrmi 1\n\t.option pop" :::);
    if (shows(DEFECT_CHANGES_THREAD_POINTER)) __asm__ volatile("li tp, 0x400" :::);
    if (shows(DEFECT_USES_RESERVED_REGISTER)) __asm__ volatile("addi gp, gp, 16" :::);
    if (shows(DEFECT_WRITES_ABOVE_STACK)) __asm__ volatile("sb zero, 512(sp)" ::: "memory");
#endif
}
