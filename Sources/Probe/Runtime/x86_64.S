// The probe on x86_64: entry, system calls, signal return.
    .section .text._start, "ax"
    .globl _start
_start:
    xorl    %ebp, %ebp
    movq    %rsp, %rdi
    andq    $-16, %rsp
    call    probe_main
    hlt

    .section .text.probe_syscall, "ax"
    .globl probe_syscall
probe_syscall:
    movq    %rdi, %rax
    movq    %rsi, %rdi
    movq    %rdx, %rsi
    movq    %rcx, %rdx
    movq    %r8, %r10
    movq    %r9, %r8
    movq    8(%rsp), %r9
    syscall
    ret

    .section .text.probe_call, "ax"
    .globl probe_call
probe_call:
    movq    %rdi, %rax
    movq    %rsi, %rdi
    movq    %rdx, %rsi
    movq    %rcx, %rdx
    movq    %r8, %rcx
    movq    %r9, %r8
    jmp     *%rax

    .section .text.probe_empty, "ax"
    .globl probe_empty
probe_empty:
    xorl    %eax, %eax
    ret

    .section .text.probe_restorer, "ax"
    .globl probe_restorer
probe_restorer:
    movl    $15, %eax
    syscall
    hlt

    .section .note.GNU-stack, "", @progbits
