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

    .section .text.probe_spawn, "ax"
    .globl probe_spawn
probe_spawn:
    andq    $-16, %rsi
    subq    $16, %rsi
    movq    %rdx, (%rsi)
    movq    %rcx, 8(%rsi)
    xorl    %edx, %edx
    xorl    %r10d, %r10d
    xorl    %r8d, %r8d
    movl    $56, %eax
    syscall
    testq   %rax, %rax
    jz      1f
    ret
1:  xorl    %ebp, %ebp
    popq    %rax
    popq    %rdi
    call    *%rax
    xorl    %edi, %edi
    movl    $60, %eax
    syscall
    hlt

    .section .note.GNU-stack, "", @progbits
