// The reserved table: whoever loads the image writes the real functions' addresses into it.
#include "wrapper.h"

__attribute__((visibility("hidden"), section(".rodata.table"), aligned(64)))
const volatile u64 wrapper_table[WRAPPER_WORDS] = {WRAPPER_MAGIC_1, WRAPPER_MAGIC_2};
