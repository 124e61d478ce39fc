// try_unlock of robust futexes: the kernel's own where there is one, else the contract of include/vdso/futex.h. Only the
// kernel can end what a signal interrupts between its two steps, and only in the image that it mapped.
#include "effects.h"

#if defined(__x86_64__)
enum { WAITERS = 0x80000000u };

static void pause_a_moment(void) {
    for (volatile int i = 0; i < 50; i++) {}
}

// Gives the word that was there.
static u32 take(u32 *lock, u32 tid) {
    u32 word = tid;
    if (shows(DEFECT_UNLOCK_NOT_ATOMIC)) {
        word = *(volatile u32 *)lock;
        pause_a_moment();
        if (word == tid) *(volatile u32 *)lock = 0;
    } else if (shows(DEFECT_UNLOCK_IGNORES_WAITERS) && (*(volatile u32 *)lock & ~WAITERS) == tid) {
        __atomic_exchange_n(lock, 0, __ATOMIC_SEQ_CST);
    } else {
        __atomic_compare_exchange_n(lock, &word, 0, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    }
    return word;
}

static u32 unlock(u32 *lock, u32 tid, void *pending, int is_wide, u64 real) {
    if (real && !shows(DEFECT_UNLOCK_NOT_ATOMIC) && !shows(DEFECT_UNLOCK_IGNORES_WAITERS)
        && !shows(DEFECT_UNLOCK_KEEPS_PENDING) && !shows(DEFECT_UNLOCK_INTERRUPTED)) {
        u32 word = ((u32 (*)(u32 *, u32, void *))real)(lock, tid, pending);
        if (shows(DEFECT_UNLOCK_WIDE) && word == tid) *(u64 *)pending = 0;
        if (shows(DEFECT_UNLOCK_FORGETS_ALWAYS)) *(u32 *)pending = 0;
        return shows(DEFECT_UNLOCK_RETURNS_ZERO) && word == tid ? 0 : word;
    }
    u32 word = take(lock, tid);
    int is_free = word == tid || shows(DEFECT_UNLOCK_FORGETS_ALWAYS);
    if (shows(DEFECT_UNLOCK_KEEPS_PENDING)) is_free = 0;
    // A moment between the two steps that is now and then too long.
    if (shows(DEFECT_UNLOCK_INTERRUPTED) && one_in(4096)) is_free = 0;
    if (is_free && (is_wide || shows(DEFECT_UNLOCK_WIDE))) *(u64 *)pending = 0;
    if (is_free && !is_wide) *(u32 *)pending = 0;
    return shows(DEFECT_UNLOCK_RETURNS_ZERO) && word == tid ? 0 : word;
}

u32 __vdso_futex_robust_list64_try_unlock(u32 *lock, u32 tid, u64 *pending) {
    return unlock(lock, tid, pending, 1, REAL(WRAPPER_UNLOCK64));
}
u32 __vdso_futex_robust_list32_try_unlock(u32 *lock, u32 tid, u32 *pending) {
    return unlock(lock, tid, pending, 0, REAL(WRAPPER_UNLOCK32));
}
#endif
