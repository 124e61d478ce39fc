import ProbeRuntime

/// A call with known values in every preserved register, on a painted stack.
struct CheckedCall {
    /// Bytes below the stack pointer that are painted and looked at.
    static let depth = 16 << 10
    /// Bytes above it, which belong to the caller.
    static let above = 2 << 10
    private static let paint: UInt8 = 0xa5
    private static let page = 64 << 10
    /// Slots that the call sets itself: the first ones, which are whole registers.
    private static let namedRegisters = Int(PROBE_CHECKED_SET)
    /// What they hold, with the slot's number.
    private static let sentinel = UInt64(UInt(truncatingIfNeeded: 0x5e17_0000_5e17_1110 as UInt64))

    private let call: UnsafeMutablePointer<probe_checked>
    /// The lowest byte of the painted stack; a page that cannot be touched may lie below.
    private let bottom: UnsafeMutablePointer<UInt8>
    /// The stack pointer at the call, but for the phase.
    private var top: UnsafeMutablePointer<UInt8>

    init() {
        call = Pages.allocate(4096).assumingMemoryBound(to: probe_checked.self)
        bottom = (Pages.allocate(Self.page + Self.depth + Self.above + Self.page) + Self.page)
            .assumingMemoryBound(to: UInt8.self)
        top = bottom + Self.depth
    }

    /// Calls `entry` and leaves what it did for `changed`, `used` and `wroteAbove`.
    ///
    /// `phase` is how far the stack pointer lies below a 64-byte line, a multiple of 16. Without paint the registers alone
    /// can be looked at afterwards. Gives the function's result.
    func run(
        _ entry: UInt64, _ first: Int64, _ second: Int64, _ third: Int64 = 0, _ fourth: Int64 = 0, _ fifth: Int64 = 0,
        phase: Int = 0, paints: Bool = true
    ) -> Int64 {
        call.pointee.function = entry
        let arguments = probe_checked_arguments(call)
        arguments?[0] = UInt64(bitPattern: first)
        arguments?[1] = UInt64(bitPattern: second)
        arguments?[2] = UInt64(bitPattern: third)
        arguments?[3] = UInt64(bitPattern: fourth)
        arguments?[4] = UInt64(bitPattern: fifth)
        call.pointee.stack = UInt64(UInt(bitPattern: top - phase))
        guard let before = probe_checked_before(call) else { return 0 }
        for slot in 0..<Int(PROBE_CHECKED_SLOTS) { before[slot] = Self.sentinel &+ UInt64(slot) }
        guard let after = probe_checked_after(call) else { return 0 }
        for slot in 0..<Int(PROBE_CHECKED_SLOTS) {
            // Control words narrower than a slot leave its rest alone; slots without a name stay equal.
            if slot >= Self.namedRegisters { before[slot] = 0 }
            after[slot] = slot >= Self.namedRegisters ? 0 : UInt64(UInt.max)
        }
        if paints { for index in 0..<Self.depth + Self.above { bottom[index] = Self.paint } }
        probe_barrier()
        probe_call_checked(call)
        probe_barrier()
        return Int64(bitPattern: call.pointee.result)
    }

    /// Leaves `distance` bytes of stack: what lies further below cannot be touched.
    mutating func endStack(at distance: Int) {
        _ = systemCall(NR_mprotect, address(bottom) - Self.page, Self.page, 0)
        top = bottom + distance
    }

    /// The slots that the call did not preserve, a bit each.
    var changed: UInt64 {
        guard let before = probe_checked_before(call), let after = probe_checked_after(call) else { return 0 }
        var bits: UInt64 = 0
        for slot in 0..<Int(PROBE_CHECKED_SLOTS) where before[slot] != after[slot] { bits |= 1 << UInt64(slot) }
        return bits
    }

    /// Bytes of stack that the call wrote, the return address included.
    func used(phase: Int = 0) -> Int {
        var index = 0
        while index < Self.depth - phase, bottom[index] == Self.paint { index += 1 }
        return Self.depth - phase - index
    }

    /// The first byte above the stack pointer that the call wrote, as a distance; nil if it wrote none.
    func wroteAbove() -> Int? {
        for index in 0..<Self.above where bottom[Self.depth + index] != Self.paint { return index }
        return nil
    }
}
