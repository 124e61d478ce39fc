/* Lays an image out as the kernel's linker scripts do: one segment that is read and executed, everything in it. */
#if defined(__aarch64__)
#define HAS_UNWIND 0
#else
#define HAS_UNWIND 1
#endif

SECTIONS
{
    . = SIZEOF_HEADERS;
    .hash           : { *(.hash) }              :text
    .gnu.hash       : { *(.gnu.hash) }
    .dynsym         : { *(.dynsym) }
    .dynstr         : { *(.dynstr) }
    .gnu.version    : { *(.gnu.version) }
    .gnu.version_d  : { *(.gnu.version_d) }
    .note           : { *(.note.*) }            :text :note
    .dynamic        : { *(.dynamic) }           :text :dynamic
    .rodata         : { *(.rodata*) }           :text
#if HAS_UNWIND
    .eh_frame_hdr   : { *(.eh_frame_hdr) }      :text :eh_frame_hdr
    .eh_frame       : { KEEP(*(.eh_frame)) }    :text
#endif
    . = ALIGN(16);
    .text           : { *(.text*) }             :text =0x90909090
    /DISCARD/       : {
        *(.data*) *(.bss*) *(.got*) *(.comment) *(.note.GNU-stack) *(.note.gnu.property) *(.riscv.attributes)
#if !HAS_UNWIND
        *(.eh_frame*)
#endif
    }
}

PHDRS
{
    text         PT_LOAD FLAGS(5) FILEHDR PHDRS;
    dynamic      PT_DYNAMIC FLAGS(4);
    note         PT_NOTE FLAGS(4);
#if HAS_UNWIND
    eh_frame_hdr 0x6474e550 FLAGS(4);
#endif
}

VERSION
{
#if defined(__x86_64__)
    LINUX_2.6 {
    global:
        clock_gettime; gettimeofday; getcpu; time; clock_getres; getrandom;
        __vdso_clock_gettime; __vdso_gettimeofday; __vdso_getcpu; __vdso_time; __vdso_clock_getres; __vdso_getrandom;
        __vdso_futex_robust_list64_try_unlock; __vdso_futex_robust_list32_try_unlock;
    local: *;
    };
#elif defined(__aarch64__)
    LINUX_2.6.39 {
    global:
        __kernel_rt_sigreturn; __kernel_gettimeofday; __kernel_clock_gettime; __kernel_clock_getres;
        __kernel_getrandom;
    local: *;
    };
#else
    LINUX_4.15 {
    global:
        __vdso_rt_sigreturn; __vdso_gettimeofday; __vdso_clock_gettime; __vdso_clock_getres; __vdso_getcpu;
        __vdso_flush_icache; __vdso_riscv_hwprobe; __vdso_getrandom;
    local: *;
    };
#endif
}
