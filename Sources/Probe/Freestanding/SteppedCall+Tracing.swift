import ProbeRuntime

extension SteppedCall {
    /// Whether the traced process and this one are held on one processor: no waking across processors at each step.
    nonisolated(unsafe) private(set) static var isPinned = false

    /// Traces a process for each call.
    ///
    /// - Parameters:
    ///   - suffix: what the experiments' names end with.
    ///   - isPossible: whether single steps make sense here.
    ///   - prepare: what the process does first, given the address of the call's data.
    ///   - body: steps through the call and reports; gives a negative errno where the kernel refuses to step.
    @inline(never)
    static func traceAll(
        _ suffix: StaticString, isPossible: Bool, prepare: (SteppedCall, Int) -> Void = { _, _ in },
        body: (inout Tracee, SteppedCall) -> Int
    ) {
        guard isPossible else {
            for index in 0..<count {
                let reason: StaticString = "in this machine the clock ticks at each step of a call"
                Experiment.unobservable({ part(index, suffix) }, reason, 0)
            }
            return Output.flush()
        }
        Experiment.runItems(count, name: { part($0, suffix) }, { trace($0, suffix, prepare, body) })
    }

    private static func part(_ index: Int, _ suffix: StaticString) {
        Output.part("calling-convention/")
        guard let call = at(index) else { return }
        Output.part(call.name)
        Output.part(".")
        Output.part(call.path)
        Output.part(suffix)
    }

    private static func trace(
        _ index: Int, _ suffix: StaticString, _ prepare: (SteppedCall, Int) -> Void,
        _ body: (inout Tracee, SteppedCall) -> Int
    ) {
        guard var call = at(index) else { return }
        func refuse(_ reason: StaticString, _ result: Int) {
            Experiment.unobservable({ part(index, suffix) }, reason, result)
        }
        guard call.prepare() else { return refuse("the kernel's generator is not ready", 0) }
        let allowed = Affinity.current()
        isPinned = Affinity.pin(to: Int(SystemCPU.now().cpu))
        defer { if isPinned { allowed.restore() } }
        let start = Tracee.start { prepare(call, $0) }
        switch start.failure {
        case .fork(let result): return refuse("fork fails", result)
        case .trace(let result): return refuse("no process can be traced", result)
        case nil: break
        }
        guard var tracee = start.tracee else { return }
        let refusal = body(&tracee, call)
        if refusal < 0 { refuse("the kernel cannot step", refusal) }
        tracee.end()
    }
}
