import Synchronization

/// The reports of a machine in which several probes run in one boot: for several images, or for programs of several
/// architectures. A line before each says its number, so that one that is cut off takes no other with it.
struct ReportSections {
    /// What ends the last report.
    static let farewell = mark("end")

    /// The machine's end as that of each probe, in their order.
    private(set) var all: [ChildProcess.Ended]
    /// Whether each of them was begun.
    private(set) var isBegun: [Bool]

    static func mark(_ value: String) -> String {
        #"{"kind":"environment","name":"guest.section","value":"\#(value)"}"#
    }

    /// - Parameters:
    ///   - ended: how the machine ended, with all reports.
    ///   - count: how many there should be.
    init(_ ended: ChildProcess.Ended, count: Int) {
        var sections = [[UInt8]](repeating: [], count: count)
        var present: Int?
        var isWhole = false
        isBegun = [Bool](repeating: false, count: count)
        let numbers = Dictionary(uniqueKeysWithValues: (0..<count).map { (Array(Self.mark("\($0)").utf8)[...], $0) })
        let end = Array(Self.farewell.utf8)[...]
        for line in ended.output.split(separator: UInt8(ascii: "\n")) {
            if let number = numbers[line] {
                present = number
                isBegun[number] = true
            } else if line == end {
                (present, isWhole) = (nil, true)
            } else if let present {
                sections[present] += line + [UInt8(ascii: "\n")]
            }
        }
        let last = present
        all = sections.enumerated().map { index, output in
            var own = ended
            own.output = output
            // What ended the machine ended the report that was being made, and those behind it. Of one before, its own
            // last line tells, and a panic came later.
            if isWhole || index < last ?? 0 { own.ending = .cut(.overdue) }
            return own
        }
    }
}

/// When each report of a machine began, while they come.
final class SectionTimes: Sendable {
    private struct State {
        var starts: [ContinuousClock.Instant] = []
        /// The end of the last piece: a mark may lie across two.
        var tail = ""
    }
    private let state = Mutex(State())
    private static let mark = #""guest.section""#

    /// Looks at a piece of the output.
    func add(_ piece: borrowing [UInt8]) {
        let new = String(decoding: piece[0..<piece.count], as: UTF8.self)
        state.withLock { state in
            let text = state.tail + new
            let found = text.ranges(of: Self.mark)
            for _ in found { state.starts.append(.now) }
            // Nothing of a mark that was counted.
            state.tail = String(text[(found.last?.upperBound ?? text.startIndex)...].suffix(Self.mark.count - 1))
        }
    }

    /// Seconds from the beginning of one report to that of the next; nil if either did not come.
    func seconds(of number: Int) -> Double? {
        state.withLock { state in
            guard number + 1 < state.starts.count else { return nil }
            return (state.starts[number + 1] - state.starts[number]) / .seconds(1)
        }
    }
}
