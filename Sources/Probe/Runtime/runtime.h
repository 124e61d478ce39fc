// What Embedded Swift cannot say itself: entry, system call instructions, signal frames.
// Everything that differs between architectures is in ARCH.S and arch-ARCH.h.
#pragma once

// The wrapper image's table and defect numbers.
#include "numbers.h"

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef int s32;
typedef unsigned long long u64;
typedef long long s64;

#if defined(__x86_64__)
#include "arch-x86_64.h"
#elif defined(__aarch64__)
#include "arch-aarch64.h"
#elif defined(__riscv) && __riscv_xlen == 64
#include "arch-riscv64.h"
#elif defined(__i386__)
#include "arch-i386.h"
#elif defined(__arm__)
#include "arch-arm.h"
#else
#error "no arch-ARCH.h for this architecture"
#endif

// What only some architectures have.
#ifndef NR_riscv_flush_icache
#define NR_riscv_flush_icache -1
#endif
#ifndef NR_riscv_hwprobe
#define NR_riscv_hwprobe -1
#endif
#ifndef NR_time
#define NR_time -1
#endif
#ifndef NR_clock_gettime32
#define NR_clock_gettime32 -1
#define NR_clock_getres32 -1
#endif
#ifndef PROBE_STEP_THUMB
#define PROBE_STEP_THUMB 0
#endif

// The system call `number`; a negative errno on failure.
s64 probe_syscall(s64 number, s64 a, s64 b, s64 c, s64 d, s64 e, s64 f);

// Calls `function` as the C compiler would, with up to five arguments.
s64 probe_call(u64 function, s64 a, s64 b, s64 c, s64 d, s64 e);

// clone(2) with a stack of its own for the child, which calls `function(argument)` and exits with status 0.
s64 probe_spawn(s64 flags, u64 stack_top, u64 function, u64 argument);

// A call with every preserved register set to a known value, on a stack of its own.
#define PROBE_CHECKED_SLOTS 28
struct probe_checked {
    u64 function;
    u64 arguments[5];
    // The stack pointer at the call: 16-byte aligned.
    u64 stack;
    u64 result;
    // The caller's stack pointer, kept by the assembly.
    u64 saved;
    // What each slot of PROBE_CHECKED_NAMES held before and after; the call fills in what it cannot choose.
    u64 before[PROBE_CHECKED_SLOTS];
    u64 after[PROBE_CHECKED_SLOTS];
};
void probe_call_checked(struct probe_checked *call);
extern struct probe_checked *probe_checked_current;
// Tells what AT_HWCAP says of the processor, before the first checked call.
void probe_set_capabilities(u64 word);

// The name of a slot; 0 behind the last one.
static inline const u8 *probe_checked_name(s64 slot) {
    static const char *const names[PROBE_CHECKED_SLOTS] = PROBE_CHECKED_NAMES;
    return (const u8 *)names[slot];
}
static inline u64 *probe_checked_before(struct probe_checked *call) { return call->before; }
static inline u64 *probe_checked_after(struct probe_checked *call) { return call->after; }
static inline u64 *probe_checked_arguments(struct probe_checked *call) { return call->arguments; }

// A call of __kernel_vsyscall: arguments in registers, and what all registers held before and after.
struct probe_entry {
    u32 function;
    u32 number;
    u32 result;
    // ebx, ecx, edx, esi, edi, ebp, esp, flags; the call fills in the last two.
    u32 before[8];
    u32 after[8];
};
#if defined(__i386__)
void probe_enter_kernel(struct probe_entry *call);
static inline u32 probe_has_kernel_entry(void) { return 1; }
#else
static inline void probe_enter_kernel(struct probe_entry *call) { call->result = 0; }
static inline u32 probe_has_kernel_entry(void) { return 0; }
#endif
static inline const u8 *probe_entry_name(s64 slot) {
    static const char *const names[8] = { "ebx", "ecx", "edx", "esi", "edi", "ebp", "esp", "eflags" };
    return (const u8 *)names[slot];
}
// The registers that the call changed, a bit each.
static inline u32 probe_entry_changed(const struct probe_entry *call) {
    u32 changed = 0;
    for (int slot = 0; slot < 8; slot++) changed |= (u32)(call->before[slot] != call->after[slot]) << slot;
    return changed;
}

// The register that points to the thread's own data.
u64 probe_thread_pointer(void);
void probe_set_thread_pointer(u64 value);

// Returns 0 at once: what a call costs that does nothing.
s64 probe_empty(s64 a, s64 b);
// Its instructions: a zero, in as many registers as 64 bits take, and the return.
#if __SIZEOF_LONG__ == 8
#define PROBE_EMPTY_INSTRUCTIONS 2
#else
#define PROBE_EMPTY_INSTRUCTIONS 3
#endif

// Where a signal handler returns to (`SA_RESTORER`); unused where the kernel takes the vDSO's own trampoline.
void probe_restorer(void);

// `steps` multiplications, each of which waits for the one before: their number of cycles does not change.
void probe_pace(u64 steps);

// Waits until all instructions before have ended.
static inline void probe_settle(void) {
#if defined(__x86_64__) || defined(__i386__)
    __asm__ volatile("lfence" ::: "memory");
#elif defined(__aarch64__) || defined(__arm__)
    __asm__ volatile("isb" ::: "memory");
#else
    // The nearest that programs have here.
    __asm__ volatile("fence" ::: "memory");
#endif
}

// The counter that clocks are made from, read in order with what comes before.
u64 probe_counter(void);

// Fills in the processor's own words: `hypervisor` (12 letters), `brand` (48), and in `choices` the features by which a
// kernel chooses between variants of its vDSO's code (48); empty where it has none.
void probe_processor(u8 *hypervisor, u8 *brand, u8 *choices);

// Traps: where a traced call returns to.
void probe_stop(void);
static inline u64 probe_address_of_stop(void) { return (u64)(unsigned long)probe_stop; }

// Words of the general registers in a traced call: argument `index` (-1 if it is on the stack), reserved register
// `index` (-1 behind the last), and column `index` of an unwind row (-1 for one that is no register, -2 behind the last) with its DWARF number.
// Functions, since a compiler that knows what they give complains of what other architectures need.
static inline s64 probe_step_link(void) { return PROBE_STEP_LINK; }
static inline s64 probe_step_thread_pointer(void) { return PROBE_STEP_THREAD_POINTER; }
static inline s64 probe_step_flags(void) { return PROBE_STEP_FLAGS; }
static inline u32 probe_step_thumb(void) { return PROBE_STEP_THUMB; }
static inline s64 probe_step_restart(void) { return PROBE_STEP_RESTART; }
static inline s64 probe_step_argument(s64 index) {
    static const s64 words[] = PROBE_STEP_ARGUMENTS;
    return words[index];
}
static inline s64 probe_step_reserved(s64 index) {
    static const s64 words[] = PROBE_STEP_RESERVED;
    return index < (s64)(sizeof words / sizeof words[0]) ? words[index] : -1;
}
static inline s64 probe_step_column(s64 index) {
    static const s64 words[] = PROBE_STEP_COLUMNS;
    return words[index];
}
static inline s64 probe_step_dwarf(s64 index) {
    static const s64 numbers[] = PROBE_STEP_DWARF;
    return numbers[index];
}

// The Swift side. `stack` points at argc, as the kernel left it.
void probe_main(unsigned long *stack);

// A signal handler of the Swift side, with the C calling convention.
void probe_on_fault(s32 signal, void *info, void *context);
void probe_on_trap(s32 signal, void *info, void *context);
void probe_on_storm(s32 signal, void *info, void *context);

// A handler that ends the process.
void probe_give_up(s32 signal);
static inline u64 probe_address_of_give_up(void) { return (u64)(unsigned long)probe_give_up; }

// A handler that remembers where it will return to, and what calls it.
void probe_on_return(s32 signal, void *info, void *context);
u64 probe_return_address(void);
s64 probe_raise(long process, long signal);
static inline u32 probe_needs_restorer(void) { return PROBE_NEEDS_RESTORER; }
static inline u64 probe_address_of_on_return(void) { return (u64)(unsigned long)probe_on_return; }
static inline u64 probe_address_of_raise(void) { return (u64)(unsigned long)probe_raise; }

// 0 where the kernel's sigaction has no restorer.
static inline u64 probe_address_of_restorer(void) {
    return PROBE_HAS_RESTORER ? (u64)(unsigned long)probe_restorer : 0;
}
static inline u64 probe_address_of_counter(void) { return (u64)(unsigned long)probe_counter; }
static inline u64 probe_address_of_empty(void) { return (u64)(unsigned long)probe_empty; }
static inline u64 probe_address_of_on_fault(void) { return (u64)(unsigned long)probe_on_fault; }
static inline u64 probe_address_of_on_trap(void) { return (u64)(unsigned long)probe_on_trap; }
static inline u64 probe_address_of_on_storm(void) { return (u64)(unsigned long)probe_on_storm; }

// Byte offset of argument `index` of a system call in a ucontext.
static inline s64 probe_context_argument(s64 index) {
    static const s64 offsets[6] = PROBE_CONTEXT_ARGUMENTS;
    return offsets[index];
}

// The architecture's name, as `uname -m` has it.
static inline const u8 *probe_architecture(void) { return (const u8 *)PROBE_ARCHITECTURE; }

// A C `int` as it is returned: on most architectures the caller must not look at the rest of the register.
#ifndef PROBE_EXTENDS_INT
#define PROBE_EXTENDS_INT 0
#endif
static inline u32 probe_extends_int(void) { return PROBE_EXTENDS_INT; }
static inline s64 probe_int(s64 value) { return PROBE_EXTENDS_INT ? value : (s32)value; }

// Whether there are such system calls. Where there are none the compiler leaves out what would use them.
static inline u32 probe_has_narrow_time(void) { return NR_clock_gettime32 >= 0; }
static inline u32 probe_may_lack_counter(void) {
#if defined(__arm__)
    return 1;
#else
    return 0;
#endif
}
static inline u32 probe_has_hwprobe(void) { return NR_riscv_hwprobe >= 0; }
static inline u32 probe_flushes_code(void) { return NR_riscv_flush_icache >= 0; }

// Writes a function that returns `value`, in one of two bodies; gives its instructions. 0 where nobody flushes code.
#ifndef PROBE_CODE_LOAD
#define PROBE_CODE_LOAD(value) (value)
#define PROBE_CODE_DECREMENT 0
#define PROBE_CODE_RETURN 0
#endif
static inline s64 probe_code(u32 *place, u32 value, s64 body) {
    place[0] = PROBE_CODE_LOAD(value + (body ? 1 : 0));
    place[1] = body ? PROBE_CODE_DECREMENT : PROBE_CODE_RETURN;
    place[2] = PROBE_CODE_RETURN;
    return 3;
}

// Words that several threads use. i386 aligns them to 4 bytes elsewhere; whoever shares words puts them into pages.
typedef u64 __attribute__((aligned(8))) aligned_u64;
static inline u64 probe_atomic_load(const u64 *p) { return __atomic_load_n((const aligned_u64 *)p, __ATOMIC_SEQ_CST); }
static inline void probe_atomic_store(u64 *p, u64 v) { __atomic_store_n((aligned_u64 *)p, v, __ATOMIC_SEQ_CST); }
static inline u64 probe_atomic_add(u64 *p, u64 v) { return __atomic_fetch_add((aligned_u64 *)p, v, __ATOMIC_SEQ_CST); }
static inline u64 probe_atomic_or(u64 *p, u64 v) { return __atomic_fetch_or((aligned_u64 *)p, v, __ATOMIC_SEQ_CST); }
static inline u32 probe_atomic_swap(u64 *p, u64 expected, u64 desired) {
    return __atomic_compare_exchange_n((aligned_u64 *)p, &expected, desired, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

// A word that must be read before a counter is: riscv orders the two by a fence only, aarch64 by a branch and the vDSO's
// own ISB, arm alike, x86 by the vDSO's LFENCE or RDTSCP.
static inline u64 probe_atomic_load_before_counter(const u64 *p) {
    u64 value = probe_atomic_load(p);
#if defined(__riscv)
    __asm__ volatile("fence iorw, iorw" ::: "memory");
#elif defined(__aarch64__)
    __asm__ volatile("cbz %0, 1f\n1:\tisb" ::"r"(value) : "memory");
#elif defined(__arm__)
    __asm__ volatile("cmp %0, #0\n\tbeq 1f\n1:\tisb" ::"r"((u32)value) : "cc", "memory");
#endif
    return value;
}

// Readings that another program or the vDSO writes must be read anew each time.
static inline long probe_load(const long *p) { return *(const volatile long *)p; }
static inline u32 probe_load_word(const u32 *p) { return *(const volatile u32 *)p; }
static inline u8 probe_load_byte(const u8 *p) { return *(const volatile u8 *)p; }
static inline void probe_barrier(void) { __asm__ volatile("" ::: "memory"); }
