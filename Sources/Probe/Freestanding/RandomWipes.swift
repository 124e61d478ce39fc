import ProbeRuntime

/// A state that is wiped in the midst of a call: what a child finds whose parent forked in a signal handler that had
/// interrupted the call. The function has to see it and to begin again.
///
/// A call is stepped to an instruction, its state is wiped, and it runs to its end. Then everything is put back, and the
/// call goes on to the next instruction. All of it is done twice, with two keys: bytes that are the same both times come
/// from a key of zeros, or are no random bytes at all. Chance makes a word the same once in 2^64.
struct RandomWipes {
    /// A call that takes more instructions is given up.
    private static let limit = 4096
    /// Instructions behind which only some are tried: there the cipher works on what it has read already.
    private static let dense = 192
    private static let sparseStride = 32
    private static let places = 768
    private static let words = Int(SteppedCall.length) / 8

    /// What came out at each place, in the first round.
    private let outputs = Pages.allocate(places * words * 8).assumingMemoryBound(to: UInt64.self)
    private var moment = Tracee.Moment()
    private let call: SteppedCall
    private var isFirst = true
    private var place = 0
    private var pieces = 0
    private var repeats: UInt64 = 0
    private var failures: UInt64 = 0

    private init(_ call: SteppedCall) { self.call = call }

    static func run(isPossible: Bool) {
        func refuse(_ reason: StaticString, _ result: Int) {
            Experiment.unobservable({ Random.part("wiped-meanwhile") }, reason, result)
        }
        guard isPossible else { return refuse("in this machine the clock ticks at each step of a call", 0) }
        guard var call = SteppedCall.fill, call.prepare() else { return }
        let start = Tracee.start { _ in }
        switch start.failure {
        case .fork(let result): return refuse("fork fails", result)
        case .trace(let result): return refuse("no process can be traced", result)
        case nil: break
        }
        guard var tracee = start.tracee else { return }
        var wipes = RandomWipes(call)
        var refusal = wipes.round(&tracee)
        wipes.isFirst = false
        if refusal == 0 { refusal = wipes.round(&tracee) }
        tracee.end()
        if refusal < 0 { return refuse("the kernel cannot step", refusal) }
        RandomPieces.report(
            "wiped-meanwhile", pieces: wipes.pieces, repeats: wipes.repeats, failures: wipes.failures)
    }

    /// A call that fills the state, one that takes bytes made in advance, and one that makes new ones.
    ///
    /// - Returns: 0, or why the kernel refuses to step.
    private mutating func round(_ tracee: inout Tracee) -> Int {
        place = 0
        call.clear(tracee.data)
        guard tracee.begin(call.entry, call.arguments(tracee.data)) else { return -1 }
        let refusal = tracee.interrupt(with: 0)
        guard refusal == 0 else { return refusal }
        for _ in 0..<Effort.current.wipedCalls where !tracee.isGone {
            let refusal = interruptedCall(&tracee)
            if refusal < 0 { return refusal }
        }
        return 0
    }

    private mutating func interruptedCall(_ tracee: inout Tracee) -> Int {
        guard tracee.begin(call.entry, call.arguments(tracee.data)) else { return -1 }
        var instructions = 0
        while tracee.isAtTrap || instructions == 0, tracee.programCounter != probe_address_of_stop(),
            instructions < Self.limit, place < Self.places
        {
            let stride = instructions < Self.dense ? Effort.current.interruptionStride : Self.sparseStride
            if instructions % stride == 0 {
                tracee.save(&moment)
                call.wipe(tracee.data)
                if tracee.interrupt(with: 0) == 0 { look(tracee) }
                guard !tracee.isGone, tracee.restore(moment) else { return 0 }
            }
            instructions += 1
            let result = tracee.step()
            if result < 0 { return result }
        }
        return 0
    }

    /// Looks at what a call gave, or remembers it.
    private mutating func look(_ tracee: Tracee) {
        defer { place += 1 }
        guard tracee.hasReturned, tracee.result == call.success,
            let given = UnsafePointer<UInt64>(bitPattern: tracee.data)
        else {
            failures += 1
            return
        }
        let kept = outputs + place * Self.words
        var isRepeated = false
        for word in 0..<Self.words {
            if isFirst { kept[word] = given[word] } else if kept[word] == given[word] { isRepeated = true }
        }
        pieces += 1
        if isRepeated { repeats += 1 }
    }
}
