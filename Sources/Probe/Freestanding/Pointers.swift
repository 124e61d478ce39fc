import ProbeRuntime

/// Pointers that lead nowhere: what each function returns, or which signal ends it, next to the system call.
struct Pointers {
    /// The function and which of its arguments is the pointer: `clock_gettime.MONOTONIC`, `getcpu.node`.
    private let function: StaticString
    private let argument: StaticString
    private let entry: UInt64
    /// The system call to compare with.
    private let number: Int32
    /// The clock in front of the pointer; nil for functions without one.
    private let clock: Int?
    /// How many NULLs stand in front of the pointer.
    private let position: Int
    /// Bytes that the function writes.
    private let size: Int

    /// Where a pointer leads.
    private enum Place: Int {
        case null, unmapped, readOnly, noAccess, kernel, middle, lastByte
        static let count = 7

        var name: StaticString {
            switch self {
            case .null: "null"
            case .unmapped: "unmapped"
            case .readOnly: "read-only"
            case .noAccess: "no-access"
            case .kernel: "kernel"
            case .middle: "middle-across-end"
            case .lastByte: "last-byte-across-end"
            }
        }
    }

    /// What a child tells its parent before it may die.
    private struct Answer {
        var result: Int64 = 0
        var hasReturned = false
    }
    nonisolated(unsafe) private static var answer: UnsafeMutablePointer<Answer>! = nil
    nonisolated(unsafe) private static var pages: UnsafeMutableRawPointer! = nil
    private static let page = 64 << 10

    static func run() {
        prepare()
        let functions = Functions.tested
        functions.forEachGettime { function in
            Pointers(function, "MONOTONIC", clock: 1).run()
            Pointers(function, "REALTIME_COARSE", clock: 5).run()
            Pointers(function, "THREAD_CPUTIME_ID", clock: 3).run()
        }
        functions.forEachGetres { Pointers($0, "MONOTONIC", clock: 1).run() }
        if let entry = functions.gettimeofday {
            Pointers("gettimeofday", "timeval", entry, NR_gettimeofday, size: TimeLayout.native.bytes).run()
            Pointers("gettimeofday", "timezone", entry, NR_gettimeofday, position: 1, size: 8).run()
        }
        // There is a system call of this name on some architectures only; another one judges pointers alike.
        if let entry = functions.time {
            Pointers("time", "stored", entry, NR_gettimeofday, size: MemoryLayout<Int>.size).run()
        }
        if let entry = functions.getcpu {
            Pointers("getcpu", "cpu", entry, NR_getcpu, size: 4).run()
            Pointers("getcpu", "node", entry, NR_getcpu, position: 1, size: 4).run()
        }
    }

    private init(
        _ function: StaticString, _ argument: StaticString, _ entry: UInt64, _ number: Int32, clock: Int? = nil,
        position: Int = 0, size: Int
    ) {
        self.function = function
        self.argument = argument
        self.entry = entry
        self.number = number
        self.clock = clock
        self.position = position
        self.size = size
    }

    private init(_ function: ClockFunction, _ argument: StaticString, clock: Int) {
        self.init(
            function.name, argument, function.entry, function.number, clock: clock, size: function.layout.bytes)
    }

    /// Three stretches: writable, read-only, and one that cannot be touched; a hole behind the last.
    private static func prepare() {
        answer = Pages.allocateShared(4096).assumingMemoryBound(to: Answer.self)
        let memory = Pages.allocate(5 * page)
        pages = memory
        _ = systemCall(NR_mprotect, address(memory) + page, page, 0)
        _ = systemCall(NR_mprotect, address(memory) + 2 * page, page, 1)
        _ = systemCall(NR_munmap, address(memory) + 3 * page, page)
    }

    private func target(_ place: Place) -> Int {
        let memory = Int(bitPattern: Self.pages)
        switch place {
        case .null: return 0
        case .unmapped: return memory + 3 * Self.page + 64
        case .readOnly: return memory + 2 * Self.page + 64
        case .noAccess: return memory + Self.page + 64
        // With 32 bits a 64-bit kernel leaves all but the last two pages to the program.
        case .kernel: return MemoryLayout<Int>.size == 8 ? -(1 << 46) : -4032
        // The stretch behind the writable one cannot be touched.
        case .middle: return memory + Self.page - size / 2
        case .lastByte: return memory + Self.page - size + 1
        }
    }

    private func run() {
        for index in 0..<Place.count {
            guard let place = Place(rawValue: index) else { continue }
            Self.answer.pointee = Answer()
            let child = Experiment.fork()
            if child == 0 {
                Deadline.arm()
                Self.answer.pointee.result = call(place)
                Self.answer.pointee.hasReturned = true
                exitProcess(0)
            }
            guard child > 0 else { continue }
            report(place, status: Experiment.wait(child))
        }
        Output.flush()
    }

    private func call(_ place: Place) -> Int64 {
        let pointer = Int64(target(place))
        if let clock { return callInt(entry, Int64(clock), pointer) }
        return position == 0 ? callInt(entry, pointer) : callInt(entry, 0, pointer)
    }

    private func systemResult(_ place: Place) -> Int {
        let pointer = target(place)
        if let clock { return systemCall(number, clock, pointer) }
        return position == 0 ? systemCall(number, pointer, 0, 0) : systemCall(number, 0, pointer, 0)
    }

    private func report(_ place: Place, status: Int) {
        Output.begin("pointer")
        Output.field("function", text: function)
        Output.field("argument", text: argument)
        Output.field("place", text: place.name)
        if Self.answer.pointee.hasReturned {
            Output.field("result", Self.answer.pointee.result)
        } else {
            Output.field("signal", status & 0x7f)
        }
        Output.field("systemResult", systemResult(place))
        Output.end()
    }
}
