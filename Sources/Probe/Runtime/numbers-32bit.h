// System call numbers that i386 and arm share: those of the first kernels, and the ones with 64-bit time, which came to
// all 32-bit architectures at once. NR_X names the call with 64-bit time, NR_X32 the one with 32-bit time.
#pragma once
#define NR_exit 1
#define NR_read 3
#define NR_write 4
#define NR_close 6
#define NR_execve 11
#define NR_getpid 20
#define NR_mount 21
#define NR_ptrace 26
#define NR_kill 37
#define NR_ioctl 54
#define NR_getppid 64
#define NR_getrusage 77
#define NR_gettimeofday 78
#define NR_settimeofday 79
#define NR_reboot 88
#define NR_munmap 91
#define NR_ftruncate 93
#define NR_setitimer 104
#define NR_wait4 114
#define NR_clone 120
#define NR_uname 122
#define NR_mprotect 125
#define NR_personality 136
#define NR_sched_yield 158
#define NR_mremap 163
#define NR_prctl 172
#define NR_rt_sigreturn 173
#define NR_rt_sigaction 174
#define NR_rt_sigprocmask 175
#define NR_capget 184
#define NR_capset 185
#define NR_sigaltstack 186
// mmap2, whose offset counts pages.
#define NR_mmap 192
#define NR_gettid 224
#define NR_futex 240
#define NR_sched_setaffinity 241
#define NR_sched_getaffinity 242
#define NR_clock_gettime 403
#define NR_clock_settime 404
#define NR_clock_adjtime 405
#define NR_clock_getres 406
#define NR_clock_nanosleep 407
#define NR_timerfd_settime 411

// The kernel's sigaction has a restorer, which signals can return without.
#define PROBE_SA_RESTORER 0x04000000
#define PROBE_HAS_RESTORER 1
#define PROBE_NEEDS_RESTORER 0
// An int fills its register.
#define PROBE_EXTENDS_INT 1
