// The four functions that compilers call without being asked, and nothing more.
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
