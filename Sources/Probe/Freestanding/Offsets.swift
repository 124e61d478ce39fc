import ProbeRuntime

/// How each fine clock's vDSO reading lies between the system calls around it: `vDSO - before` less `after - vDSO`.
///
/// The way into and out of the kernel is the same for all clocks, so a clock with an offset of its own differs from the
/// others by twice the offset. Clocks take turns within a block, so that a change of frequency hits all alike; medians of
/// blocks do not see interruptions.
struct Offsets {
    static let blocks = 16
    /// Blocks that are made in any case: eight on each of two processors.
    static let least = 16
    private static let size = 101

    private let gettime: ClockFunction
    /// Of the current block: one row a clock.
    private let asymmetries: UnsafeMutablePointer<Int64>
    private let widths: UnsafeMutablePointer<Int64>
    /// Medians of each block: one row a clock.
    private let medians: UnsafeMutablePointer<Int64>
    private let medianWidths: UnsafeMutablePointer<Int64>
    /// Where each block was made.
    private let processors: UnsafeMutablePointer<Int64>
    private(set) var count = 0

    init(_ gettime: ClockFunction) {
        self.gettime = gettime
        func rows() -> UnsafeMutablePointer<Int64> { Pages.allocate(8192).assumingMemoryBound(to: Int64.self) }
        asymmetries = rows()
        widths = rows()
        medians = rows()
        medianWidths = rows()
        processors = rows()
    }

    /// Takes one block, as long as there is room: in turn here and on another processor, since what a kernel keeps for each
    /// of them may differ. Leaves the thread where it was.
    mutating func block(home: Int, other: Int) {
        guard count < Self.blocks else { return }
        if count % 2 == 1, other != home { _ = Affinity.pin(to: other) }
        processors[count] = Int64(SystemCPU.now().cpu)
        measure()
        if other != home { _ = Affinity.pin(to: home) }
    }

    private mutating func measure() {
        var before = Timespec()
        var value = Timespec()
        var after = Timespec()
        for sample in 0..<Self.size {
            for index in 0..<FineClocks.count {
                let function = TimedFunction.clockGettime(gettime, FineClocks.clock(index))
                _ = function.system(&before)
                _ = function.call(&value)
                _ = function.system(&after)
                let place = index * Self.size + sample
                asymmetries[place] = (value.total &- before.total) &- (after.total &- value.total)
                widths[place] = after.total &- before.total
            }
        }
        for index in 0..<FineClocks.count {
            medians[index * Self.blocks + count] = Self.median(asymmetries + index * Self.size)
            medianWidths[index * Self.blocks + count] = Self.median(widths + index * Self.size)
        }
        count += 1
    }

    /// Sorts the values: few, and almost sorted.
    private static func median(_ values: UnsafeMutablePointer<Int64>) -> Int64 {
        for index in 1..<size {
            let value = values[index]
            var place = index
            while place > 0, values[place - 1] > value {
                values[place] = values[place - 1]
                place -= 1
            }
            values[place] = value
        }
        return values[size / 2]
    }

    func report() {
        for index in 0..<FineClocks.count {
            var known = Timespec()
            let function = TimedFunction.clockGettime(gettime, FineClocks.clock(index))
            guard function.system(&known) == 0 else { continue }
            Output.begin("offset")
            gettime.layout.write(gettime.name)
            Output.field("clock", Int64(FineClocks.clock(index).id))
            Output.field("samples", Int64(Self.size))
            list("asymmetries", medians + index * Self.blocks)
            list("widths", medianWidths + index * Self.blocks)
            list("processors", processors)
            Output.end()
        }
    }

    private func list(_ name: StaticString, _ values: UnsafeMutablePointer<Int64>) {
        Output.field(
            name,
            list: {
                for index in 0..<count { Output.element(values[index]) }
            })
    }
}
