// The probe on aarch64: entry, system calls, signal return.
    .section .text._start, "ax"
    .globl _start
_start:
    mov     x29, #0
    mov     x30, #0
    mov     x0, sp
    and     x1, x0, #-16
    mov     sp, x1
    bl      probe_main
    brk     #0

    .section .text.probe_syscall, "ax"
    .globl probe_syscall
probe_syscall:
    mov     x8, x0
    mov     x0, x1
    mov     x1, x2
    mov     x2, x3
    mov     x3, x4
    mov     x4, x5
    mov     x5, x6
    svc     #0
    ret

    .section .text.probe_call, "ax"
    .globl probe_call
probe_call:
    mov     x16, x0
    mov     x0, x1
    mov     x1, x2
    mov     x2, x3
    mov     x3, x4
    mov     x4, x5
    br      x16

    .section .text.probe_empty, "ax"
    .globl probe_empty
probe_empty:
    mov     x0, #0
    ret

    .section .text.probe_restorer, "ax"
    .globl probe_restorer
probe_restorer:
    mov     x8, #139
    svc     #0
    brk     #0

    .section .text.probe_spawn, "ax"
    .globl probe_spawn
probe_spawn:
    and     x1, x1, #-16
    stp     x2, x3, [x1, #-16]!
    mov     x2, #0
    mov     x3, #0
    mov     x4, #0
    mov     x8, #220
    svc     #0
    cbz     x0, 1f
    ret
1:  mov     x29, #0
    ldp     x1, x0, [sp], #16
    blr     x1
    mov     x0, #0
    mov     x8, #93
    svc     #0
    brk     #0

    // struct probe_checked
    .set FUNCTION, 0
    .set ARGUMENTS, 8
    .set STACK, 48
    .set RESULT, 56
    .set SAVED, 64
    .set BEFORE, 72
    .set AFTER, 296

    .section .text.probe_call_checked, "ax"
    .globl probe_call_checked
probe_call_checked:
    stp     x29, x30, [sp, #-176]!
    stp     x19, x20, [sp, #16]
    stp     x21, x22, [sp, #32]
    stp     x23, x24, [sp, #48]
    stp     x25, x26, [sp, #64]
    stp     x27, x28, [sp, #80]
    stp     d8, d9, [sp, #96]
    stp     d10, d11, [sp, #112]
    stp     d12, d13, [sp, #128]
    stp     d14, d15, [sp, #144]
    str     x18, [sp, #160]
    mov     x16, x0
    adrp    x9, probe_checked_current
    str     x16, [x9, :lo12:probe_checked_current]
    mov     x9, sp
    str     x9, [x16, #SAVED]
    mrs     x9, fpcr
    str     x9, [x16, #BEFORE+168]
    mrs     x9, tpidr_el0
    str     x9, [x16, #BEFORE+176]
    ldr     x9, [x16, #STACK]
    mov     sp, x9
    str     x9, [x16, #BEFORE+160]
    ldr     x19, [x16, #BEFORE]
    ldr     x20, [x16, #BEFORE+8]
    ldr     x21, [x16, #BEFORE+16]
    ldr     x22, [x16, #BEFORE+24]
    ldr     x23, [x16, #BEFORE+32]
    ldr     x24, [x16, #BEFORE+40]
    ldr     x25, [x16, #BEFORE+48]
    ldr     x26, [x16, #BEFORE+56]
    ldr     x27, [x16, #BEFORE+64]
    ldr     x28, [x16, #BEFORE+72]
    ldr     x29, [x16, #BEFORE+80]
    ldr     x18, [x16, #BEFORE+88]
    ldr     d8, [x16, #BEFORE+96]
    ldr     d9, [x16, #BEFORE+104]
    ldr     d10, [x16, #BEFORE+112]
    ldr     d11, [x16, #BEFORE+120]
    ldr     d12, [x16, #BEFORE+128]
    ldr     d13, [x16, #BEFORE+136]
    ldr     d14, [x16, #BEFORE+144]
    ldr     d15, [x16, #BEFORE+152]
    ldr     x0, [x16, #ARGUMENTS]
    ldr     x1, [x16, #ARGUMENTS+8]
    ldr     x2, [x16, #ARGUMENTS+16]
    ldr     x3, [x16, #ARGUMENTS+24]
    ldr     x4, [x16, #ARGUMENTS+32]
    ldr     x17, [x16, #FUNCTION]
    blr     x17
    // Nothing is known any more.
    adrp    x16, probe_checked_current
    ldr     x16, [x16, :lo12:probe_checked_current]
    str     x0, [x16, #RESULT]
    str     x19, [x16, #AFTER]
    str     x20, [x16, #AFTER+8]
    str     x21, [x16, #AFTER+16]
    str     x22, [x16, #AFTER+24]
    str     x23, [x16, #AFTER+32]
    str     x24, [x16, #AFTER+40]
    str     x25, [x16, #AFTER+48]
    str     x26, [x16, #AFTER+56]
    str     x27, [x16, #AFTER+64]
    str     x28, [x16, #AFTER+72]
    str     x29, [x16, #AFTER+80]
    str     x18, [x16, #AFTER+88]
    str     d8, [x16, #AFTER+96]
    str     d9, [x16, #AFTER+104]
    str     d10, [x16, #AFTER+112]
    str     d11, [x16, #AFTER+120]
    str     d12, [x16, #AFTER+128]
    str     d13, [x16, #AFTER+136]
    str     d14, [x16, #AFTER+144]
    str     d15, [x16, #AFTER+152]
    mov     x9, sp
    str     x9, [x16, #AFTER+160]
    mrs     x9, fpcr
    str     x9, [x16, #AFTER+168]
    mrs     x9, tpidr_el0
    str     x9, [x16, #AFTER+176]
    ldr     x9, [x16, #BEFORE+168]
    msr     fpcr, x9
    ldr     x9, [x16, #BEFORE+176]
    msr     tpidr_el0, x9
    ldr     x9, [x16, #SAVED]
    mov     sp, x9
    ldr     x18, [sp, #160]
    ldp     d14, d15, [sp, #144]
    ldp     d12, d13, [sp, #128]
    ldp     d10, d11, [sp, #112]
    ldp     d8, d9, [sp, #96]
    ldp     x27, x28, [sp, #80]
    ldp     x25, x26, [sp, #64]
    ldp     x23, x24, [sp, #48]
    ldp     x21, x22, [sp, #32]
    ldp     x19, x20, [sp, #16]
    ldp     x29, x30, [sp], #176
    ret

    .section .note.GNU-stack, "", %progbits
