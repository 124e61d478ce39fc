// i386: <asm/unistd_32.h>, <asm/sigcontext.h>.
#pragma once
#include "numbers-32bit.h"
#define PROBE_ARCHITECTURE "i386"
#define NR_time 13
#define NR_perf_event_open 336
#define NR_mincore 218
#define NR_set_thread_area 243
#define NR_get_thread_area 244
#define NR_exit_group 252
#define NR_clock_gettime32 265
#define NR_clock_getres32 266
#define NR_waitid 284
#define NR_openat 295
#define NR_unshare 310
#define NR_getcpu 318
#define NR_timerfd_create 322
#define NR_dup3 330
#define NR_seccomp 354
#define NR_getrandom 355
#define NR_memfd_create 356
#define NR_rseq 386

// AUDIT_ARCH_I386 of <linux/audit.h>, for seccomp filters.
#define PROBE_AUDIT_ARCH 0x40000003u
// Byte offsets into ucontext: program counter, result, arguments 1 to 6 of a system call.
#define PROBE_CONTEXT_PC 76
#define PROBE_CONTEXT_RESULT 64
#define PROBE_CONTEXT_ARGUMENTS { 52, 60, 56, 40, 36, 44 }

// Slots of a checked call. Of the flags DF and AC count, of MXCSR the control bits.
#define PROBE_CHECKED_NAMES { "ebx", "esi", "edi", "ebp", "esp", "eflags", "mxcsr", "x87 control", \
    "x87 registers in use" }
#define PROBE_CHECKED_SET 4

// The general registers as ptrace(2) gives them: struct user_regs_struct of <asm/user_32.h>, in words.
#define PROBE_STEP_WORDS 17
#define PROBE_STEP_PC 12
#define PROBE_STEP_SP 15
#define PROBE_STEP_RESULT 6
// The return address is on the stack, and so are the arguments.
#define PROBE_STEP_LINK -1
// The selector in GS.
#define PROBE_STEP_THREAD_POINTER 10
// DF and AC, which are clear at a call.
#define PROBE_STEP_FLAGS 14
#define PROBE_STEP_FORBIDDEN_FLAGS 0x40400
// orig_eax: -1 says that no system call is to be restarted.
#define PROBE_STEP_RESTART 11
#define PROBE_STEP_ARGUMENTS { -1, -1, -1, -1, -1 }
#define PROBE_STEP_RESERVED { -1 }
// Words and DWARF numbers of the stack pointer, the return address, and the registers that a call preserves.
#define PROBE_STEP_COLUMNS { 15, -1, 0, 3, 4, 5, -2 }
#define PROBE_STEP_DWARF { 4, 8, 3, 6, 7, 5, -1 }
#define PROBE_RED_ZONE 0
#define PROBE_STACK_ALIGNMENT 1
