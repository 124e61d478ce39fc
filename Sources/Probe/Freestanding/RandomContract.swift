import ProbeRuntime

/// Flags, lengths and states of every kind: return values next to the system call's, and what is written besides.
struct RandomContract {
    private static let fault = -14
    private static let paint: UInt8 = 0xa5
    private let source: RandomSource
    /// Room for the longest call, and 64 bytes more.
    private let buffer: UnsafeMutableRawPointer
    private let capacity = 1 << 20
    private let state: UnsafeMutableRawPointer
    private var group = Group()

    /// One line of the report.
    private struct Group {
        var calls: UInt64 = 0
        var mismatches: UInt64 = 0
        var wroteBuffer: UInt64 = 0
        var wroteState: UInt64 = 0
        var first: (flags: Int, length: Int, result: Int64, expected: Int)?
    }

    init(_ source: RandomSource) {
        self.source = source
        buffer = Pages.allocate((1 << 20) + 4096)
        // Two pages, so that states can lie anywhere around the border.
        state = Pages.allocate(2 * Pages.size)
    }

    static func run(_ source: RandomSource) {
        var contract = RandomContract(source)
        contract.run()
    }

    private mutating func run() {
        for flags in 0..<6 {
            Few(0, 1, 16, 256, 1000).forEach { length in compare(flags, length) }
        }
        report("known-flags")
        for bit in 3..<32 {
            Few(0, 1, 4).forEach { known in
                compare(1 << bit | known, 16)
                compare(1 << bit | known, 0)
            }
        }
        report("unknown-flags")
        // GRND_RANDOM and GRND_INSECURE.
        Few(0, 1, 16, 64).forEach { length in
            compare(6, length)
            compare(7, length)
        }
        report("excluding-flags")
        lengths()
        sizes()
        places()
        huge()
    }

    private mutating func lengths() {
        Few(0, 1, 31, 32, 33, 255, 256, 257, 4096, 65_537, 1 << 20).forEach { length in compare(0, length) }
        // Nothing is written, so any pointer will do.
        expect(0, at: 0, flags: 0, length: 0, address(state), source.size)
        expect(0, at: 8, flags: 0, length: 0, address(state), source.size)
        report("lengths")
    }

    /// States of another size than the function's own: the system call answers, and the state is left alone.
    private mutating func sizes() {
        let size = source.size
        Few(0, 1, 3, size - 1, size + 1, 2 * size, 1 << 32 | size, -2).forEach { wrong in
            Few(0, 16, 300).forEach { length in compare(0, length, size: wrong, keepsState: true) }
        }
        // Not quite a query.
        compare(0, 16, size: RandomSource.query, keepsState: true)
        compare(0, 0, size: RandomSource.query, keepsState: true)
        compare(1, 0, size: RandomSource.query, keepsState: true)
        compareWithoutBuffer(0, 1, size: RandomSource.query)
        compareWithoutBuffer(1, 0, size: RandomSource.query)
        report("wrong-size")
    }

    private mutating func places() {
        let page = Pages.size
        Few(0, 64, page - source.size).forEach { place in compare(0, 16, at: place) }
        report("fitting-state")
        // Pages of a state are zeroed one by one: a state must not lie in two.
        Few(page - source.size + 1, page - source.size / 2, page - 1).forEach { place in
            Few(16, 300).forEach { length in
                expect(
                    Self.fault, at: address(buffer), flags: 0, length: length, address(state) + place, source.size,
                    keepsState: true)
            }
            // Another size does not matter, nor does what is nearly a query.
            Few(source.size + 1, RandomSource.query).forEach { size in
                expect(Self.fault, at: 0, flags: 1, length: 0, address(state) + place, size, keepsState: true)
            }
        }
        report("straddling-state")
    }

    /// More than there is memory for: never a success that is larger than the buffer. The call may end by a fault.
    private mutating func huge() {
        let page = Pages.size
        let stretch = address(Pages.allocate(3 * page))
        // Not unmapped: another mapping could take the place.
        _ = systemCall(NR_mprotect, stretch + 2 * page, page, 0)
        Few(-1, Int.max, Int.max & ~4095, 1 << 31, 1 << 32 | 16).forEach { length in
            let expected = systemCall(NR_getrandom, stretch, length, 0)
            let result = probe_call(source.entry, Int64(stretch), Int64(length), 0, Int64(address(state)), 3)
            note(0, length, result, expected)
            let answer = Pages.allocateShared(4096).assumingMemoryBound(to: Int64.self)
            answer[0] = Int64(Self.fault)
            let child = Experiment.fork()
            if child == 0 {
                Deadline.arm()
                answer[0] = probe_call(
                    source.entry, Int64(stretch), Int64(length), 0, Int64(address(state)), Int64(source.size))
                exitProcess(0)
            }
            let signal = child > 0 ? Experiment.wait(child) & 0x7f : 0
            let isFault = signal == 0 || signal == Signals.segmentation || signal == Signals.bus
            if answer[0] > Int64(2 * page) || (answer[0] <= 0 && answer[0] != Int64(Self.fault)) || !isFault {
                note(0, length, answer[0], Self.fault)
            } else {
                group.calls += 1
            }
        }
        report("huge-length")
    }

    // MARK: Single calls

    private mutating func compare(
        _ flags: Int, _ length: Int, size: Int? = nil, at place: Int = 0, keepsState: Bool = false
    ) {
        let expected = systemCall(NR_getrandom, address(buffer), length, flags)
        expect(
            expected, at: address(buffer), flags: flags, length: length, address(state) + place, size ?? source.size,
            keepsState: keepsState)
    }

    private mutating func compareWithoutBuffer(_ flags: Int, _ length: Int, size: Int) {
        let expected = systemCall(NR_getrandom, 0, length, flags)
        expect(expected, at: 0, flags: flags, length: length, address(state), size, keepsState: true)
    }

    private mutating func expect(
        _ expected: Int, at place: Int, flags: Int, length: Int, _ state: Int, _ size: Int, keepsState: Bool = false
    ) {
        let bytes = buffer.assumingMemoryBound(to: UInt8.self)
        for index in 0..<min(length, capacity) + 64 { bytes[index] = Self.paint }
        // A state in which every byte is known; the function may not look at it.
        if keepsState { paintState() }
        probe_barrier()
        let result = probe_call(source.entry, Int64(place), Int64(length), Int64(flags), Int64(state), Int64(size))
        probe_barrier()
        note(flags, length, result, expected)
        let written = max(0, min(Int(result), capacity))
        for index in written..<min(length, capacity) + 64 where bytes[index] != Self.paint {
            group.wroteBuffer += 1
            break
        }
        if keepsState {
            if !isStatePainted() { group.wroteState += 1 }
            clearState()
        }
    }

    private func paintState() { fillState(Self.paint) }
    private func clearState() { fillState(0) }
    private func fillState(_ value: UInt8) {
        let bytes = state.assumingMemoryBound(to: UInt8.self)
        for index in 0..<2 * Pages.size { bytes[index] = value }
    }
    private func isStatePainted() -> Bool {
        let bytes = state.assumingMemoryBound(to: UInt8.self)
        for index in 0..<2 * Pages.size where bytes[index] != Self.paint { return false }
        return true
    }

    private mutating func note(_ flags: Int, _ length: Int, _ result: Int64, _ expected: Int) {
        group.calls += 1
        guard result != Int64(expected) else { return }
        group.mismatches += 1
        if group.first == nil { group.first = (flags, length, result, expected) }
    }

    private mutating func report(_ name: StaticString) {
        Output.begin("random-calls")
        Output.field("group", text: name)
        Output.field("calls", unsigned: group.calls)
        Output.field("mismatches", unsigned: group.mismatches)
        Output.field("wroteBuffer", unsigned: group.wroteBuffer)
        Output.field("wroteState", unsigned: group.wroteState)
        if let first = group.first {
            Output.field("firstFlags", unsigned: UInt64(first.flags))
            Output.field("firstLength", unsigned: UInt64(bitPattern: Int64(first.length)))
            Output.field("firstResult", first.result)
            Output.field("firstExpected", first.expected)
        }
        Output.end()
        group = Group()
    }
}
