import Foundation

/// A picture of lines, areas, dots and words, for a template that turns it into SVG.
struct Drawing {
    /// A name that no other picture of the page has.
    var id: String
    /// What it shows, for those who do not see it.
    var caption: String
    /// How to read it.
    var explanation: String
    var width = 900.0
    var height: Double
    var lines: [Line] = []
    var areas: [Area] = []
    var dots: [Dot] = []
    var words: [Words] = []

    /// Kinds are classes of the style sheet.
    struct Line { var x1, y1, x2, y2: Double, kind: String }
    struct Area { var path, kind: String }
    struct Dot { var x, y: Double, kind, saying: String }
    struct Words { var x, y: Double, kind, text: String }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ kind: String) {
        lines.append(Line(x1: Self.tenth(x1), y1: Self.tenth(y1), x2: Self.tenth(x2), y2: Self.tenth(y2), kind: kind))
    }

    mutating func write(_ text: String, _ x: Double, _ y: Double, _ kind: String) {
        words.append(Words(x: Self.tenth(x), y: Self.tenth(y), kind: kind, text: text))
    }

    mutating func dot(_ x: Double, _ y: Double, _ kind: String, _ saying: String) {
        dots.append(Dot(x: Self.tenth(x), y: Self.tenth(y), kind: kind, saying: saying))
    }

    /// A line through points; one point is a dot's business.
    mutating func curve(_ points: [(x: Double, y: Double)], _ kind: String) {
        guard points.count > 1 else { return }
        let steps = points.enumerated().map { "\($0 == 0 ? "M" : "L")\(Self.tenth($1.x)) \(Self.tenth($1.y))" }
        areas.append(Area(path: steps.joined(), kind: kind))
    }

    /// Steps over a base line, filled.
    mutating func steps(_ steps: [(from: Double, to: Double, height: Double)], base: Double, _ kind: String) {
        guard let first = steps.first, let last = steps.last else { return }
        var path = "M\(Self.tenth(first.from)) \(Self.tenth(base))"
        for step in steps { path += "V\(Self.tenth(base - step.height))H\(Self.tenth(step.to))" }
        areas.append(Area(path: path + "V\(Self.tenth(base))H\(Self.tenth(last.to))Z", kind: kind))
    }

    /// A tenth of a pixel is enough.
    static func tenth(_ value: Double) -> Double { (value * 10).rounded() / 10 + 0 }
}

/// Numbers for people.
enum Numbers {
    /// Three significant digits, whole from 100 on.
    static func short(_ value: Double) -> String {
        guard value.isFinite else { return "-" }
        let size = abs(value)
        let factor = size >= 100 ? 1.0 : size >= 10 ? 10 : 100
        let rounded = (value * factor).rounded() / factor + 0
        guard abs(rounded) < 1e15 else { return "\(rounded)" }
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }

    /// Nanoseconds with the unit that suits them.
    static func time(_ nanoseconds: Double) -> String {
        switch nanoseconds {
        case ..<1000: "\(short(nanoseconds)) ns"
        case ..<1_000_000: "\(short(nanoseconds / 1000)) µs"
        default: "\(short(nanoseconds / 1_000_000)) ms"
        }
    }

    /// 1, 2 and 5 times powers of ten that lie within a range.
    static func logarithmicTicks(_ range: ClosedRange<Double>) -> [Double] {
        guard range.lowerBound > 0, range.upperBound.isFinite else { return [] }
        let decades = Int(log10(range.lowerBound).rounded(.down))...Int(log10(range.upperBound).rounded(.up))
        let all = decades.flatMap { decade in [1, 2, 5].map { $0 * pow(10, Double(decade)) } }
        let ticks = all.filter { range.contains($0) }
        // With many decades the powers of ten are enough.
        return ticks.count > 9 ? ticks.filter { log10($0).rounded() == log10($0) } : ticks
    }

    /// About four round numbers from 0 up to at least `top`.
    static func ticks(to top: Double) -> [Double] {
        guard top > 0, top.isFinite else { return [0, 1] }
        let power = pow(10, log10(top / 4).rounded(.down))
        let step = [1, 2, 5, 10].map { $0 * power }.first { $0 * 4 >= top } ?? 10 * power
        return Array(stride(from: 0, through: (top / step).rounded(.up) * step + step / 2, by: step))
    }
}
