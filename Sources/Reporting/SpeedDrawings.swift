import Foundation
import Results

/// Pictures of what calls cost on one target.
struct SpeedDrawings {
    private let speeds: [CallSpeed]
    private let id: String

    /// Leaves out what cannot be drawn: a stored report may hold any numbers.
    ///
    /// - Parameters:
    ///   - speeds: what was measured.
    ///   - id: what the names of pictures begin with.
    init(speeds: [CallSpeed], id: String) {
        self.speeds = speeds.map(\.drawable)
        self.id = id
    }

    private static let labels = 255.0
    private static let plot = 255.0...735.0

    /// Times of vDSO against system call, a row for each function with samples of a kind; nil without any.
    func times(_ sample: CallTimes.Sample) -> Drawing? {
        let rows = speeds.filter { $0.vdso?.sample == sample || $0.system?.sample == sample }
        let all = rows.flatMap { [$0.vdso, $0.system] }.compactMap(\.self).filter { $0.sample == sample }
        // Times of 0 have no place on a logarithmic axis.
        let least = all.map { max($0.quantile(0), 0.5) }.min() ?? 1
        let greatest = all.map { max($0.quantile(0.999), 0.5) }.max() ?? 1
        guard !all.isEmpty else { return nil }
        let scale = LogarithmicScale(range: (least / 1.2)...(greatest * 1.2), place: Self.plot)
        let pitch = 46.0
        var drawing = Drawing(
            id: "\(id)-\(sample.rawValue)", caption: Self.caption(sample), explanation: Self.explanation(sample),
            height: Double(rows.count) * pitch + 56)
        let bottom = drawing.height - 26
        for tick in Numbers.logarithmicTicks(scale.range) {
            drawing.line(scale.x(tick), 24, scale.x(tick), bottom, "grid")
            drawing.write(Numbers.time(tick), scale.x(tick), bottom + 17, "middle")
        }
        drawing.write("vDSO", 808, 16, "end vdso")
        drawing.write("system call", 900, 16, "end system")
        for (index, row) in rows.enumerated() {
            let base = 24 + Double(index + 1) * pitch - 4
            drawing.line(Self.plot.lowerBound, base, Self.plot.upperBound, base, "axis")
            drawing.write(Self.name(row), Self.labels - 8, base - 8, "end name")
            // The one behind first.
            for (times, kind, place) in [(row.system, "system", 900.0), (row.vdso, "vdso", 808.0)] {
                guard let times, times.sample == sample else { continue }
                drawing.steps(scale.histogram(of: times, height: pitch - 12), base: base, "area \(kind)")
                drawing.write(Numbers.time(times.quantile(0.5)), place, base - 8, "end \(kind)")
            }
        }
        return drawing
    }

    /// `empty` as people read it.
    static func name(_ speed: CallSpeed) -> String {
        speed.name == "empty" ? "call of nothing" : PlainText.oneLine(speed.name, limit: 34)
    }

    private static func caption(_ sample: CallTimes.Sample) -> String {
        switch sample {
        case .singleCall: "How long single calls take"
        case .batch: "How long calls take, in batches"
        }
    }

    private static func explanation(_ sample: CallTimes.Sample) -> String {
        switch sample {
        case .singleCall:
            "The share of calls by time, on a logarithmic axis; each with the reading of the counter around it, as the "
                + "call of nothing shows. To the right the medians."
        case .batch:
            "The share of batches by the mean time of their calls, on a logarithmic axis, what an empty call takes "
                + "taken off. To the right the medians."
        }
    }

    /// The least instructions of a call, as bars; nil where nothing was counted.
    var instructions: Drawing? {
        let rows = speeds.compactMap { speed in speed.instructions.map { (speed, $0) } }
        guard !rows.isEmpty else { return nil }
        let ticks = Numbers.ticks(to: Double(rows.map(\.1.least).max() ?? 1))
        let top = ticks.last ?? 1
        func x(_ value: Double) -> Double {
            Self.plot.lowerBound + value / top * (Self.plot.upperBound - Self.plot.lowerBound)
        }
        let pitch = 24.0
        var drawing = Drawing(
            id: "\(id)-instructions", caption: "Instructions of a call",
            explanation:
                "Those that a call executes within the image, counted by single steps: the shortest of some calls.",
            height: Double(rows.count) * pitch + 40)
        for tick in ticks {
            drawing.line(x(tick), 6, x(tick), drawing.height - 30, "grid")
            drawing.write(Numbers.short(tick), x(tick), drawing.height - 12, "middle")
        }
        for (index, row) in rows.enumerated() {
            let base = 6 + Double(index + 1) * pitch - 4
            let end = x(Double(row.1.least))
            drawing.write(Self.name(row.0), Self.labels - 8, base - 4, "end name")
            drawing.steps([(Self.plot.lowerBound, end, pitch - 8)], base: base, "bar")
            drawing.write("\(row.1.least)", end + 6, base - 4, "value")
        }
        return drawing
    }

    /// Calls a second by number of threads; nil where threads were not tried.
    var throughput: Drawing? {
        let rows = speeds.filter { !$0.throughput.isEmpty }
        let most = rows.flatMap(\.throughput).map(\.threads).max() ?? 1
        guard !rows.isEmpty else { return nil }
        let ticks = Numbers.ticks(to: rows.flatMap(\.throughput).map(\.millionsPerSecond).max() ?? 1)
        let top = ticks.last ?? 1
        var drawing = Drawing(
            id: "\(id)-throughput", caption: "Calls of several threads at once",
            explanation:
                "Million calls a second of all threads together, each on a processor of its own. Readers that do not "
                + "slow each other down make straight lines.",
            height: max(260, Double(rows.count) * 17 + 60))
        let (left, right, bottom) = (60.0, 600.0, drawing.height - 40)
        func y(_ value: Double) -> Double { bottom - value / top * (bottom - 14) }
        func x(_ threads: Int) -> Double {
            most == 1 ? (left + right) / 2 : left + Double(threads - 1) / Double(most - 1) * (right - left)
        }
        for tick in ticks {
            drawing.line(left, y(tick), right, y(tick), "grid")
            drawing.write(Numbers.short(tick), left - 8, y(tick) + 4, "end")
        }
        for threads in Self.threadTicks(most) { drawing.write("\(threads)", x(threads), bottom + 18, "middle") }
        drawing.write(most == 1 ? "thread" : "threads", (left + right) / 2, bottom + 35, "middle")
        var ends: [(y: Double, row: Int)] = []
        for (index, row) in rows.enumerated() {
            let points = row.throughput.map { (x: x($0.threads), y: y($0.millionsPerSecond)) }
            drawing.curve(points, "curve series\(index % 6)")
            for (point, seen) in zip(points, row.throughput) {
                drawing.dot(
                    point.x, point.y, "series\(index % 6)",
                    "\(Self.name(row)): \(seen.threads) threads, \(Numbers.short(seen.millionsPerSecond)) million/s")
            }
            ends.append((points.last?.y ?? bottom, index))
        }
        for (end, place) in Self.apart(ends, bottom: drawing.height - 6) {
            drawing.line(right + 4, end.y, right + 26, place - 4, "leader")
            drawing.write(Self.name(rows[end.row]), right + 30, place, "name series\(end.row % 6)")
        }
        return drawing
    }

    /// At most nine numbers of threads.
    private static func threadTicks(_ most: Int) -> [Int] {
        let step = max(1, (most + 7) / 8)
        return Array(Set(stride(from: 1, through: most, by: step)).union([most])).sorted()
    }

    /// Places for labels beside the ends of lines, so that none covers another.
    private static func apart(
        _ ends: [(y: Double, row: Int)], bottom: Double
    ) -> [((y: Double, row: Int), Double)] {
        let pitch = 16.0
        var places: [((y: Double, row: Int), Double)] = []
        var last = 0.0
        for end in ends.sorted(by: { $0.y < $1.y }) {
            last = max(end.y + 4, last + pitch)
            places.append((end, last))
        }
        var limit = bottom
        for index in places.indices.reversed() {
            places[index].1 = min(places[index].1, limit)
            limit = places[index].1 - pitch
        }
        return places
    }
}

extension CallSpeed {
    fileprivate var drawable: CallSpeed {
        func drawable(_ times: CallTimes?) -> CallTimes? {
            times.flatMap { times in
                let isSound =
                    !times.counts.isEmpty && times.counts.count == times.nanoseconds.count
                    && times.nanoseconds.allSatisfy { (0...1e15).contains($0) } && times.total > 0
                return isSound ? times : nil
            }
        }
        var speed = self
        (speed.vdso, speed.system) = (drawable(vdso), drawable(system))
        speed.throughput = throughput.filter {
            (1...65_536).contains($0.threads) && (0...1e15).contains($0.millionsPerSecond)
        }
        if let seen = instructions, !(0...1_000_000_000).contains(seen.least) { speed.instructions = nil }
        return speed
    }
}

/// Times on a logarithmic axis.
private struct LogarithmicScale {
    /// Nanoseconds, above 0.
    var range: ClosedRange<Double>
    var place: ClosedRange<Double>

    func x(_ value: Double) -> Double {
        let share = log(max(value, range.lowerBound) / range.lowerBound) / log(range.upperBound / range.lowerBound)
        return place.lowerBound + min(share, 1) * (place.upperBound - place.lowerBound)
    }

    /// Steps of a tenth of an octave, the highest as high as given. What lies beyond the axis is left out.
    func histogram(of times: CallTimes, height: Double) -> [(from: Double, to: Double, height: Double)] {
        let ratio = pow(2, 0.1)
        var counts: [Int: Double] = [:]
        for (time, count) in zip(times.nanoseconds, times.counts) where time <= range.upperBound {
            let octaves = log(max(time, range.lowerBound) / range.lowerBound)
            counts[Int((octaves / log(ratio)).rounded(.down)), default: 0] += Double(count)
        }
        guard let most = counts.values.max(), let first = counts.keys.min(), let last = counts.keys.max(), most > 0
        else { return [] }
        return (first...last).map { step in
            let from = range.lowerBound * pow(ratio, Double(step))
            return (x(from), x(from * ratio), (counts[step] ?? 0) / most * height)
        }
    }
}
