import Expectations
import Glibc
import Observations
import Results
import VDSOImage

/// What verdicts were made on, and what was measured, as named values for reports.
struct Facts {
    typealias Property = TargetReport.Property

    /// Kernel, clocksource, processors, emulator, image.
    static func environment(of subject: Subject) -> [Property] {
        var facts: [Property] = []
        func add(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { facts.append(Property(name, value)) }
        }
        let observations = subject.observations
        add("host.name", hostName)
        add("emulator", subject.emulator)
        add("boot-seconds", subject.bootSeconds.map { "\(($0 * 10).rounded() / 10)" })
        add("probe-seconds", subject.bootSeconds.map { "\(((subject.observingSeconds - $0) * 10).rounded() / 10)" })
        if observations != nil || subject.image.image != nil { add("flavour", subject.decidedFlavour.rawValue) }
        add("kernel.release", observations?.kernel?.release)
        add("kernel.version", observations?.kernel?.version)
        add("kernel.machine", observations?.kernel?.machine)
        if observations != nil || subject.image.image != nil {
            add("kernel.configuration", subject.configurationPath ?? "unknown")
        }
        add("clocksource", observations?.clocksource?.current)
        add("clocksource.available", observations?.clocksource?.available.joined(separator: " "))
        add("cpus", observations?.cpus.map { ranges($0.allowed) })
        add("cpus.online", observations?.cpus?.online)
        add("page-size", observations?.start.map { "\($0.pageSize)" })
        for fact in observations?.environment ?? [] { add(fact.name, fact.value) }
        if let image = subject.image.image {
            add("image.origin", subject.imageOrigin)
            add("image.size", "\(image.size)")
            add("image.build-id", image.buildID)
            add("image.kernel", (subject.versionCode ?? image.linuxVersionCode).map { "\(KernelVersion(code: $0))" })
        }
        return facts
    }

    /// Times and sample counts, named `AREA/SUBJECT.VALUE`.
    static func measurements(in observations: ObservationSet?) -> [Property] {
        guard let observations else { return [] }
        let agreement = observations.sandwiches.filter { $0.samples > 0 }.flatMap { sandwich in
            let name = "\(Area.agreement.rawValue)/\(subject(sandwich.function, sandwich.clock))"
            return [
                Property("\(name).samples", "\(sandwich.samples)"),
                Property("\(name).repeated", "\(sandwich.repeated)"),
                Property("\(name).narrowest-ns", "\(sandwich.narrowest)"),
                Property("\(name).median-ns", "\(sandwich.median)"),
                Property("\(name).widest-ns", "\(sandwich.widest)"),
            ]
        }
        let performance = observations.performance.flatMap { cost in
            let name = "\(Area.performance.rawValue)/\(subject(cost.function, cost.clock))"
            return [
                Property("\(name).vdso-minimum-ns", nanoseconds(cost.least(.vdso))),
                Property("\(name).vdso-median-ns", nanoseconds(cost.median(.vdso))),
                Property("\(name).system-call-minimum-ns", nanoseconds(cost.least(.system))),
                Property("\(name).system-call-median-ns", nanoseconds(cost.median(.system))),
            ]
        }
        return agreement + performance
    }

    /// Instructions, tails and threads, named like the times.
    static func measurements(of speeds: [CallSpeed]) -> [Property] {
        speeds.flatMap { speed in
            let name = "\(Area.performance.rawValue)/\(speed.name)"
            let instructions = speed.instructions.map { seen in
                [
                    Property("\(name).instructions-minimum", "\(seen.least)"),
                    Property("\(name).instructions-median", "\(seen.median)"),
                    Property("\(name).instructions-maximum", "\(seen.greatest)"),
                ]
            }
            let tails = [("vdso", speed.vdso), ("system-call", speed.system)].flatMap { kind, times in
                times.flatMap { $0.sample == .singleCall ? $0 : nil }.map { times in
                    [(0.5, "p50"), (0.99, "p99"), (0.999, "p99.9"), (1, "greatest")].map { share, word in
                        Property("\(name).\(kind)-single-\(word)-ns", "\(times.quantile(share))")
                    }
                } ?? []
            }
            let threads = speed.throughput.map {
                Property("\(name).threads-\($0.threads)-million-per-second", "\($0.millionsPerSecond)")
            }
            return (instructions ?? []) + tails + threads
        }
    }

    /// `FUNCTION.CLOCK`, or `FUNCTION`.
    static func subject(_ function: String, _ clock: Int32?) -> String {
        // Only these have a clock in the names of their results.
        guard let clock, function.hasPrefix("clock_") else { return function }
        return "\(function).\(Clock(clock).name.map { "\($0)" } ?? "\(clock)")"
    }

    /// Picoseconds as nanoseconds with one decimal.
    private static func nanoseconds(_ picoseconds: UInt64) -> String {
        "\(picoseconds / 1000).\(picoseconds % 1000 / 100)"
    }

    /// `0-3,6` for 0, 1, 2, 3, 6.
    static func ranges(_ numbers: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers.sorted() {
            if let last = ranges.last, number <= last.upperBound.advanced(by: 1) {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, number)
            } else {
                ranges.append(number...number)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }

    private static var hostName: String? {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return nil }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
