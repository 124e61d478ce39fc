extension Conditions {
    /// Whether these conditions hold for a kernel.
    ///
    /// One part that is known to be violated decides, whatever else is unknown: a record for 7.0 on does not hold for
    /// 6.12, with any configuration. Otherwise one part that is unknown leaves it undecided.
    public func decide(in situation: Situation) -> Decision {
        if let kernel = situation.kernel {
            if let since, kernel < since { return .notYet(since) }
            if let until, kernel >= until { return .noLonger(until) }
        }
        let holds = configuration.map { $0.evaluate(in: situation.configuration) } ?? true
        if let configuration, holds == false { return .ruledOut("the kernel's configuration lacks \(configuration)") }
        if let clocksource = situation.clocksource, !clocksources.isEmpty, !clocksources.contains(clocksource) {
            return .ruledOut("holds under clocksource \(clocksources.joined(separator: ", ")), not \(clocksource)")
        }
        if situation.kernel == nil, let range { return .undecided("the kernel's version is unknown; holds \(range)") }
        if let configuration, holds == nil {
            return .undecided("the kernel's configuration is unknown; holds with \(configuration)")
        }
        if situation.clocksource == nil, !clocksources.isEmpty {
            return .undecided("the clocksource is unknown; holds under \(clocksources.joined(separator: ", "))")
        }
        return .holds
    }

    /// The kernel versions in words; nil for all.
    private var range: String? {
        let parts = [since.map { "from \($0)" }, until.map { "before \($0)" }].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// Whether some kernel could satisfy both.
    func overlaps(_ other: Conditions) -> Bool {
        if let until, let since = other.since, until <= since { return false }
        if let since, let until = other.until, until <= since { return false }
        if let configuration, let other = other.configuration, configuration.excludes(other) { return false }
        return clocksources.isEmpty || other.clocksources.isEmpty
            || !Set(clocksources).isDisjoint(with: other.clocksources)
    }

    /// What holds where these conditions and those of an `include` hold.
    func restricted(to outer: Conditions) -> Conditions {
        var result = self
        result.since = [since, outer.since].compactMap { $0 }.max()
        result.until = [until, outer.until].compactMap { $0 }.min()
        if let other = outer.configuration { result.configuration = configuration.map { .and(other, $0) } ?? other }
        return result
    }
}
