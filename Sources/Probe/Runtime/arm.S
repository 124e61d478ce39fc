// The probe on arm: entry, system calls, signal return. 64-bit arguments take two words each, the lower one first.
    .syntax unified
    .arm
    .fpu    vfpv3
    .section .text._start, "ax"
    .globl _start
_start:
    mov     r11, #0
    mov     lr, #0
    mov     r0, sp
    bic     r1, r0, #7
    mov     sp, r1
    bl      probe_main
    udf     #0

    .section .text.probe_syscall, "ax"
    .globl probe_syscall
    .type   probe_syscall, %function
probe_syscall:
    push    {r4, r5, r6, r7, r8, lr}
    mov     r7, r0
    mov     r0, r2
    ldr     r1, [sp, #24]
    ldr     r2, [sp, #32]
    ldr     r3, [sp, #40]
    ldr     r4, [sp, #48]
    ldr     r5, [sp, #56]
    svc     #0
    asr     r1, r0, #31
    pop     {r4, r5, r6, r7, r8, pc}

    .section .text.probe_call, "ax"
    .globl probe_call
    .type   probe_call, %function
probe_call:
    push    {r4, lr}
    mov     r12, r0
    mov     r0, r2
    ldr     r1, [sp, #8]
    ldr     r2, [sp, #16]
    ldr     r3, [sp, #24]
    ldr     r4, [sp, #32]
    sub     sp, sp, #8
    str     r4, [sp]
    blx     r12
    add     sp, sp, #8
    asr     r1, r0, #31
    pop     {r4, pc}

    .section .text.probe_empty, "ax"
    .globl probe_empty
    .type   probe_empty, %function
probe_empty:
    mov     r0, #0
    mov     r1, #0
    bx      lr

    .section .text.probe_restorer, "ax"
    .globl probe_restorer
    .type   probe_restorer, %function
probe_restorer:
    mov     r7, #173
    svc     #0
    udf     #0

    .section .text.probe_spawn, "ax"
    .globl probe_spawn
    .type   probe_spawn, %function
probe_spawn:
    push    {r4, r7}
    bic     r1, r2, #7
    sub     r1, r1, #16
    ldr     r12, [sp, #8]
    str     r12, [r1]
    ldr     r12, [sp, #16]
    str     r12, [r1, #8]
    ldr     r12, [sp, #20]
    str     r12, [r1, #12]
    mov     r2, #0
    mov     r3, #0
    mov     r4, #0
    mov     r7, #120
    svc     #0
    cmp     r0, #0
    beq     1f
    asr     r1, r0, #31
    pop     {r4, r7}
    bx      lr
1:  mov     r11, #0
    ldr     r12, [sp]
    ldr     r0, [sp, #8]
    ldr     r1, [sp, #12]
    add     sp, sp, #16
    blx     r12
    mov     r0, #0
    mov     r7, #1
    svc     #0
    udf     #0

    // The names under which compilers ask for the division of 64 bits: quotient in r0 and r1, rest in r2 and r3.
    .section .text.__aeabi_uldivmod, "ax"
    .globl __aeabi_uldivmod
    .type   __aeabi_uldivmod, %function
__aeabi_uldivmod:
    ldr     r12, =probe_divide
    b       1f
    .globl __aeabi_ldivmod
    .type   __aeabi_ldivmod, %function
__aeabi_ldivmod:
    ldr     r12, =probe_divide_signed
1:  push    {r4, lr}
    sub     sp, sp, #16
    add     r4, sp, #8
    str     r4, [sp]
    blx     r12
    ldr     r2, [sp, #8]
    ldr     r3, [sp, #12]
    add     sp, sp, #16
    pop     {r4, pc}
    .ltorg

    // struct probe_checked
    .set FUNCTION, 0
    .set ARGUMENTS, 8
    .set STACK, 48
    .set RESULT, 56
    .set SAVED, 64
    .set BEFORE, 72
    .set AFTER, 296
    // Slots of 8 bytes: r4 to r11, d8 to d15, sp, fpscr.
    .set FLOATS, 64
    .set POINTER, 128
    .set CONTROL, 136

    .section .text.probe_call_checked, "ax"
    .globl probe_call_checked
    .type   probe_call_checked, %function
probe_call_checked:
    push    {r4, r5, r6, r7, r8, r9, r10, r11, r12, lr}
    vpush   {d8, d9, d10, d11, d12, d13, d14, d15}
    ldr     r1, =probe_checked_current
    str     r0, [r1]
    str     sp, [r0, #SAVED]
    vmrs    r1, fpscr
    ldr     r2, =0x07f79f00
    and     r1, r1, r2
    str     r1, [r0, #BEFORE+CONTROL]
    // Values for r10, r11 and d8 to d15: each slot its own address.
    add     r2, r0, #BEFORE+48
    str     r2, [r2]
    add     r2, r2, #8
    str     r2, [r2]
    mov     r3, #8
1:  add     r2, r2, #8
    str     r2, [r2]
    str     r0, [r2, #4]
    subs    r3, r3, #1
    bne     1b
    ldr     r2, [r0, #STACK]
    sub     r2, r2, #8
    ldr     r3, [r0, #ARGUMENTS+32]
    str     r3, [r2]
    mov     sp, r2
    str     sp, [r0, #BEFORE+POINTER]
    vldr    d8, [r0, #BEFORE+FLOATS]
    vldr    d9, [r0, #BEFORE+FLOATS+8]
    vldr    d10, [r0, #BEFORE+FLOATS+16]
    vldr    d11, [r0, #BEFORE+FLOATS+24]
    vldr    d12, [r0, #BEFORE+FLOATS+32]
    vldr    d13, [r0, #BEFORE+FLOATS+40]
    vldr    d14, [r0, #BEFORE+FLOATS+48]
    vldr    d15, [r0, #BEFORE+FLOATS+56]
    ldr     r4, [r0, #BEFORE]
    ldr     r5, [r0, #BEFORE+8]
    ldr     r6, [r0, #BEFORE+16]
    ldr     r7, [r0, #BEFORE+24]
    ldr     r8, [r0, #BEFORE+32]
    ldr     r9, [r0, #BEFORE+40]
    ldr     r10, [r0, #BEFORE+48]
    ldr     r11, [r0, #BEFORE+56]
    ldr     r12, [r0, #FUNCTION]
    ldr     r1, [r0, #ARGUMENTS+8]
    ldr     r2, [r0, #ARGUMENTS+16]
    ldr     r3, [r0, #ARGUMENTS+24]
    ldr     r0, [r0, #ARGUMENTS]
    blx     r12
    // Nothing is known any more.
    ldr     r12, =probe_checked_current
    ldr     r12, [r12]
    str     r0, [r12, #RESULT]
    asr     r0, r0, #31
    str     r0, [r12, #RESULT+4]
    str     r4, [r12, #AFTER]
    str     r5, [r12, #AFTER+8]
    str     r6, [r12, #AFTER+16]
    str     r7, [r12, #AFTER+24]
    str     r8, [r12, #AFTER+32]
    str     r9, [r12, #AFTER+40]
    str     r10, [r12, #AFTER+48]
    str     r11, [r12, #AFTER+56]
    vstr    d8, [r12, #AFTER+FLOATS]
    vstr    d9, [r12, #AFTER+FLOATS+8]
    vstr    d10, [r12, #AFTER+FLOATS+16]
    vstr    d11, [r12, #AFTER+FLOATS+24]
    vstr    d12, [r12, #AFTER+FLOATS+32]
    vstr    d13, [r12, #AFTER+FLOATS+40]
    vstr    d14, [r12, #AFTER+FLOATS+48]
    vstr    d15, [r12, #AFTER+FLOATS+56]
    str     sp, [r12, #AFTER+POINTER]
    ldr     sp, [r12, #SAVED]
    ldr     r2, =0x07f79f00
    vmrs    r1, fpscr
    and     r3, r1, r2
    str     r3, [r12, #AFTER+CONTROL]
    bic     r1, r1, r2
    ldr     r3, [r12, #BEFORE+CONTROL]
    orr     r1, r1, r3
    vmsr    fpscr, r1
    vpop    {d8, d9, d10, d11, d12, d13, d14, d15}
    pop     {r4, r5, r6, r7, r8, r9, r10, r11, r12, pc}
    .ltorg

    .section .note.GNU-stack, "", %progbits
