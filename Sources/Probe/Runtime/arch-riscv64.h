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
#define PROBE_CONTEXT_PC 176
#define PROBE_CONTEXT_RESULT 256
#define PROBE_CONTEXT_ARGUMENTS { 256, 264, 272, 280, 288, 296 }

// Slots of a checked call.
#define PROBE_CHECKED_NAMES { "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "sp", "gp", "tp" }
