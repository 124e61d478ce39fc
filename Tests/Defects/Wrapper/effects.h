// Defects that are not of a value: registers, stack, time spent, crashes.
#pragma once
#include "wrapper.h"

// True in one call of `n` (a power of two) at random: the counter's low bits, mixed.
static inline int one_in(u64 n) {
    u64 mixed = (counter() >> 2) * 0x9e3779b97f4a7c15ul;
    return (mixed >> 40 & (n - 1)) == 0;
}

// The processor, without help of the vDSO under test.
static inline u32 processor(void) {
    u32 cpu = 0;
    system_call(NR_getcpu, (s64)&cpu, 0, 0);
    return cpu;
}

int in_time_namespace(void);
int in_second_thread(void);
int on_main_stack(void);
int counter_is_denied(void);
int has_migrated(int clock);
int has_ticked(void);
int is_before_tick(void);
u64 first_of_thread(u64 number);
u64 last_of_thread(u64 number);
int on_signal_stack(void);
int is_writable(void *pointer);
void keep(u64 value);
u64 kept(void);
s64 keep_below_stack(s64 value);
void before_call(int clock);
void after_call(int clock, int served);
void lose_registers(void);
