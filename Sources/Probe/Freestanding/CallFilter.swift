import ProbeRuntime

/// A seccomp filter that traps only the system calls executed within the image: exact, and free of noise.
///
/// `seccomp_data.instruction_pointer` tells where the call stands; the handler counts it and makes it itself.
enum CallFilter {
    /// System calls trapped so far in this process.
    nonisolated(unsafe) static var trapped: UInt64 = 0
    /// The number of the last one.
    nonisolated(unsafe) static var number: Int64 = -1

    /// Which trapped calls of `getrandom` are refused.
    nonisolated(unsafe) static var refusal = Refusal()

    /// What trapped calls get of their callers. Unless there is something, nobody counts.
    nonisolated(unsafe) static var expected: Arguments?
    /// Trapped calls that got something else.
    nonisolated(unsafe) static var altered: UInt64 = 0

    /// The first two arguments of a call.
    struct Arguments {
        var first: Int
        var second: Int
        /// Whether the first is an `int`, the upper half of whose register is nobody's.
        var isClock: Bool

        fileprivate func differ(_ first: Int, _ second: Int) -> Bool {
            let isFirst =
                isClock
                ? Int32(truncatingIfNeeded: first) == Int32(truncatingIfNeeded: self.first) : first == self.first
            return !isFirst || second != self.second
        }
    }

    /// The flags of the last trapped call of `getrandom`.
    nonisolated(unsafe) static var randomFlags = 0

    /// Refused are calls that write within an area of memory.
    struct Refusal {
        /// The area; all of memory by itself.
        var start = 0
        var bytes = Int.max
        /// So many more calls are refused.
        var count = 0
        /// Whether a refused call gives half of the bytes in place of `-EPERM`.
        var halves = false

        fileprivate mutating func takes(_ number: Int32, _ place: Int) -> Bool {
            guard count > 0, number == NR_getrandom, place >= start, place - start < bytes else { return false }
            count -= 1
            return true
        }
    }

    /// One instruction of classic BPF (`struct sock_filter`).
    private struct Instruction {
        var code: UInt16
        var whenTrue: UInt8
        var whenFalse: UInt8
        var operand: UInt32
    }
    /// `struct sock_fprog`.
    private struct Program {
        var count: UInt16
        var instructions: UnsafePointer<Instruction>
    }
    private enum Code {
        static let load: UInt16 = 0x20
        static let jumpIfEqual: UInt16 = 0x15
        static let jumpIfAtLeast: UInt16 = 0x35
        static let answer: UInt16 = 0x06
    }
    private static let answerTrap: UInt32 = 0x0003_0000
    private static let answerAllow: UInt32 = 0x7fff_0000
    private static let callNumber: UInt32 = 0
    private static let instructionPointerLow: UInt32 = 8
    private static let instructionPointerHigh: UInt32 = 12
    /// Where a `siginfo_t` of SIGSYS has the number: behind three integers, aligned, and the instruction's address.
    fileprivate static let numberOffset = 8 + 2 * MemoryLayout<Int>.size

    /// Installs the filter for this process and all that it starts: system calls from within the tested image or the
    /// one that the kernel mapped are trapped.
    ///
    /// - Returns: 0, or a negative errno where the target has no such filters.
    static func install() -> Int {
        Signals.handle(Signals.system, with: probe_address_of_on_trap(), .always)
        let noNewPrivileges = 38
        _ = systemCall(NR_prctl, noNewPrivileges, 1)
        let first = install(over: Image.tested)
        guard first == 0, Image.tested.base != Image.mapped.base else { return first }
        return install(over: Image.mapped)
    }

    /// Every installed filter is asked, and the strictest answer counts: one filter a range.
    private static func install(over image: Image) -> Int {
        let end = image.base &+ image.size
        // The high words are the same but for an image across a multiple of 4 GiB, which no kernel maps.
        guard image.base >> 32 == (end &- 1) >> 32 else { return -22 }
        return withUnsafeTemporaryAllocation(of: Instruction.self, capacity: 9) { code in
            // The way back from the handler lies in the image where the kernel has no restorer.
            code[0] = Instruction(code: Code.load, whenTrue: 0, whenFalse: 0, operand: callNumber)
            code[1] = Instruction(
                code: Code.jumpIfEqual, whenTrue: 5, whenFalse: 0, operand: UInt32(bitPattern: NR_rt_sigreturn))
            code[2] = Instruction(code: Code.load, whenTrue: 0, whenFalse: 0, operand: instructionPointerHigh)
            code[3] = Instruction(
                code: Code.jumpIfEqual, whenTrue: 0, whenFalse: 3, operand: UInt32(truncatingIfNeeded: image.base >> 32)
            )
            code[4] = Instruction(code: Code.load, whenTrue: 0, whenFalse: 0, operand: instructionPointerLow)
            // The pointer stands behind the instruction, so the first byte of the image is never one.
            code[5] = Instruction(
                code: Code.jumpIfAtLeast, whenTrue: 0, whenFalse: 1, operand: UInt32(truncatingIfNeeded: image.base))
            code[6] = Instruction(
                code: Code.jumpIfAtLeast, whenTrue: 0, whenFalse: 1, operand: UInt32(truncatingIfNeeded: end))
            code[7] = Instruction(code: Code.answer, whenTrue: 0, whenFalse: 0, operand: answerAllow)
            code[8] = Instruction(code: Code.answer, whenTrue: 0, whenFalse: 0, operand: answerTrap)
            guard let base = code.baseAddress else { return -12 }
            var program = Program(count: 9, instructions: UnsafePointer(base))
            let setModeFilter = 1
            return withUnsafeMutablePointer(to: &program) {
                systemCall(NR_seccomp, setModeFilter, 0, address($0))
            }
        }
    }
}

/// Counts a trapped system call and makes it from the probe's own text, which the filter lets pass.
@_cdecl("probe_on_trap")
public func onTrap(
    _ signal: Int32, _ information: UnsafeRawPointer, _ context: UnsafeMutableRawPointer
) {
    let systemCallNumber = information.load(
        fromByteOffset: CallFilter.numberOffset, as: Int32.self)
    CallFilter.trapped += 1
    CallFilter.number = Int64(systemCallNumber)
    func argument(_ index: Int64) -> Int {
        context.load(fromByteOffset: Int(probe_context_argument(index)), as: Int.self)
    }
    if let expected = CallFilter.expected, expected.differ(argument(0), argument(1)) { CallFilter.altered += 1 }
    if systemCallNumber == NR_getrandom { CallFilter.randomFlags = argument(2) }
    let isRefused = CallFilter.refusal.takes(systemCallNumber, argument(0))
    let notPermitted = -1
    let result =
        isRefused && !CallFilter.refusal.halves
        ? notPermitted
        : systemCall(
            systemCallNumber, argument(0), isRefused ? argument(1) / 2 : argument(1), argument(2), argument(3),
            argument(4), argument(5))
    context.storeBytes(of: result, toByteOffset: Int(PROBE_CONTEXT_RESULT), as: Int.self)
}
