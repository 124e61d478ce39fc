// arm: <asm/unistd-eabi.h>, <asm/sigcontext.h>.
#pragma once
#include "numbers-32bit.h"
#define PROBE_ARCHITECTURE "arm"
#define NR_mincore 219
#define NR_exit_group 248
#define NR_perf_event_open 364
#define NR_clock_gettime32 263
#define NR_clock_getres32 264
#define NR_waitid 280
#define NR_openat 322
#define NR_unshare 337
#define NR_getcpu 345
#define NR_timerfd_create 350
#define NR_dup3 358
#define NR_seccomp 383
#define NR_getrandom 384
#define NR_memfd_create 385
#define NR_rseq 398
// __ARM_NR_set_tls
#define NR_set_tls 0xf0005

// AUDIT_ARCH_ARM of <linux/audit.h>, for seccomp filters.
#define PROBE_AUDIT_ARCH 0x40000028u
// Byte offsets into ucontext: program counter, result, arguments 1 to 6 of a system call.
#define PROBE_CONTEXT_PC 92
#define PROBE_CONTEXT_RESULT 32
#define PROBE_CONTEXT_ARGUMENTS { 32, 36, 40, 44, 48, 52 }

// Slots of a checked call. Of FPSCR the control bits count.
#define PROBE_CHECKED_NAMES { "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", \
    "d8", "d9", "d10", "d11", "d12", "d13", "d14", "d15", "sp", "fpscr" }
#define PROBE_CHECKED_SET 6

// The general registers as ptrace(2) gives them: struct user_regs of <asm/user.h>, in words. Kernels for 32-bit machines
// have no single steps; those for 64-bit ones step 32-bit programs as well.
#define PROBE_STEP_WORDS 18
#define PROBE_STEP_PC 15
#define PROBE_STEP_SP 13
#define PROBE_STEP_RESULT 0
#define PROBE_STEP_LINK 14
// Of PTRACE_GET_THREAD_AREA.
#define PROBE_STEP_THREAD_POINTER -1
#define PROBE_STEP_FLAGS 16
#define PROBE_STEP_FORBIDDEN_FLAGS 0
// ORIG_r0: -1 says that no system call is to be restarted.
#define PROBE_STEP_RESTART 17
#define PROBE_STEP_ARGUMENTS { 0, 1, 2, 3, -1 }
#define PROBE_STEP_RESERVED { -1 }
// Flag T of CPSR: Thumb code.
#define PROBE_STEP_THUMB 0x20
#define PROBE_STEP_COLUMNS { 13, 14, 4, 5, 6, 7, 8, 9, 10, 11, -2 }
#define PROBE_STEP_DWARF { 13, 14, 4, 5, 6, 7, 8, 9, 10, 11, -1 }
#define PROBE_RED_ZONE 0
#define PROBE_STACK_ALIGNMENT 4
