// The probe on i386: entry, system calls, signal return. 64-bit arguments take two words each, the lower one first.
    .section .text._start, "ax"
    .globl _start
_start:
    xorl    %ebp, %ebp
    movl    %esp, %eax
    andl    $-16, %esp
    subl    $12, %esp
    pushl   %eax
    call    probe_main
    hlt

    .section .text.probe_syscall, "ax"
    .globl probe_syscall
probe_syscall:
    pushl   %ebx
    pushl   %esi
    pushl   %edi
    pushl   %ebp
    movl    20(%esp), %eax
    movl    28(%esp), %ebx
    movl    36(%esp), %ecx
    movl    44(%esp), %edx
    movl    52(%esp), %esi
    movl    60(%esp), %edi
    movl    68(%esp), %ebp
    int     $0x80
    popl    %ebp
    popl    %edi
    popl    %esi
    popl    %ebx
    cltd
    ret

    .section .text.probe_call, "ax"
    .globl probe_call
probe_call:
    pushl   %ebp
    movl    %esp, %ebp
    subl    $20, %esp
    // Callers of this function need not align their stack.
    andl    $-16, %esp
    movl    16(%ebp), %eax
    movl    %eax, (%esp)
    movl    24(%ebp), %eax
    movl    %eax, 4(%esp)
    movl    32(%ebp), %eax
    movl    %eax, 8(%esp)
    movl    40(%ebp), %eax
    movl    %eax, 12(%esp)
    movl    48(%ebp), %eax
    movl    %eax, 16(%esp)
    call    *8(%ebp)
    movl    %ebp, %esp
    popl    %ebp
    cltd
    ret

    .section .text.probe_empty, "ax"
    .globl probe_empty
probe_empty:
    xorl    %eax, %eax
    xorl    %edx, %edx
    ret

    .section .text.probe_restorer, "ax"
    .globl probe_restorer
probe_restorer:
    movl    $173, %eax
    int     $0x80
    hlt

    .section .text.probe_spawn, "ax"
    .globl probe_spawn
probe_spawn:
    pushl   %ebx
    pushl   %esi
    pushl   %edi
    movl    16(%esp), %ebx
    movl    24(%esp), %ecx
    andl    $-16, %ecx
    subl    $16, %ecx
    movl    32(%esp), %eax
    movl    %eax, 8(%ecx)
    movl    40(%esp), %eax
    movl    %eax, (%ecx)
    movl    44(%esp), %eax
    movl    %eax, 4(%ecx)
    xorl    %edx, %edx
    xorl    %esi, %esi
    xorl    %edi, %edi
    movl    $120, %eax
    int     $0x80
    testl   %eax, %eax
    jz      1f
    popl    %edi
    popl    %esi
    popl    %ebx
    cltd
    ret
1:  xorl    %ebp, %ebp
    // The argument lies where a call expects it.
    call    *8(%esp)
    xorl    %ebx, %ebx
    movl    $1, %eax
    int     $0x80
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
    pushl   %ebx
    pushl   %esi
    pushl   %edi
    pushl   %ebp
    movl    20(%esp), %ecx
    movl    %ecx, probe_checked_current
    movl    %esp, SAVED(%ecx)
    pushfl
    popl    %eax
    andl    $0x40400, %eax
    movl    %eax, BEFORE+40(%ecx)
    stmxcsr BEFORE+48(%ecx)
    andl    $0xffc0, BEFORE+48(%ecx)
    fnstcw  BEFORE+56(%ecx)
    // The tags of fnstenv: a register that is left in use makes the next one that is pushed overflow. It masks exceptions.
    subl    $32, %esp
    fnstenv (%esp)
    movzwl  8(%esp), %eax
    movl    %eax, BEFORE+64(%ecx)
    addl    $32, %esp
    fldcw   BEFORE+56(%ecx)
    movl    STACK(%ecx), %esp
    subl    $32, %esp
    movl    ARGUMENTS(%ecx), %eax
    movl    %eax, (%esp)
    movl    ARGUMENTS+8(%ecx), %eax
    movl    %eax, 4(%esp)
    movl    ARGUMENTS+16(%ecx), %eax
    movl    %eax, 8(%esp)
    movl    ARGUMENTS+24(%ecx), %eax
    movl    %eax, 12(%esp)
    movl    ARGUMENTS+32(%ecx), %eax
    movl    %eax, 16(%esp)
    movl    %esp, BEFORE+32(%ecx)
    movl    BEFORE(%ecx), %ebx
    movl    BEFORE+8(%ecx), %esi
    movl    BEFORE+16(%ecx), %edi
    movl    BEFORE+24(%ecx), %ebp
    call    *FUNCTION(%ecx)
    // Nothing is known any more but the return address's value.
    movl    probe_checked_current, %ecx
    movl    %ebx, AFTER(%ecx)
    movl    %esi, AFTER+8(%ecx)
    movl    %edi, AFTER+16(%ecx)
    movl    %ebp, AFTER+24(%ecx)
    movl    %esp, AFTER+32(%ecx)
    movl    SAVED(%ecx), %esp
    movl    %eax, RESULT(%ecx)
    cltd
    movl    %edx, RESULT+4(%ecx)
    pushfl
    movl    (%esp), %eax
    andl    $0x40400, %eax
    movl    %eax, AFTER+40(%ecx)
    andl    $~0x40400, (%esp)
    popfl
    stmxcsr AFTER+48(%ecx)
    andl    $0xffc0, AFTER+48(%ecx)
    fnstcw  AFTER+56(%ecx)
    subl    $32, %esp
    fnstenv (%esp)
    movzwl  8(%esp), %eax
    movl    %eax, AFTER+64(%ecx)
    addl    $32, %esp
    fninit
    fldcw   BEFORE+56(%ecx)
    ldmxcsr BEFORE+48(%ecx)
    popl    %ebp
    popl    %edi
    popl    %esi
    popl    %ebx
    ret

    // struct probe_entry
    .set NUMBER, 4
    .set ENTRY_RESULT, 8
    .set ENTRY_BEFORE, 12
    .set ENTRY_AFTER, 44

    .section .text.probe_enter_kernel, "ax"
    .globl probe_enter_kernel
probe_enter_kernel:
    pushl   %ebx
    pushl   %esi
    pushl   %edi
    pushl   %ebp
    movl    20(%esp), %eax
    movl    %eax, entry_call
    movl    (%eax), %ecx
    movl    %ecx, entry_function
    pushfl
    popl    %ecx
    andl    $0x40400, %ecx
    movl    %ecx, ENTRY_BEFORE+28(%eax)
    movl    %esp, ENTRY_BEFORE+24(%eax)
    movl    ENTRY_BEFORE(%eax), %ebx
    movl    ENTRY_BEFORE+4(%eax), %ecx
    movl    ENTRY_BEFORE+8(%eax), %edx
    movl    ENTRY_BEFORE+12(%eax), %esi
    movl    ENTRY_BEFORE+16(%eax), %edi
    movl    ENTRY_BEFORE+20(%eax), %ebp
    movl    NUMBER(%eax), %eax
    call    *entry_function
    // Nothing is known any more; the stack pointer is looked at before it is used.
    movl    %esp, entry_stack
    movl    %eax, entry_result
    movl    entry_call, %eax
    movl    ENTRY_BEFORE+24(%eax), %esp
    movl    %ebx, ENTRY_AFTER(%eax)
    movl    %ecx, ENTRY_AFTER+4(%eax)
    movl    %edx, ENTRY_AFTER+8(%eax)
    movl    %esi, ENTRY_AFTER+12(%eax)
    movl    %edi, ENTRY_AFTER+16(%eax)
    movl    %ebp, ENTRY_AFTER+20(%eax)
    movl    entry_stack, %ecx
    movl    %ecx, ENTRY_AFTER+24(%eax)
    pushfl
    movl    (%esp), %ecx
    andl    $0x40400, %ecx
    movl    %ecx, ENTRY_AFTER+28(%eax)
    andl    $~0x40400, (%esp)
    popfl
    movl    entry_result, %ecx
    movl    %ecx, ENTRY_RESULT(%eax)
    popl    %ebp
    popl    %edi
    popl    %esi
    popl    %ebx
    ret

    .section .bss.entry, "aw", @nobits
    .balign 4
entry_call:
    .skip   4
entry_function:
    .skip   4
entry_stack:
    .skip   4
entry_result:
    .skip   4

    .section .note.GNU-stack, "", @progbits
