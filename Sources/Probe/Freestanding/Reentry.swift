import ProbeRuntime

/// Each function, interrupted at each of its instructions by a signal whose handler calls the same function.
///
/// A call is stepped to an instruction, gets the signal there, and runs to its end, which is looked at. Then everything is
/// put back as it was before the signal, and the call goes one instruction further.
enum Reentry {
    /// A call that takes more instructions is given up.
    private static let limit = 4096
    /// Instructions behind which only some are interrupted.
    private static let dense = 512
    private static let sparseStride = 16
    /// Where the handler's call writes, and what came of it, behind the interrupted call's memory.
    private static let innerOutput = 1024
    private static let innerResult = 1536

    nonisolated(unsafe) private static var call: SteppedCall?
    nonisolated(unsafe) private static var data = 0

    /// Whether a signal is this experiment's.
    static var isRunning: Bool { data != 0 }

    static func run(isPossible: Bool) {
        SteppedCall.traceAll(
            ".reentry", isPossible: isPossible,
            prepare: { interrupted, place in
                call = interrupted
                data = place
                // The handler runs on the interrupted stack: what lies below the stack pointer is lost.
                Signals.handle(
                    Signals.user, with: probe_address_of_on_storm(), .always, returning: .throughImage,
                    onAlternateStack: false)
            }, body: observe)
    }

    /// The handler, in the traced child: another clock and another place.
    static func handle() {
        guard let call, let words = UnsafeMutablePointer<Int64>(bitPattern: data + innerResult) else { return }
        let (a, b, c, d, e) = call.inner.arguments(data + innerOutput)
        words[1] = probe_call(call.entry, a, b, c, d, e)
        words[0] += 1
    }

    private static func observe(_ tracee: inout Tracee, _ call: SteppedCall) -> Int {
        var tally = ReentryTally()
        let refusal = pass(&tracee, call, &tally)
        if refusal >= 0 { tally.report(call) }
        return refusal
    }

    /// One call, instruction by instruction.
    ///
    /// - Returns: 0, or why the kernel refuses to step.
    private static func pass(_ tracee: inout Tracee, _ call: SteppedCall, _ tally: inout ReentryTally) -> Int {
        call.clear(tracee.data)
        var moment = Tracee.Moment()
        var truth = SteppedTruth(call, tracee.process)
        guard tracee.begin(call.entry, call.arguments(tracee.data)) else { return -1 }
        while tracee.isAtTrap || tally.instructions == 0, tracee.programCounter != probe_address_of_stop() {
            guard tally.instructions < limit else { break }
            let stride = tally.instructions < dense ? Effort.current.interruptionStride : sparseStride
            if tally.instructions % stride == 0 {
                tracee.save(&moment)
                interrupt(&tracee, call, &truth, &tally)
                guard !tally.isBroken, tracee.restore(moment) else { return 0 }
            }
            tally.instructions += 1
            let result = tracee.step()
            if result < 0 { return result }
        }
        tally.hasReturned = tracee.hasReturned
        return 0
    }

    /// Lets the call run to its end with a signal where it stands, and looks at what it gives.
    private static func interrupt(
        _ tracee: inout Tracee, _ call: SteppedCall, _ truth: inout SteppedTruth, _ tally: inout ReentryTally
    ) {
        let place = Image.offset(of: tracee.programCounter)
        guard let words = UnsafeMutablePointer<Int64>(bitPattern: tracee.data + innerResult) else { return }
        words[0] = 0
        words[1] = 0
        guard tracee.interrupt(with: Signals.user) == 0 else { return }
        guard tracee.hasReturned else {
            tally.signal = tracee.signal
            tally.notReturned = place
            return
        }
        guard words[0] == 1 else { return }
        tally.entered += 1
        func note(_ first: inout UInt64?) { first = first ?? place }
        let result = call.result(tracee.result)
        if result != call.success { note(&tally.wrongResult) }
        if call.result(words[1]) != call.success { note(&tally.wrongInner) }
        if !truth.accepts(tracee.data, inner: tracee.data + innerOutput, tracee.result) {
            note(&tally.wrongValue)
        }
        if !tracee.hasKeptRegisters { note(&tally.wrongRegister) }
    }
}

/// What came of the interruptions: for each kind of trouble the first instruction at which it came.
struct ReentryTally {
    var instructions = 0
    var entered = 0
    var hasReturned = false
    var signal = 0
    var notReturned: UInt64?
    var wrongResult: UInt64?
    var wrongValue: UInt64?
    var wrongInner: UInt64?
    var wrongRegister: UInt64?

    /// Whether nothing is left to interrupt.
    var isBroken: Bool { notReturned != nil }

    func report(_ call: SteppedCall) {
        Output.begin("reentry")
        Output.field("function", text: call.name)
        Output.field("path", text: call.path)
        Output.field("instructions", instructions)
        Output.field("entered", entered)
        Output.field("returned", hasReturned)
        if let notReturned {
            Output.field("notReturned", unsigned: notReturned)
            Output.field("signal", signal)
        }
        Output.field("wrongResult", optional: wrongResult)
        Output.field("wrongValue", optional: wrongValue)
        Output.field("wrongInner", optional: wrongInner)
        Output.field("wrongRegister", optional: wrongRegister)
        Output.end()
    }
}
