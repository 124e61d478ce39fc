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

    .section .note.GNU-stack, "", %progbits
