import ProbeRuntime

/// Signals and their handlers. In the kernel's `struct sigaction` the restorer is there only on some architectures.
enum Signals {
    static let trap: Int = 5
    static let abort: Int = 6
    static let bus: Int = 7
    static let segmentation: Int = 11
    static let illegal: Int = 4
    static let floatingPoint: Int = 8
    static let system: Int = 31
    /// The first signal for a program's own use.
    static let user: Int = 10
    static let cpuDeadline: Int = 27
    static let wallDeadline: Int = 14

    private static let information = 0x4
    private static let onStack = 0x0800_0000
    private static let resetHandler = Int(truncatingIfNeeded: 0x8000_0000 as UInt32)
    private static let noDefer = 0x4000_0000

    /// Whether the default action comes back before the handler runs.
    enum Repeat { case once, always }

    /// Where a handler returns to, if the architecture leaves a choice.
    enum Return { case throughProbe, throughImage }

    /// Installs a handler, which runs on the alternate stack unless said otherwise.
    static func handle(
        _ signal: Int, with handler: UInt64, _ times: Repeat, returning way: Return = .throughProbe,
        onAlternateStack: Bool = true
    ) {
        var flags = information | (onAlternateStack ? onStack : 0)
        if way == .throughProbe || PROBE_NEEDS_RESTORER != 0 { flags |= Int(PROBE_SA_RESTORER) }
        if times == .once { flags |= resetHandler }
        withUnsafeTemporaryAllocation(of: UInt.self, capacity: 5) { words in
            words[0] = UInt(truncatingIfNeeded: handler)
            words[1] = UInt(bitPattern: flags)
            words[2] = UInt(truncatingIfNeeded: probe_address_of_restorer())
            // The mask has 64 bits.
            words[3] = 0
            words[4] = 0
            guard let base = words.baseAddress else { return }
            _ = systemCall(NR_rt_sigaction, signal, address(base), 0, 8)
        }
    }

    /// Gives handlers a stack of their own: the tested function may have ruined the usual one.
    static func useAlternateStack() {
        let size = 65536
        useAlternateStack(at: address(Pages.allocate(size)), size: size)
    }

    /// The same in given memory.
    static func useAlternateStack(at stack: Int, size: Int) {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 3) { words in
            words[0] = stack
            words[1] = 0
            words[2] = size
            guard let base = words.baseAddress else { return }
            _ = systemCall(NR_sigaltstack, address(base), 0)
        }
    }
}

/// Remembers where a fault happens before it ends the process.
enum Faults {
    static func catchAll() {
        Signals.useAlternateStack()
        let handler = probe_address_of_on_fault()
        Signals.handle(Signals.segmentation, with: handler, .once)
        Signals.handle(Signals.bus, with: handler, .once)
        Signals.handle(Signals.illegal, with: handler, .once)
        Signals.handle(Signals.floatingPoint, with: handler, .once)
        Signals.handle(Signals.trap, with: handler, .once)
        Signals.handle(Signals.cpuDeadline, with: handler, .once)
        Signals.handle(Signals.wallDeadline, with: handler, .once)
    }
}

/// Notes the instruction and returns. A fault comes again and ends the process with its signal; a deadline is sent
/// again for that.
@_cdecl("probe_on_fault")
public func onFault(_ signal: Int32, _ information: UnsafeRawPointer, _ context: UnsafeRawPointer) {
    Experiment.remember(fault: UInt64(context.load(fromByteOffset: Int(PROBE_CONTEXT_PC), as: UInt.self)))
    if Int(signal) == Signals.cpuDeadline || Int(signal) == Signals.wallDeadline {
        _ = systemCall(NR_kill, systemCall(NR_getpid), Int(signal))
    }
}
