import ProbeRuntime

/// The functions and clocks that tell one and the same time to all threads: fine and coarse ones, `gettimeofday`, `time`.
///
/// CPU clocks differ between threads, and alarm clocks are never served; the plain sandwiches look at those.
struct RunningClocks {
    /// More than there are.
    static let most = 16
    let count: Int
    private let functions: UnsafeMutablePointer<TimedFunction>

    /// Every one that the image has a function for and the kernel knows.
    init() {
        let functions = Pages.allocate(4096).assumingMemoryBound(to: TimedFunction.self)
        var count = 0
        TimedFunction.forEach { function in
            var reading = Timespec()
            guard Self.runs(function.clock), count < Self.most, function.system(&reading) == 0 else { return }
            (functions + count).initialize(to: function)
            count += 1
        }
        self.functions = functions
        self.count = count
    }

    subscript(_ index: Int) -> TimedFunction {
        @inline(__always)
        get { functions[index] }
    }

    private static func runs(_ clock: Clock) -> Bool {
        switch clock.id {
        case 0, 1, 4, 5, 6, 7, 11: true
        default: false
        }
    }

    /// Set before the experiments that use it; children inherit it.
    nonisolated(unsafe) static var all: RunningClocks! = nil
}
