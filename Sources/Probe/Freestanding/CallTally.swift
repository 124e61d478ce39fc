import ProbeRuntime

/// What is counted of calls of one kind, and the line that reports it.
struct CallTally {
    private var calls: UInt64 = 0
    private var mismatches: UInt64 = 0
    private var overruns: UInt64 = 0
    /// The first call that did something wrong: what tells it from others, and both results.
    private var first: (argument: Int64, result: Int64, expected: Int64)?

    var hasFaults: Bool { first != nil }

    @inline(never)
    mutating func add(
        _ argument: Int64, _ result: Int64, _ expected: Int64, isSame: Bool = true, wroteBeside: Bool = false
    ) {
        calls += 1
        let isWrong = result != expected || !isSame
        if isWrong { mismatches += 1 }
        if wroteBeside { overruns += 1 }
        if first == nil, isWrong || wroteBeside { first = (argument, result, expected) }
    }

    /// One child for calls of a kind, and the line about them.
    @inline(never)
    static func run(
        _ area: StaticString, _ function: StaticString, _ group: StaticString, _ body: (inout CallTally) -> Void
    ) {
        Experiment.runItems(
            1, name: { _ in part(area, function, group) },
            { _ in
                var tally = CallTally()
                body(&tally)
                if tally.calls > 0 { tally.report(function, group) }
            })
    }

    /// `AREA/FUNCTION.GROUP`, the experiment's name.
    static func part(_ area: StaticString, _ function: StaticString, _ group: StaticString) {
        Output.part(area)
        Output.part("/")
        Output.part(function)
        Output.part(".")
        Output.part(group)
    }

    @inline(never)
    func report(_ function: StaticString, _ group: StaticString) {
        Output.begin("calls")
        Output.field("function", text: function)
        Output.field("group", text: group)
        Output.field("calls", unsigned: calls)
        Output.field("mismatches", unsigned: mismatches)
        Output.field("overruns", unsigned: overruns)
        if let first {
            Output.field("first", first.argument)
            Output.field("firstResult", first.result)
            Output.field("firstExpected", first.expected)
        }
        Output.end()
    }
}

/// Two stretches of memory that begin alike: one for the call, one for what it is compared with.
struct TwinMemory {
    /// The call's.
    let own = Pages.allocate(Self.size).assumingMemoryBound(to: UInt8.self)
    /// The system call's, or what is expected.
    let other = Pages.allocate(Self.size).assumingMemoryBound(to: UInt8.self)
    static let size = 4096
    private static let paint: UInt8 = 0x5a

    @inline(never)
    func reset() {
        for index in 0..<Self.size {
            own[index] = Self.paint
            other[index] = Self.paint
        }
    }

    /// Whether a stretch is alike in both.
    @inline(never)
    func isSame(_ first: Int, _ count: Int) -> Bool {
        for index in first..<first + count where own[index] != other[index] { return false }
        return true
    }

    /// Whether all is alike but for two stretches, the first of which comes first.
    @inline(never)
    func isSame(beside first: Int, _ count: Int, and second: Int = size, _ secondCount: Int = 0) -> Bool {
        isSame(0, first) && isSame(first + count, second - first - count)
            && isSame(second + secondCount, Self.size - second - secondCount)
    }
}
