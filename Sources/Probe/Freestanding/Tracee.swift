import ProbeRuntime

/// A child that this process steps through calls. It does nothing by itself: its registers are set at each call.
struct Tracee {
    private enum Request {
        static let traceMe = 0, resume = 7, singleStep = 9, options = 0x4200
        static let getThreadArea = 22, getRegisters = 0x4204, setRegisters = 0x4205
    }
    private enum RegisterSet { static let general = 1, floating = 2, armThreadPointer = 0x401 }
    private static let killsWithTracer = 1 << 20
    private static let words = Int(PROBE_STEP_WORDS)
    private static let wordBytes = UInt(MemoryLayout<UInt>.size)
    /// Of the general registers.
    private static let bytes = words * MemoryLayout<UInt>.size
    private static let stop: Int = 19
    private static let kill: Int = 9

    /// Bytes of the stack that the calls run on.
    static let stackBytes = 32 << 10
    /// The same with what lies behind.
    private static let memoryBytes = stackBytes + 8192

    /// Why there is no stepping.
    enum Failure { case fork(Int), trace(Int) }

    let process: Int
    /// The registers, as of the last stop.
    private let registers: UnsafeMutablePointer<UInt>
    /// The registers of the first stop.
    private let first: UnsafeMutablePointer<UInt>
    /// Memory that both processes see: a stack, and behind it data for the calls.
    let memory: UnsafeMutablePointer<UInt8>
    /// The wait status of the last stop.
    private(set) var status = 0

    /// Data for the calls, `stackBytes` behind the memory's beginning.
    var data: Int { address(memory) + Self.stackBytes }
    /// The stack pointer of the caller.
    var callerStack: UInt64 { UInt64(UInt(bitPattern: data - 2048)) }

    private init(_ process: Int, _ memory: UnsafeMutablePointer<UInt8>, _ status: Int) {
        self.process = process
        self.memory = memory
        self.status = status
        registers = Pages.allocate(4096).assumingMemoryBound(to: UInt.self)
        first = registers + 256
    }

    /// Starts a child that waits to be told what to do. `prepare` is what it does first, given the address of the calls'
    /// data.
    static func start(_ prepare: (Int) -> Void) -> (tracee: Tracee?, failure: Failure?) {
        let memory = Pages.allocateShared(memoryBytes).assumingMemoryBound(to: UInt8.self)
        let child = Experiment.fork()
        if child == 0 {
            Deadline.arm()
            prepare(address(memory) + stackBytes)
            probe_set_thread_pointer(UInt64(UInt(bitPattern: memory + stackBytes + 4096)))
            let result = systemCall(NR_ptrace, Request.traceMe)
            if result < 0 { exitProcess(-result) }
            _ = systemCall(NR_kill, systemCall(NR_getpid), stop)
            exitProcess(0)
        }
        guard child > 0 else { return (nil, .fork(child)) }
        let status = Experiment.wait(child)
        guard status & 0xff == 0x7f, status >> 8 == stop else { return (nil, .trace(-(status >> 8 & 0xff))) }
        let tracee = Tracee(child, memory, status)
        _ = systemCall(NR_ptrace, Request.options, child, 0, killsWithTracer)
        guard tracee.load() else {
            tracee.end()
            return (nil, .trace(0))
        }
        for word in 0..<words { tracee.first[word] = tracee.registers[word] }
        return (tracee, nil)
    }

    /// Ends the child.
    func end() {
        _ = systemCall(NR_kill, process, Self.kill)
        _ = Experiment.wait(process)
    }

    // MARK: Registers

    /// The register with a number of `arch-ARCH.h`.
    func register(_ number: Int64) -> UInt64 { UInt64(registers[Int(number)]) }

    var programCounter: UInt64 { register(Int64(PROBE_STEP_PC)) }
    var stackPointer: UInt64 { register(Int64(PROBE_STEP_SP)) }
    var result: Int64 { Int64(Int(bitPattern: registers[Int(PROBE_STEP_RESULT)])) }
    /// Flags that must be clear in a call.
    var flags: UInt64 {
        let word = probe_step_flags()
        return word < 0 ? 0 : register(word) & UInt64(PROBE_STEP_FORBIDDEN_FLAGS)
    }

    /// The register that points to the thread's own data.
    var threadPointer: UInt64 {
        let word = probe_step_thread_pointer()
        if word >= 0 { return register(word) }
        return withUnsafeTemporaryAllocation(of: UInt.self, capacity: 2) { words in
            guard let base = words.baseAddress else { return 0 }
            base[0] = 0
            if MemoryLayout<UInt>.size == 8 {
                _ = transfer(Request.getRegisters, RegisterSet.armThreadPointer, base, 16)
            } else {
                _ = systemCall(NR_ptrace, Request.getThreadArea, process, 0, address(base))
            }
            return UInt64(base[0])
        }
    }

    /// What a column of an unwind row held at the call.
    static func entryValue(_ column: Int) -> UInt64 {
        let value = 0x5e17_2bad_0000_1110 &+ UInt64(column) &* 0x1_0000_0008
        // The upper half is the more unusual one.
        return MemoryLayout<UInt>.size == 8 ? value : value >> 32
    }

    /// Sets the registers for a call of `entry`, to return to a trap.
    ///
    /// - Returns: whether the kernel took them.
    func begin(_ entry: UInt64, _ arguments: (Int64, Int64, Int64, Int64, Int64)) -> Bool {
        for word in 0..<Self.words { registers[word] = first[word] }
        var column = 2
        while probe_step_column(Int64(column)) != -2 {
            registers[Int(probe_step_column(Int64(column)))] = UInt(truncatingIfNeeded: Self.entryValue(column))
            column += 1
        }
        // What a call before left there must not be taken for this one's.
        for index in 0..<2048 { memory[Self.stackBytes - 4096 + index] = 0 }
        put(arguments)
        var stack = UInt(truncatingIfNeeded: callerStack)
        if probe_step_link() >= 0 {
            registers[Int(probe_step_link())] = UInt(truncatingIfNeeded: probe_address_of_stop())
        } else {
            stack -= Self.wordBytes
            UnsafeMutablePointer<UInt>(bitPattern: stack)?.pointee = UInt(truncatingIfNeeded: probe_address_of_stop())
        }
        registers[Int(PROBE_STEP_SP)] = stack
        registers[Int(PROBE_STEP_PC)] = UInt(truncatingIfNeeded: entry)
        if probe_step_restart() >= 0 { registers[Int(probe_step_restart())] = ~0 }
        setFlags(entry)
        return transfer(Request.setRegisters, RegisterSet.general, registers, Self.bytes) == 0
    }

    /// Puts arguments into their registers, or where the caller's stack ends.
    private func put(_ arguments: (Int64, Int64, Int64, Int64, Int64)) {
        func put(_ index: Int64, _ value: Int64) {
            let argument = UInt(truncatingIfNeeded: value)
            let register = probe_step_argument(index)
            if register >= 0 {
                registers[Int(register)] = argument
            } else {
                // The first of those that have no register lies at the stack pointer.
                let place = probe_step_argument(0) < 0 ? index : 0
                UnsafeMutablePointer<UInt>(bitPattern: UInt(truncatingIfNeeded: callerStack))?[Int(place)] = argument
            }
        }
        put(0, arguments.0)
        put(1, arguments.1)
        put(2, arguments.2)
        put(3, arguments.3)
        put(4, arguments.4)
    }

    /// Clears flags that a call begins without; on arm, says which instruction set the function is in.
    private func setFlags(_ entry: UInt64) {
        guard probe_step_flags() >= 0 else { return }
        let word = Int(probe_step_flags())
        registers[word] &= ~UInt(PROBE_STEP_FORBIDDEN_FLAGS)
        let thumb = UInt(probe_step_thumb())
        guard thumb != 0 else { return }
        registers[word] &= ~thumb
        if entry & 1 != 0 { registers[word] |= thumb }
        registers[Int(PROBE_STEP_PC)] &= ~1
    }

    private func load() -> Bool { transfer(Request.getRegisters, RegisterSet.general, registers, Self.bytes) == 0 }

    private func transfer(_ request: Int, _ set: Int, _ words: UnsafeMutablePointer<UInt>, _ bytes: Int) -> Int {
        var count = bytes
        return transfer(request, set, words, count: &count)
    }

    /// Copies a set of registers; `count` becomes the set's bytes.
    private func transfer(
        _ request: Int, _ set: Int, _ words: UnsafeMutablePointer<UInt>, count: inout Int
    ) -> Int {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 2) { vector in
            guard let base = vector.baseAddress else { return -1 }
            base[0] = address(words)
            base[1] = count
            let result = systemCall(NR_ptrace, request, process, set, address(base))
            count = base[1]
            return result
        }
    }

    // MARK: Moments

    /// Where the caller's registers and memory stand, to come back to.
    struct Moment {
        fileprivate static let floatingBytes = 2048
        fileprivate let registers = Pages.allocate(4096).assumingMemoryBound(to: UInt.self)
        fileprivate let memory = Pages.allocate(Tracee.memoryBytes)
        fileprivate var floating: UnsafeMutablePointer<UInt> { registers + 256 }
        fileprivate var floatingCount = 0
    }

    /// Remembers this moment of a call.
    func save(_ moment: inout Moment) {
        for word in 0..<Self.words { moment.registers[word] = registers[word] }
        moment.memory.copyMemory(from: memory, byteCount: Self.memoryBytes)
        moment.floatingCount = Moment.floatingBytes
        let result = transfer(
            Request.getRegisters, RegisterSet.floating, moment.floating, count: &moment.floatingCount)
        if result < 0 { moment.floatingCount = 0 }
    }

    /// Goes back to a moment.
    ///
    /// - Returns: whether the kernel took the registers.
    func restore(_ moment: Moment) -> Bool {
        for word in 0..<Self.words { registers[word] = moment.registers[word] }
        UnsafeMutableRawPointer(memory).copyMemory(from: moment.memory, byteCount: Self.memoryBytes)
        if moment.floatingCount > 0 {
            _ = transfer(Request.setRegisters, RegisterSet.floating, moment.floating, moment.floatingCount)
        }
        return transfer(Request.setRegisters, RegisterSet.general, registers, Self.bytes) == 0
    }

    // MARK: Running

    /// Whether the last stop was a step or a trap, not a fault or a deadline.
    var isAtTrap: Bool { status & 0xff == 0x7f && status >> 8 == Signals.trap }
    /// Whether the call has come back, to a trap that some architectures stop behind.
    var hasReturned: Bool { isAtTrap && programCounter &- probe_address_of_stop() <= 1 }
    /// The signal that stopped or ended the child.
    var signal: Int { status & 0xff == 0x7f ? status >> 8 : status & 0x7f }
    /// Whether the child is gone.
    var isGone: Bool { status & 0xff != 0x7f }

    /// Executes one instruction.
    ///
    /// - Returns: 0, or why the kernel refuses.
    mutating func step() -> Int { run(Request.singleStep, signal: 0) }

    /// Goes on with a signal until something stops the child.
    ///
    /// - Returns: 0, or why the kernel refuses.
    mutating func interrupt(with signal: Int) -> Int { run(Request.resume, signal: signal) }

    private mutating func run(_ request: Int, signal: Int) -> Int {
        let result = systemCall(NR_ptrace, request, process, 0, signal)
        guard result == 0 else { return result }
        status = Experiment.wait(process)
        if !isGone { _ = load() }
        return 0
    }
}
