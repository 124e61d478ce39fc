/// What every fixture is built from: a vDSO of two functions, an alias and a helper.
enum FixtureSources {
    static let code = """
        typedef unsigned int u32;
        struct note { u32 namesz, descsz, type; char name[8]; u32 desc; };
        /* The Linux note of 6.18.44. */
        __attribute__((section(".note.Linux"), used, aligned(4)))
        const struct note note = { 6, 4, 0, "Linux", 0x0006122c };
        /* Room in which a test can write a table of its own. */
        __attribute__((section(".rodata.spare"), used, aligned(16)))
        const unsigned char spare[512] = { 1 };
        static __attribute__((noinline)) int helper(volatile int *p)
        {
            for (int i = 0; i < 100; i++) *p += i;
            return *p;
        }
        int __vdso_clock_gettime(int clock, volatile int *p) { return helper(p) + clock; }
        int clock_gettime(int, volatile int *) __attribute__((weak, alias("__vdso_clock_gettime")));
        int __vdso_getcpu(volatile int *p) { p[0] = 1; return helper(p) * 3; }

        """

    static let versions = """
        LINUX_2.6 { global: __vdso_clock_gettime; clock_gettime; __vdso_getcpu; local: *; };

        """

    /// One segment for everything, as kernels link their images.
    static let script = """
        PHDRS {
          text PT_LOAD FLAGS(5) FILEHDR PHDRS;
          dynamic PT_DYNAMIC FLAGS(4);
          note PT_NOTE FLAGS(4);
          unwind PT_GNU_EH_FRAME FLAGS(4);
        }
        SECTIONS {
          . = SIZEOF_HEADERS;
          .hash : { *(.hash) } :text
          .gnu.hash : { *(.gnu.hash) } :text
          .dynsym : { *(.dynsym) } :text
          .dynstr : { *(.dynstr) } :text
          .gnu.version : { *(.gnu.version) } :text
          .gnu.version_d : { *(.gnu.version_d) } :text
          .note : { *(.note.*) } :text :note
          .dynamic : { *(.dynamic) } :text :dynamic
          .eh_frame_hdr : { *(.eh_frame_hdr) } :text :unwind
          .eh_frame : { *(.eh_frame) } :text
          .rodata : { *(.rodata*) } :text
          .text : { *(.text*) } :text
          /DISCARD/ : { *(.comment) *(.ARM.*) *(.riscv.attributes) *(.llvm*) }
        }

        """
}
