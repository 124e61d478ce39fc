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
    addi    sp, sp, -128
    sd      s0, 0(sp)
    sd      s1, 8(sp)
    sd      s2, 16(sp)
    sd      s3, 24(sp)
    sd      s4, 32(sp)
    sd      s5, 40(sp)
    sd      s6, 48(sp)
    sd      s7, 56(sp)
    sd      s8, 64(sp)
    sd      s9, 72(sp)
    sd      s10, 80(sp)
    sd      s11, 88(sp)
    sd      ra, 96(sp)
    sd      gp, 104(sp)
    sd      tp, 112(sp)
    mv      t6, a0
    lla     t0, probe_checked_current
    sd      t6, 0(t0)
    sd      sp, SAVED(t6)
    sd      gp, BEFORE+104(t6)
    sd      tp, BEFORE+112(t6)
    // A processor without floating point has none of these, and nothing to preserve.
    lw      t1, probe_has_float_registers
    beqz    t1, 1f
    .option push
    .option arch, +d
    addi    t1, t6, 1
    sd      t1, BEFORE+128(t6)
    fmv.d.x fs0, t1
    addi    t1, t6, 9
    sd      t1, BEFORE+136(t6)
    fmv.d.x fs1, t1
    addi    t1, t6, 17
    sd      t1, BEFORE+144(t6)
    fmv.d.x fs2, t1
    addi    t1, t6, 25
    sd      t1, BEFORE+152(t6)
    fmv.d.x fs3, t1
    addi    t1, t6, 33
    sd      t1, BEFORE+160(t6)
    fmv.d.x fs4, t1
    addi    t1, t6, 41
    sd      t1, BEFORE+168(t6)
    fmv.d.x fs5, t1
    addi    t1, t6, 49
    sd      t1, BEFORE+176(t6)
    fmv.d.x fs6, t1
    addi    t1, t6, 57
    sd      t1, BEFORE+184(t6)
    fmv.d.x fs7, t1
    addi    t1, t6, 65
    sd      t1, BEFORE+192(t6)
    fmv.d.x fs8, t1
    addi    t1, t6, 73
    sd      t1, BEFORE+200(t6)
    fmv.d.x fs9, t1
    addi    t1, t6, 81
    sd      t1, BEFORE+208(t6)
    fmv.d.x fs10, t1
    addi    t1, t6, 89
    sd      t1, BEFORE+216(t6)
    fmv.d.x fs11, t1
    frrm    t1
    sd      t1, BEFORE+120(t6)
    .option pop
1:
    ld      sp, STACK(t6)
    sd      sp, BEFORE+96(t6)
    ld      s0, BEFORE+0(t6)
    ld      s1, BEFORE+8(t6)
    ld      s2, BEFORE+16(t6)
    ld      s3, BEFORE+24(t6)
    ld      s4, BEFORE+32(t6)
    ld      s5, BEFORE+40(t6)
    ld      s6, BEFORE+48(t6)
    ld      s7, BEFORE+56(t6)
    ld      s8, BEFORE+64(t6)
    ld      s9, BEFORE+72(t6)
    ld      s10, BEFORE+80(t6)
    ld      s11, BEFORE+88(t6)
    ld      a0, ARGUMENTS(t6)
    ld      a1, ARGUMENTS+8(t6)
    ld      a2, ARGUMENTS+16(t6)
    ld      a3, ARGUMENTS+24(t6)
    ld      a4, ARGUMENTS+32(t6)
    ld      t0, FUNCTION(t6)
    jalr    t0
    // Nothing is known any more: not even gp, so the address is relative to the program counter.
    lla     t0, probe_checked_current
    ld      t6, 0(t0)
    sd      a0, RESULT(t6)
    sd      s0, AFTER+0(t6)
    sd      s1, AFTER+8(t6)
    sd      s2, AFTER+16(t6)
    sd      s3, AFTER+24(t6)
    sd      s4, AFTER+32(t6)
    sd      s5, AFTER+40(t6)
    sd      s6, AFTER+48(t6)
    sd      s7, AFTER+56(t6)
    sd      s8, AFTER+64(t6)
    sd      s9, AFTER+72(t6)
    sd      s10, AFTER+80(t6)
    sd      s11, AFTER+88(t6)
    sd      sp, AFTER+96(t6)
    sd      gp, AFTER+104(t6)
    sd      tp, AFTER+112(t6)
    lw      t1, probe_has_float_registers
    beqz    t1, 1f
    .option push
    .option arch, +d
    fsd     fs0, AFTER+128(t6)
    fsd     fs1, AFTER+136(t6)
    fsd     fs2, AFTER+144(t6)
    fsd     fs3, AFTER+152(t6)
    fsd     fs4, AFTER+160(t6)
    fsd     fs5, AFTER+168(t6)
    fsd     fs6, AFTER+176(t6)
    fsd     fs7, AFTER+184(t6)
    fsd     fs8, AFTER+192(t6)
    fsd     fs9, AFTER+200(t6)
    fsd     fs10, AFTER+208(t6)
    fsd     fs11, AFTER+216(t6)
    frrm    t1
    sd      t1, AFTER+120(t6)
    ld      t1, BEFORE+120(t6)
    fsrm    t1
    .option pop
1:
    ld      sp, SAVED(t6)
    ld      s0, 0(sp)
    ld      s1, 8(sp)
    ld      s2, 16(sp)
    ld      s3, 24(sp)
    ld      s4, 32(sp)
    ld      s5, 40(sp)
    ld      s6, 48(sp)
    ld      s7, 56(sp)
    ld      s8, 64(sp)
    ld      s9, 72(sp)
    ld      s10, 80(sp)
    ld      s11, 88(sp)
    ld      ra, 96(sp)
    ld      gp, 104(sp)
    ld      tp, 112(sp)
    addi    sp, sp, 128
    ret

    .section .note.GNU-stack, "", @progbits
