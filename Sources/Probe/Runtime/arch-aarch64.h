// aarch64: <asm-generic/unistd.h>, <asm/sigcontext.h>.
#pragma once
#include "numbers-generic.h"
#define PROBE_ARCHITECTURE "aarch64"
#define PROBE_AUDIT_ARCH 0xc00000b7u
// The restorer is optional here; with it signals return without the vDSO's trampoline.
#define PROBE_SA_RESTORER 0x04000000
#define PROBE_HAS_RESTORER 1
#define PROBE_NEEDS_RESTORER 0
#define PROBE_CONTEXT_PC 440
#define PROBE_CONTEXT_RESULT 184
#define PROBE_CONTEXT_ARGUMENTS { 184, 192, 200, 208, 216, 224 }

// Slots of a checked call. x18 is the platform's register; the kernel does not use it in the vDSO.
#define PROBE_CHECKED_NAMES { "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29", "x18", \
    "d8", "d9", "d10", "d11", "d12", "d13", "d14", "d15", "sp", "fpcr", "tpidr_el0" }
#define PROBE_CHECKED_SET 20

// The general registers as ptrace(2) gives them: struct user_pt_regs of <asm/ptrace.h>, in words.
#define PROBE_STEP_WORDS 34
#define PROBE_STEP_PC 32
#define PROBE_STEP_SP 31
#define PROBE_STEP_RESULT 0
#define PROBE_STEP_LINK 30
// A set of its own: NT_ARM_TLS.
#define PROBE_STEP_THREAD_POINTER -1
#define PROBE_STEP_FLAGS 33
#define PROBE_STEP_FORBIDDEN_FLAGS 0
#define PROBE_STEP_RESTART -1
#define PROBE_STEP_ARGUMENTS { 0, 1, 2, 3, 4 }
#define PROBE_STEP_RESERVED { 18 }
#define PROBE_STEP_COLUMNS { 31, 30, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, -2 }
#define PROBE_STEP_DWARF { 31, 30, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, -1 }
#define PROBE_RED_ZONE 0
#define PROBE_STACK_ALIGNMENT 16
