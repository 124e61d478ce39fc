// The functions that compilers call without being asked, and nothing more.
#include "runtime.h"

typedef unsigned long size;

void *memset(void *to, int value, size count) {
    u8 *t = to;
    while (count--) *t++ = (u8)value;
    return to;
}

void *memcpy(void *restrict to, const void *restrict from, size count) {
    u8 *t = to;
    const u8 *f = from;
    while (count--) *t++ = *f++;
    return to;
}

void *memmove(void *to, const void *from, size count) {
    u8 *t = to;
    const u8 *f = from;
    if (t < f)
        while (count--) *t++ = *f++;
    else
        while (count--) t[count] = f[count];
    return to;
}

int memcmp(const void *a, const void *b, size count) {
    const u8 *p = a, *q = b;
    for (; count; count--, p++, q++)
        if (*p != *q) return *p - *q;
    return 0;
}

// Of words of 32 bits: what a search for the end of a list of pointers becomes on 32-bit architectures.
size wcslen(const s32 *words) {
    size count = 0;
    while (words[count]) count++;
    return count;
}

#if defined(__arm__)
// The same by the names of the ARM EABI, one for each alignment that is known.
void __aeabi_memcpy(void *to, const void *from, size count) { memcpy(to, from, count); }
void __aeabi_memmove(void *to, const void *from, size count) { memmove(to, from, count); }
void __aeabi_memset(void *to, size count, int value) { memset(to, value, count); }
void __aeabi_memclr(void *to, size count) { memset(to, 0, count); }
#define ALIGNED(name, parameters) \
    void name##4 parameters __attribute__((alias(#name))); \
    void name##8 parameters __attribute__((alias(#name)))
ALIGNED(__aeabi_memcpy, (void *, const void *, size));
ALIGNED(__aeabi_memmove, (void *, const void *, size));
ALIGNED(__aeabi_memset, (void *, size, int));
ALIGNED(__aeabi_memclr, (void *, size));
#endif
