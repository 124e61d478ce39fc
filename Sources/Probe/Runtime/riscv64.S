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

    .section .note.GNU-stack, "", @progbits
