// Arithmetic by the names that compilers call it where processors have no instruction for it: division of 64 bits on i386
// and arm, of 32 bits on arm as well, and shifts of 64 bits where code is to be small.
#include "runtime.h"

#if defined(__i386__) || defined(__arm__)
// Bit by bit; division by zero gives all ones, nobody asks for it.
u64 probe_divide(u64 dividend, u64 divisor, u64 *rest) {
    u64 quotient = 0, left = 0;
    for (int bit = dividend ? 63 - __builtin_clzll(dividend) : -1; bit >= 0; bit--) {
        left = left << 1 | (dividend >> bit & 1);
        if (left >= divisor) {
            left -= divisor;
            quotient |= 1ull << bit;
        }
    }
    *rest = left;
    return quotient;
}

// Towards zero; the rest has the dividend's sign.
s64 probe_divide_signed(s64 dividend, s64 divisor, s64 *rest) {
    u64 left;
    u64 quotient = probe_divide(
        dividend < 0 ? 0 - (u64)dividend : (u64)dividend, divisor < 0 ? 0 - (u64)divisor : (u64)divisor, &left);
    *rest = (s64)(dividend < 0 ? 0 - left : left);
    return (s64)((dividend < 0) != (divisor < 0) ? 0 - quotient : quotient);
}

#if defined(__arm__)
#define __ashldi3 __aeabi_llsl
#define __lshrdi3 __aeabi_llsr
#define __ashrdi3 __aeabi_lasr
#endif
u64 __ashldi3(u64 value, u32 count) {
    u32 low = (u32)value, high = (u32)(value >> 32);
    if (count & 32) return (u64)(low << (count & 31)) << 32;
    if (count == 0) return value;
    return (u64)(high << count | low >> (32 - count)) << 32 | low << count;
}
u64 __lshrdi3(u64 value, u32 count) {
    u32 low = (u32)value, high = (u32)(value >> 32);
    if (count & 32) return high >> (count & 31);
    if (count == 0) return value;
    return (u64)(high >> count) << 32 | (low >> count | high << (32 - count));
}
s64 __ashrdi3(s64 value, u32 count) {
    u32 low = (u32)value;
    s32 high = (s32)(value >> 32);
    if (count & 32) return high >> (count & 31);
    if (count == 0) return value;
    return (s64)((u64)(u32)(high >> count) << 32 | (low >> count | (u32)high << (32 - count)));
}
#endif

#if defined(__i386__)
u64 __udivdi3(u64 dividend, u64 divisor) {
    u64 rest;
    return probe_divide(dividend, divisor, &rest);
}
u64 __umoddi3(u64 dividend, u64 divisor) {
    u64 rest;
    probe_divide(dividend, divisor, &rest);
    return rest;
}
s64 __divdi3(s64 dividend, s64 divisor) {
    s64 rest;
    return probe_divide_signed(dividend, divisor, &rest);
}
s64 __moddi3(s64 dividend, s64 divisor) {
    s64 rest;
    probe_divide_signed(dividend, divisor, &rest);
    return rest;
}
#endif

#if defined(__arm__)
// Quotient and rest in one pair of registers, the quotient first.
static u64 pair(u32 quotient, u32 rest) { return (u64)rest << 32 | quotient; }

u64 __aeabi_uidivmod(u32 dividend, u32 divisor) {
    u32 quotient = 0, left = 0;
    for (int bit = dividend ? 31 - __builtin_clz(dividend) : -1; bit >= 0; bit--) {
        left = left << 1 | (dividend >> bit & 1);
        if (left >= divisor) {
            left -= divisor;
            quotient |= 1u << bit;
        }
    }
    return pair(quotient, left);
}
u64 __aeabi_idivmod(s32 dividend, s32 divisor) {
    u64 both = __aeabi_uidivmod(
        dividend < 0 ? 0 - (u32)dividend : (u32)dividend, divisor < 0 ? 0 - (u32)divisor : (u32)divisor);
    u32 quotient = (u32)both, rest = (u32)(both >> 32);
    return pair((dividend < 0) != (divisor < 0) ? 0 - quotient : quotient, dividend < 0 ? 0 - rest : rest);
}
u32 __aeabi_uidiv(u32 dividend, u32 divisor) { return (u32)__aeabi_uidivmod(dividend, divisor); }
s32 __aeabi_idiv(s32 dividend, s32 divisor) { return (s32)__aeabi_idivmod(dividend, divisor); }
#endif
