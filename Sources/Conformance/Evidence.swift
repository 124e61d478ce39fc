import Expectations
import Observations
import Results

/// What is known of a function before its values are judged.
enum FunctionState {
    /// The probe can call it.
    case callable(symbol: String)
    /// It is promised and not there.
    case missing(SourceLocation)
    /// It is legitimately not there; in words.
    case absent(String)
    /// Nobody promises it.
    case notPromised
}

/// Either what the probe saw, or why there is nothing to judge.
enum Evidence<Value> {
    case seen(Value)
    case nothing(CheckResult.Outcome, observed: String, reason: String)
}

extension Context {
    /// Whether a function can be judged on this target.
    func state(of function: String) -> FunctionState {
        let promises = expectations.exports.filter { $0.function == function && $0.aliasOf == nil }
        if let symbol = observations?.functions.first(where: { $0.function == function })?.symbol {
            // What nobody promises is reported among the unlisted exports.
            return promises.isEmpty ? .notPromised : .callable(symbol: symbol)
        }
        let applying = promises.filter { $0.presence != .forbidden }
        if let promise = applying.first(where: { $0.conditions.decide(in: situation) == .holds }) {
            return promise.presence == .required
                ? .missing(promise.location) : .absent("\(promise.symbol) is optional and not there")
        }
        for promise in applying {
            if case .undecided(let reason) = promise.conditions.decide(in: situation) {
                return .absent("\(promise.symbol) is not there, and whether it has to be is undecided: \(reason)")
            }
        }
        return .notPromised
    }

    /// Looks for an observation, and explains its absence.
    ///
    /// - Parameters:
    ///   - function: the function it is about.
    ///   - experiment: the name under which the probe reports a crash, a deadline or a refusal.
    ///   - find: picks the observation.
    /// - Returns: nil if nobody promises the function here.
    func evidence<Value>(
        of function: String, experiment: String, _ find: (ObservationSet) -> Value?
    ) -> Evidence<Value>? {
        guard let observations else { return nil }
        guard observations.imageAddress != nil else {
            return promisesSome(function)
                ? .nothing(.skipped, observed: "no vDSO", reason: "\(reasonForNoImage) to call") : nil
        }
        switch state(of: function) {
        case .notPromised: return nil
        case .absent(let reason): return .nothing(.skipped, observed: "no symbol", reason: reason)
        case .missing(let location):
            return .nothing(
                .failed, observed: "no symbol to call",
                reason: "\(function) is promised at \(location) and is not there")
        case .callable: break
        }
        if let value = find(observations) { return .seen(value) }
        return absence(of: experiment, in: observations)
    }

    private func promisesSome(_ function: String) -> Bool {
        if case .notPromised = state(of: function) { return false }
        return true
    }

    /// Why an experiment reported nothing.
    func absence<Value>(of experiment: String, in observations: ObservationSet) -> Evidence<Value> {
        if let ended = observations.ended.first(where: { $0.experiment == experiment }) {
            return .nothing(ended.outcome, observed: ended.words, reason: ended.meaning)
        }
        if let refusal = observations.unobservable.first(where: { $0.experiment == experiment }) {
            let words = refusal.isShortage ? "the machine had no process to spare" : "not observable here"
            return .nothing(
                refusal.isShortage ? .error : .skipped, observed: "nothing", reason: "\(words): \(refusal.reason)")
        }
        return .nothing(
            .error, observed: "nothing",
            reason: observations.end == nil
                ? "the probe's report ends before this experiment" : "the probe did not report \(experiment)")
    }
}

extension Ended {
    private enum Signal {
        static let kill = 9, alarm = 14, profile = 27
        /// SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS: what an instruction can bring about.
        static let faults: Set = [4, 5, 6, 7, 8, 11, 31]
    }

    /// A fault and a call that does not end are the vDSO's; being killed or starved is not, nor is a signal that somebody
    /// sends, as a machine that shuts down sends SIGTERM to all.
    var outcome: CheckResult.Outcome {
        signal.map { Signal.faults.contains($0) || $0 == Signal.profile } == true ? .failed : .error
    }

    /// What happened, with the place.
    var words: String {
        guard let signal else { return "the experiment ended with status \(status ?? -1)" }
        let place =
            if let offset { "at offset 0x\(String(offset, radix: 16)) of the image" } else if let address {
                "at 0x\(String(address, radix: 16)), outside of the image"
            } else { "at an unknown place" }
        switch signal {
        case Signal.profile: return "no return within the deadline in CPU time, last seen \(place)"
        case Signal.alarm: return "no end within the deadline in wall time, last seen \(place)"
        default: return "signal \(signal)\(Self.names[signal].map { " (\($0))" } ?? "") \(place)"
        }
    }

    /// Why it matters.
    var meaning: String {
        switch signal {
        case nil: "the experiment itself went wrong"
        case Signal.kill: "somebody killed the experiment"
        case Signal.alarm: "the machine gave it too little time; --load-factor widens deadlines"
        case Signal.profile: "a program that makes this call hangs"
        case let signal? where outcome == .error: "somebody ended the experiment by signal \(signal)"
        default: "a program that makes this call dies"
        }
    }

    private static let names = [
        4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 31: "SIGSYS",
    ]
}

extension Clock {
    /// The name without `CLOCK_`, or the number.
    var label: String { name.map { "\($0)" } ?? "\(id)" }
}
