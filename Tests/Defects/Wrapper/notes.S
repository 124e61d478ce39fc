// The "Linux" note with LINUX_VERSION_CODE, which the host sets to the kernel's own before it judges.
    .section .note.Linux, "a", %note
    .balign 4
    .long   6, 4, 0
    .asciz  "Linux"
    .balign 4
    .long   0x00060c00

#if defined(__aarch64__)
// Exact bytes: unwinders recognise the trampoline by them (B04).
    .section .text.sigreturn, "ax", %progbits
    nop
    .globl  __kernel_rt_sigreturn
    .type   __kernel_rt_sigreturn, %notype
__kernel_rt_sigreturn:
    mov     x8, #139
    svc     #0
    .size   __kernel_rt_sigreturn, . - __kernel_rt_sigreturn
#elif defined(__riscv)
    .section .text.sigreturn, "ax", %progbits
    // Unwinders look one byte before the trampoline: it must be no function's.
    nop
    .globl  __vdso_rt_sigreturn
    .type   __vdso_rt_sigreturn, %function
__vdso_rt_sigreturn:
    .cfi_startproc
    .cfi_signal_frame
    li      a7, 139
    ecall
    .cfi_endproc
    .size   __vdso_rt_sigreturn, . - __vdso_rt_sigreturn
#endif
    .section .note.GNU-stack, "", %progbits
