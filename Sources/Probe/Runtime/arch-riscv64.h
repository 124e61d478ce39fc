// riscv64: <asm-generic/unistd.h>, <asm/sigcontext.h>.
#pragma once
#include "numbers-generic.h"
#define PROBE_ARCHITECTURE "riscv64"
#define NR_riscv_hwprobe 258
#define NR_riscv_flush_icache 259
#define PROBE_AUDIT_ARCH 0xc00000f3u
// The kernel's sigaction has no restorer: signals return through the vDSO.
#define PROBE_SA_RESTORER 0
#define PROBE_HAS_RESTORER 0
#define PROBE_NEEDS_RESTORER 0
#define PROBE_CONTEXT_PC 176
#define PROBE_CONTEXT_RESULT 256
#define PROBE_CONTEXT_ARGUMENTS { 256, 264, 272, 280, 288, 296 }

// Slots of a checked call.
#define PROBE_CHECKED_NAMES { "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "sp", "gp", "tp", \
    "frm", "fs0", "fs1", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11" }
#define PROBE_CHECKED_SET 12

// The general registers as ptrace(2) gives them: struct user_regs_struct of <asm/ptrace.h>, in words. The kernel has no
// single steps here.
#define PROBE_STEP_WORDS 32
#define PROBE_STEP_PC 0
#define PROBE_STEP_SP 2
#define PROBE_STEP_RESULT 10
#define PROBE_STEP_LINK 1
#define PROBE_STEP_THREAD_POINTER 4
#define PROBE_STEP_FLAGS -1
#define PROBE_STEP_FORBIDDEN_FLAGS 0
#define PROBE_STEP_RESTART -1
#define PROBE_STEP_ARGUMENTS { 10, 11, 12, 13, 14 }
#define PROBE_STEP_RESERVED { 3 }
#define PROBE_STEP_COLUMNS { 2, 1, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, -2 }
#define PROBE_STEP_DWARF { 2, 1, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, -1 }
#define PROBE_RED_ZONE 0
#define PROBE_STACK_ALIGNMENT 16

// The calling convention extends an `int` to the whole register.
#define PROBE_EXTENDS_INT 1
// li a0, value (below 2048); addi a0, a0, -1; ret
#define PROBE_CODE_LOAD(value) ((value) << 20 | 0x513)
#define PROBE_CODE_DECREMENT 0xfff50513u
#define PROBE_CODE_RETURN 0x00008067u
