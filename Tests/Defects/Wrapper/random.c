// getrandom of the wrapper.
#include "effects.h"

#define STATE_SIZE 144
#define PAGE 4096
// Where a state has its key, and how long that is: struct vgetrandom_state.
#define KEY 96
#define KEY_BYTES 32
#define GENERATION 128

// Byte by byte, so that there are instructions between.
static void copy_key(u8 *bytes, s64 count, const void *state) {
    const volatile u8 *key = (const u8 *)state + KEY;
    for (s64 i = 0; i < count && i < KEY_BYTES; i++) bytes[i] = key[i];
}

typedef s64 (*generator)(void *, u64, u32, void *, u64);

// Makes a state one of the kernel's present generation, which a state of our own tells. A state lies in one page. Never
// inlined: only the defect pays for that state's bytes of stack.
static void __attribute__((noinline)) renew(generator real, u64 *state) {
    // Volatile, or the compiler calls memset.
    volatile u64 own[STATE_SIZE / 8] __attribute__((aligned(256)));
    u8 byte;
    for (int i = 0; i < STATE_SIZE / 8; i++) own[i] = 0;
    if (real(&byte, 1, 0, (void *)own, STATE_SIZE) == 1 && state[GENERATION / 8]) state[GENERATION / 8] = own[GENERATION / 8];
}

// Where the kernel's vDSO has no getrandom: its contract, with the system call for a generator.
static s64 without_generator(void *buffer, u64 length, u32 flags, void *state, u64 state_size, int is_query) {
    if (is_query) {
        u32 *words = state;
        for (int i = 0; i < 16; i++) words[i] = 0;
        words[0] = STATE_SIZE;
        words[1] = 3;
        words[2] = 0x22;
        return 0;
    }
    if (((u64)state & (PAGE - 1)) + STATE_SIZE > PAGE) return -14;
    if (!(flags & ~7u) && state_size == STATE_SIZE && !length) return 0;
    return system_call(NR_getrandom, (s64)buffer, (s64)length, flags);
}

static s64 __attribute__((noinline)) generate(void *buffer, u64 length, u32 flags, void *state, u64 state_size) {
    u64 real = REAL(WRAPPER_GETRANDOM);
    int is_query = state_size == ~0ul && !buffer && !length && !flags;
    if (shows(DEFECT_RANDOM_ACCEPTS_FLAGS)) flags &= 7;
    if (shows(DEFECT_RANDOM_ALWAYS_SYSCALL) && !is_query) real = 0;
    if (shows(DEFECT_RANDOM_QUERY_CRASHES) && is_query) __builtin_trap();
    if (shows(DEFECT_RANDOM_SLOW) && !is_query) for (volatile int i = 0; i < 1000; i++) {}
    if (shows(DEFECT_RANDOM_IGNORES_REFUSAL) && state_size == STATE_SIZE && length <= KEY_BYTES) {
        system_call(NR_getrandom, (s64)state + KEY, KEY_BYTES, 0);
        copy_key(buffer, (s64)length, state);
        return (s64)length;
    }
    if (shows(DEFECT_RANDOM_IGNORES_SEEDING) && real && state_size == STATE_SIZE) renew((generator)real, state);
    s64 result;
    if (real) {
        result = ((generator)real)(buffer, length, flags, state, state_size);
    } else {
        result = without_generator(buffer, length, flags, state, state_size, is_query);
    }
    if (is_query) {
        if (shows(DEFECT_RANDOM_PARAMETERS) && result == 0) ((u32 *)state)[0] = 8;
        return result;
    }
    u8 *bytes = buffer;
    if (result <= 0) return result;
    if (shows(DEFECT_RANDOM_CONSTANT)) for (s64 i = 0; i < result; i++) bytes[i] = (u8)(i * 37);
    if (shows(DEFECT_RANDOM_SHORT)) bytes[result - 1] = 0;
    if (shows(DEFECT_RANDOM_REPEATS_BLOCK)) for (s64 i = 64; i < result; i++) bytes[i] = bytes[i - 64];
    if (shows(DEFECT_RANDOM_BIASED)) for (s64 i = 0; i < result; i++) bytes[i] &= 0x7f;
    // Every value comes as often as before.
    if (shows(DEFECT_RANDOM_ALTERED)) for (s64 i = 0; i < result; i++) bytes[i] = (u8)(bytes[i] + 0x55);
    if (shows(DEFECT_RANDOM_PAGE_BORDER) && ((u64)bytes & (PAGE - 1)) + (u64)result > PAGE)
        bytes[PAGE - ((u64)bytes & (PAGE - 1))] = 0;
    if (shows(DEFECT_RANDOM_LOSES_KEY_BIT) && result == KEY_BYTES) bytes[7] &= 0x7f;
    if (shows(DEFECT_RANDOM_RARELY_WRONG) && one_in(1024)) bytes[0] = 0;
    if (shows(DEFECT_RANDOM_RARE_SYSCALL) && one_in(64)) system_call(NR_getrandom, (s64)bytes, result, 0);
    if (shows(DEFECT_RANDOM_OVERRUN)) bytes[result] ^= 0xff;
    if (shows(DEFECT_RANDOM_STATE_OVERRUN) && state && state_size >= 64) ((u8 *)state)[state_size] ^= 0xff;
    if (shows(DEFECT_RANDOM_SAME_AFTER_FORK)) {
        // The same for a process and its child: a function of the buffer's place only.
        for (s64 i = 0; i < result; i++) bytes[i] = (u8)(((u64)(bytes + i) * 0x9e3779b97f4a7c15ul) >> 33);
    }
    // Another look at a state that may have been wiped meanwhile.
    if (shows(DEFECT_RANDOM_IGNORES_WIPE) && state_size == STATE_SIZE) copy_key(bytes, result, state);
    if (shows(DEFECT_RANDOM_KEEPS_OUTPUT) && state && state_size >= 64)
        for (s64 i = 0; i < result && i < 32; i++) ((u8 *)state)[i + 32] = bytes[i];
    return result;
}

// A function of its own, which saves none of the registers that it loses.
s64 PUBLIC(getrandom)(void *buffer, u64 length, u32 flags, void *state, u64 state_size) {
    s64 result = generate(buffer, length, flags, state, state_size);
    if (shows(DEFECT_RANDOM_CLOBBERS)) lose_registers();
    return result;
}

#if defined(__x86_64__)
s64 getrandom(void *, u64, u32, void *, u64) __attribute__((weak, alias("__vdso_getrandom")));
#endif
