// x86_64: <asm/unistd_64.h>, <asm/sigcontext.h>.
#pragma once
#define PROBE_ARCHITECTURE "x86_64"
#define NR_read 0
#define NR_write 1
#define NR_close 3
#define NR_mmap 9
#define NR_mprotect 10
#define NR_munmap 11
#define NR_rt_sigaction 13
#define NR_rt_sigprocmask 14
#define NR_rt_sigreturn 15
#define NR_ioctl 16
#define NR_sched_yield 24
#define NR_mremap 25
#define NR_mincore 27
#define NR_setitimer 38
#define NR_getpid 39
#define NR_clone 56
#define NR_execve 59
#define NR_exit 60
#define NR_wait4 61
#define NR_kill 62
#define NR_uname 63
#define NR_ftruncate 77
#define NR_gettimeofday 96
#define NR_getrusage 98
#define NR_perf_event_open 298
#define NR_ptrace 101
#define NR_getppid 110
#define NR_capget 125
#define NR_capset 126
#define NR_sigaltstack 131
#define NR_personality 135
#define NR_prctl 157
#define NR_adjtimex 159
#define NR_settimeofday 164
#define NR_mount 165
#define NR_reboot 169
#define NR_gettid 186
#define NR_time 201
#define NR_futex 202
#define NR_sched_setaffinity 203
#define NR_sched_getaffinity 204
#define NR_getdents64 217
#define NR_clock_settime 227
#define NR_clock_gettime 228
#define NR_clock_getres 229
#define NR_clock_nanosleep 230
#define NR_exit_group 231
#define NR_tgkill 234
#define NR_waitid 247
#define NR_openat 257
#define NR_unshare 272
#define NR_timerfd_create 283
#define NR_timerfd_settime 286
#define NR_dup3 292
#define NR_clock_adjtime 305
#define NR_getcpu 309
#define NR_seccomp 317
#define NR_getrandom 318
#define NR_memfd_create 319
#define NR_rseq 334

// AUDIT_ARCH_X86_64 of <linux/audit.h>, for seccomp filters.
#define PROBE_AUDIT_ARCH 0xc000003eu
// The kernel's sigaction has a restorer, and signals cannot return without it.
#define PROBE_SA_RESTORER 0x04000000
#define PROBE_HAS_RESTORER 1
#define PROBE_NEEDS_RESTORER 1
// Byte offsets into ucontext: program counter, result, arguments 1 to 6 of a system call.
#define PROBE_CONTEXT_PC 168
#define PROBE_CONTEXT_RESULT 144
#define PROBE_CONTEXT_ARGUMENTS { 40 + 8 * 8, 40 + 9 * 8, 40 + 12 * 8, 40 + 2 * 8, 40 + 0 * 8, 40 + 1 * 8 }

// Slots of a checked call. Of the flags DF and AC count, of MXCSR the control bits.
#define PROBE_CHECKED_NAMES { "rbx", "rbp", "r12", "r13", "r14", "r15", "rsp", "rflags", "mxcsr", "x87 control", \
    "x87 registers in use" }
#define PROBE_CHECKED_SET 6

// The general registers as ptrace(2) gives them: struct user_regs_struct of <sys/user.h>, in words.
#define PROBE_STEP_WORDS 27
#define PROBE_STEP_PC 16
#define PROBE_STEP_SP 19
#define PROBE_STEP_RESULT 10
// The return address is on the stack.
#define PROBE_STEP_LINK -1
#define PROBE_STEP_THREAD_POINTER 21
// DF and AC, which are clear at a call.
#define PROBE_STEP_FLAGS 18
#define PROBE_STEP_FORBIDDEN_FLAGS 0x40400
// orig_rax: -1 says that no system call is to be restarted.
#define PROBE_STEP_RESTART 15
#define PROBE_STEP_ARGUMENTS { 14, 13, 12, 11, 9 }
#define PROBE_STEP_RESERVED { -1 }
// Words and DWARF numbers of the stack pointer, the return address, and the registers that a call preserves.
#define PROBE_STEP_COLUMNS { 19, -1, 5, 4, 3, 2, 1, 0, -2 }
#define PROBE_STEP_DWARF { 7, 16, 3, 6, 12, 13, 14, 15, -1 }
// Bytes below the stack pointer that signals leave alone.
#define PROBE_RED_ZONE 128
#define PROBE_STACK_ALIGNMENT 1
