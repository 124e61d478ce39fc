// What the processor says of itself without the kernel's help.
#include "runtime.h"

#if defined(__x86_64__)
static void cpuid(u32 leaf, u32 *words) {
    __asm__ volatile("cpuid" : "=a"(words[0]), "=b"(words[1]), "=c"(words[2]), "=d"(words[3]) : "a"(leaf), "c"(0));
}

static void put(u8 *to, u32 word) {
    for (int i = 0; i < 4; i++) to[i] = (u8)(word >> 8 * i);
}

void probe_processor(u8 *hypervisor, u8 *brand) {
    u32 w[4];
    cpuid(1, w);
    if (w[2] >> 31) {
        cpuid(0x40000000, w);
        for (int i = 0; i < 3; i++) put(hypervisor + 4 * i, w[i + 1]);
    }
    cpuid(0x80000000, w);
    if (w[0] >= 0x80000004)
        for (u32 leaf = 0; leaf < 3; leaf++) {
            cpuid(0x80000002 + leaf, w);
            for (int i = 0; i < 4; i++) put(brand + 16 * leaf + 4 * i, w[i]);
        }
}
#else
void probe_processor(u8 *hypervisor, u8 *brand) {
    (void)hypervisor;
    (void)brand;
}
#endif
