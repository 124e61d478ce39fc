extension ObservationSet {
    /// Instructions of a function's call in a machine whose time is the number of its instructions (`-icount shift=0`): a
    /// nanosecond each, without noise. It serves architectures whose kernels cannot single-step.
    ///
    /// - Parameters:
    ///   - function: without prefix.
    ///   - clock: the `clockid`; nil for functions without one.
    /// - Returns: nil in machines whose time is something else, and for what was not timed.
    public func countedInstructions(of function: String, clock: Int32?) -> Int? {
        guard environment.contains(where: { $0.name == "acceleration" && $0.value == "icount" }) else { return nil }
        let seen = performance.filter { $0.function == function && $0.clock == clock && !$0.vdso.isEmpty }
        // The least of both: a tick of the clock makes a batch longer.
        guard let call = seen.map({ $0.least(.vdso) }).min(), let empty = seen.map({ $0.least(.empty) }).min(),
            call >= empty,
            let own = seen.compactMap(\.emptyInstructions).first
        else { return nil }
        return Int((Double(call - empty) / 1000).rounded()) + Int(clamping: own)
    }
}
