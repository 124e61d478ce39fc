/// Tables that look sound and lead unwinders astray, and code that unwinders do not recognise.
extension Corpus {
    private static let clock = "clock_gettime"

    /// Where a program can be stepped through, and the architecture has a table.
    static let unwinding: [Defect] = [
        Defect(
            "unwind-wrong-frame", "the table does not notice that a register was pushed",
            "calling-convention/clock_gettime.*.unwind-caller", on: ["x86_64"]
        ) {
            $0.bytes[try $0.instruction(0x0e...0x0e, of: $0.frame(of: clock)) + 1] += 8
        },
        Defect(
            "unwind-return-register", "the table takes another register for the return address (B01, B09)",
            "calling-convention/clock_gettime.*.unwind-caller", on: ["x86_64"]
        ) {
            // Behind length, identifier, version, "zR" and two factors.
            $0.bytes[$0.commonEntry(of: try $0.frame(of: clock)) + 14] = 12
        },
        Defect(
            "unwind-wrong-register", "the table looks for a saved register in another place (B07)",
            "calling-convention/clock_gettime.*.unwind-registers", on: ["x86_64"]
        ) {
            $0.bytes[try $0.instruction(0x80...0xbf, of: $0.frame(of: clock)) + 1] += 1
        },
        Defect(
            "unwind-missing", "a function has no frame description",
            "calling-convention/clock_gettime.*.unwind-covered", on: ["x86_64"]
        ) {
            $0.set(try $0.frame(of: clock) + 12, UInt32(0))
        },
        Defect(
            "unwind-helper-missing", "no helper has a frame description (L3)",
            "calling-convention/clock_gettime.*.unwind-helpers", on: ["x86_64"]
        ) {
            for frame in try $0.helperFrames() { $0.set(frame + 12, UInt32(0)) }
        },
    ]

    static let trampolines: [Defect] = [
        Defect(
            "trampoline-number", "the signal trampoline makes another system call", "exports/*rt_sigreturn.code",
            on: ["aarch64", "riscv64"]
        ) {
            let code = try trampoline($0)
            // mov x8, #119 or li a7, 119
            $0.set(code, $0.get(18, as: UInt16.self) == 183 ? UInt32(0xd280_0ee8) : UInt32(0x0770_0893))
        },
        Defect(
            "trampoline-moved", "the trampoline's symbol is an instruction off (B03)", "exports/*rt_sigreturn.code",
            on: ["aarch64", "riscv64"]
        ) {
            let symbol = try $0.function("rt_sigreturn")
            $0.set(symbol + 8, $0.get(symbol + 8, as: UInt64.self) + 4)
        },
        Defect(
            "trampoline-plain-frame", "the trampoline's frame is not marked as a signal's (B06)",
            "exports/*rt_sigreturn.frame", on: ["riscv64"]
        ) {
            let entry = $0.commonEntry(of: try $0.frame(of: "rt_sigreturn"))
            guard $0.string(entry + 9) == "zRS" else { throw ImageEditor.Missing(what: "signal frame") }
            $0.bytes[entry + 11] = UInt8(ascii: "B")
        },
        Defect(
            "trampoline-swallowed", "the function before reaches up to the trampoline (B08)",
            "exports/*rt_sigreturn.byte-before", on: ["riscv64"]
        ) {
            let code = try trampoline($0)
            let (frame, start) = try $0.frame(before: code)
            $0.set(frame + 12, UInt32(code - start))
        },
    ]

    static let landingPads: [Defect] = [
        Defect(
            "landing-pad", "one function begins without a landing pad", "image/symbols.landing-pads",
            on: ["x86_64", "aarch64"]
        ) {
            let code = Int($0.get(try $0.function("clock_getres") + 8, as: UInt64.self))
            // nopl 0(%rax) or nop
            $0.set(code, $0.get(18, as: UInt16.self) == 183 ? UInt32(0xd503_201f) : UInt32(0x0040_1f0f))
        }
    ]

    private static func trampoline(_ editor: ImageEditor) throws -> Int {
        Int(editor.get(try editor.function("rt_sigreturn") + 8, as: UInt64.self))
    }
}
