/// The reports of a machine that tests several images in one boot. A line before each says its number, so that one that is
/// cut off takes no other with it.
struct ImageSections {
    /// What ends the last report.
    static let farewell = mark("end")

    /// The machine's end as that of each image's probe, in their order.
    private(set) var all: [ChildProcess.Ended]

    private static func mark(_ value: String) -> String {
        #"{"kind":"environment","name":"image.number","value":"\#(value)"}"#
    }

    /// - Parameters:
    ///   - ended: how the machine ended, with all reports.
    ///   - count: how many images it was given.
    init(_ ended: ChildProcess.Ended, count: Int) {
        var sections = [[UInt8]](repeating: [], count: count)
        var present: Int?
        var isWhole = false
        let numbers = Dictionary(uniqueKeysWithValues: (0..<count).map { (Array(Self.mark("\($0)").utf8)[...], $0) })
        let end = Array(Self.farewell.utf8)[...]
        for line in ended.output.split(separator: UInt8(ascii: "\n")) {
            if let number = numbers[line] {
                present = number
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
