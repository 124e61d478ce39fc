import ProbeRuntime

/// Where the caller's registers are at each instruction of the tested image, for the host to compare with the image's
/// unwind table.
///
/// Values that a caller could not know are left out: each register and word of stack becomes a code. 0 is anything;
/// `c + 1` what column `c` held at the call; `100 + o` an address in the tested image, at offset `o`; and `d - 1` an address
/// `d` bytes (0 or less) above the stack pointer of the caller before the call.
struct FrameRecorder {
    private static let rows = 512
    private static let columns = 16
    private static let words = 96
    private static let width = 1 + columns + words
    private var codes: UnsafeMutablePointer<Int32>! = nil
    private var count = 0
    private var columnCount = 0
    /// Rows that found no place.
    private var lost = 0

    mutating func start() {
        codes = Pages.allocate(Self.rows * Self.width * 4).assumingMemoryBound(to: Int32.self)
        while probe_step_column(Int64(columnCount)) != -2 { columnCount += 1 }
    }

    mutating func begin(_ tracee: Tracee) {
        count = 0
        lost = 0
    }

    /// Notes the registers before an instruction, unless they are as they were at this instruction before.
    mutating func add(_ tracee: Tracee) {
        guard Image.tested.contains(tracee.programCounter) else { return }
        guard count < Self.rows else {
            lost += 1
            return
        }
        let row = codes + count * Self.width
        row[0] = Int32(truncatingIfNeeded: tracee.programCounter &- Image.tested.base)
        for column in 0..<Self.columns {
            let word = column < columnCount ? probe_step_column(Int64(column)) : -1
            row[1 + column] = word < 0 ? 0 : code(tracee.register(word), tracee)
        }
        let alive = tracee.stackPointer &- UInt64(PROBE_RED_ZONE)
        for index in 0..<Self.words {
            let place = tracee.callerStack - UInt64(index + 1) * ElfLayout.word
            let isAlive = place >= alive
            let value = UnsafePointer<UInt>(bitPattern: UInt(place))?.pointee ?? 0
            row[1 + Self.columns + index] = isAlive ? code(UInt64(value), tracee) : 0
        }
        if !isKnown(row) { count += 1 }
    }

    private func isKnown(_ row: UnsafeMutablePointer<Int32>) -> Bool {
        for other in 0..<count {
            let known = codes + other * Self.width
            guard known[0] == row[0] else { continue }
            var index = 1
            while index < Self.width, known[index] == row[index] { index += 1 }
            if index == Self.width { return true }
        }
        return false
    }

    private func code(_ value: UInt64, _ tracee: Tracee) -> Int32 {
        if value == probe_address_of_stop() { return 2 }
        for column in 2..<columnCount where value == Tracee.entryValue(column) { return Int32(column) + 1 }
        let caller = tracee.callerStack
        if value <= caller, caller - value < UInt64(Tracee.stackBytes) { return -Int32(caller - value) - 1 }
        if Image.tested.contains(value) { return 100 + Int32(truncatingIfNeeded: value &- Image.tested.base) }
        return 0
    }

    func report(_ call: SteppedCall) {
        Output.begin("frames")
        Output.field("function", text: call.name)
        Output.field("path", text: call.path)
        Output.field("lost", lost)
        Output.field(
            "registers",
            list: { for column in 0..<columnCount { Output.element(probe_step_dwarf(Int64(column))) } })
        Output.field(
            "rows",
            list: {
                for index in 0..<count {
                    let row = codes + index * Self.width
                    Output.list { element(row) }
                }
            })
        Output.end()
    }

    /// The offset, the columns, and the stack from its top down to the last word that says something.
    private func element(_ row: UnsafeMutablePointer<Int32>) {
        var words = Self.words
        while words > 0, row[Self.columns + words] == 0 { words -= 1 }
        for index in 0..<1 + columnCount { Output.element(Int64(row[index])) }
        for index in 0..<words { Output.element(Int64(row[1 + Self.columns + index])) }
    }
}
