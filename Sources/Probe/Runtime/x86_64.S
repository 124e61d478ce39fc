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
    pushq   %rbx
    pushq   %rbp
    pushq   %r12
    pushq   %r13
    pushq   %r14
    pushq   %r15
    movq    %rdi, probe_checked_current(%rip)
    movq    %rsp, SAVED(%rdi)
    pushfq
    popq    %rax
    andl    $0x40400, %eax
    movq    %rax, BEFORE+56(%rdi)
    stmxcsr BEFORE+64(%rdi)
    andl    $0xffc0, BEFORE+64(%rdi)
    fnstcw  BEFORE+72(%rdi)
    // The tags of fnstenv: a register that is left in use makes the next one that is pushed overflow. It masks exceptions.
    subq    $32, %rsp
    fnstenv (%rsp)
    movzwl  8(%rsp), %eax
    movq    %rax, BEFORE+80(%rdi)
    addq    $32, %rsp
    fldcw   BEFORE+72(%rdi)
    movq    STACK(%rdi), %rsp
    movq    %rsp, BEFORE+48(%rdi)
    movq    BEFORE(%rdi), %rbx
    movq    BEFORE+8(%rdi), %rbp
    movq    BEFORE+16(%rdi), %r12
    movq    BEFORE+24(%rdi), %r13
    movq    BEFORE+32(%rdi), %r14
    movq    BEFORE+40(%rdi), %r15
    movq    FUNCTION(%rdi), %rax
    movq    ARGUMENTS+8(%rdi), %rsi
    movq    ARGUMENTS+16(%rdi), %rdx
    movq    ARGUMENTS+24(%rdi), %rcx
    movq    ARGUMENTS+32(%rdi), %r8
    movq    ARGUMENTS(%rdi), %rdi
    call    *%rax
    // Nothing is known any more but the return address's value.
    movq    probe_checked_current(%rip), %r11
    movq    %rax, RESULT(%r11)
    movq    %rbx, AFTER(%r11)
    movq    %rbp, AFTER+8(%r11)
    movq    %r12, AFTER+16(%r11)
    movq    %r13, AFTER+24(%r11)
    movq    %r14, AFTER+32(%r11)
    movq    %r15, AFTER+40(%r11)
    movq    %rsp, AFTER+48(%r11)
    movq    SAVED(%r11), %rsp
    pushfq
    movq    (%rsp), %rax
    andl    $0x40400, %eax
    movq    %rax, AFTER+56(%r11)
    andq    $~0x40400, (%rsp)
    popfq
    stmxcsr AFTER+64(%r11)
    andl    $0xffc0, AFTER+64(%r11)
    fnstcw  AFTER+72(%r11)
    subq    $32, %rsp
    fnstenv (%rsp)
    movzwl  8(%rsp), %eax
    movq    %rax, AFTER+80(%r11)
    addq    $32, %rsp
    fninit
    fldcw   BEFORE+72(%r11)
    ldmxcsr BEFORE+64(%r11)
    popq    %r15
    popq    %r14
    popq    %r13
    popq    %r12
    popq    %rbp
    popq    %rbx
    ret

    .section .note.GNU-stack, "", @progbits
