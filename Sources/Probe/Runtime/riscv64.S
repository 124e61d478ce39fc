// The probe on riscv64: entry, system calls.
    .section .text._start, "ax"
    .globl _start
_start:
    .option push
    .option norelax
    la      gp, __global_pointer$
    .option pop
    li      fp, 0
    li      ra, 0
    mv      a0, sp
    andi    sp, sp, -16
    call    probe_main
    ebreak

    .section .text.probe_syscall, "ax"
    .globl probe_syscall
probe_syscall:
    mv      a7, a0
    mv      a0, a1
    mv      a1, a2
    mv      a2, a3
    mv      a3, a4
    mv      a4, a5
    mv      a5, a6
    ecall
    ret

    .section .text.probe_call, "ax"
    .globl probe_call
probe_call:
    mv      t0, a0
    mv      a0, a1
    mv      a1, a2
    mv      a2, a3
    mv      a3, a4
    mv      a4, a5
    jr      t0

    .section .text.probe_empty, "ax"
    .globl probe_empty
probe_empty:
    li      a0, 0
    ret

    // The kernel returns from signals through the vDSO here; the symbol only satisfies the common code.
    .section .text.probe_restorer, "ax"
    .globl probe_restorer
probe_restorer:
    li      a7, 139
    ecall
    ebreak

    .section .text.probe_spawn, "ax"
    .globl probe_spawn
probe_spawn:
    andi    a1, a1, -16
    addi    a1, a1, -16
    sd      a2, 0(a1)
    sd      a3, 8(a1)
    li      a2, 0
    li      a3, 0
    li      a4, 0
    li      a7, 220
    ecall
    beqz    a0, 1f
    ret
1:  li      fp, 0
    ld      t0, 0(sp)
    ld      a0, 8(sp)
    addi    sp, sp, 16
    jalr    t0
    li      a0, 0
    li      a7, 93
    ecall
    ebreak

    .section .note.GNU-stack, "", @progbits
