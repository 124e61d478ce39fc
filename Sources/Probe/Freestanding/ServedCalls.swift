import ProbeRuntime

/// Counts the system calls that each function makes from within the image.
enum ServedCalls {
    nonisolated(unsafe) private static var isInstalled = false

    static func run() {
        let functions = Functions.tested
        functions.forEachGettime { run($0.name, $0.entry, $0.number, clocks: true) }
        functions.forEachGetres { run($0.name, $0.entry, $0.number, clocks: true) }
        if let entry = functions.gettimeofday { run("gettimeofday", entry, NR_gettimeofday, clocks: false) }
        if let entry = functions.time { run("time", entry, NR_time, clocks: false) }
        if let entry = functions.getcpu { run("getcpu", entry, NR_getcpu, clocks: false) }
        if let entry = functions.flushIcache {
            run("flush_icache", entry, NR_riscv_flush_icache, clocks: false)
        }
    }

    private static func run(_ name: StaticString, _ entry: UInt64, _ number: Int32, clocks: Bool) {
        let first = Clock.compared.lowerBound
        Experiment.runItems(
            clocks ? Clock.compared.count : 1,
            name: {
                Output.part("performance/")
                Experiment.part(name, clocks ? Clock(first + Int32($0)) : nil)
            },
            { item in
                let clock: Clock? = clocks ? Clock(first + Int32(item)) : nil
                if let clock, clock.name == nil { return }
                count(name, entry, number, clock)
            })
    }

    private static func count(_ name: StaticString, _ entry: UInt64, _ number: Int32, _ clock: Clock?) {
        if !isInstalled {
            let result = CallFilter.install()
            guard result == 0 else {
                Experiment.unobservable(
                    {
                        Output.part("performance/")
                        Experiment.part(name, clock)
                        Output.part(".served")
                    }, "seccomp filters are refused", result)
                return
            }
            isInstalled = true
        }
        let buffer = Pages.allocate(4096)
        let memory = Int64(address(buffer))
        CallFilter.trapped = 0
        CallFilter.number = -1
        CallFilter.altered = 0
        if let clock {
            CallFilter.expected = CallFilter.Arguments(first: Int(clock.id), second: Int(memory), isClock: true)
        } else if number != NR_time {
            CallFilter.expected = CallFilter.Arguments(first: Int(memory), second: Int(memory) + 64, isClock: false)
        } else {
            // `time(tloc)` has one argument.
            CallFilter.expected = nil
        }
        var result: Int64 = 0
        var calls: UInt64 = 0
        // A trap costs a hundred times a call; a function that always traps has shown it soon.
        while calls < Effort.current.servedCalls, calls < 64 || CallFilter.trapped < calls {
            calls += 1
            if let clock {
                // What lies above an `int` in its register is nobody's, where the calling convention leaves it open.
                let garbage: Int64 = probe_extends_int() == 0 && calls % 2 == 0 ? 0x5a5a << 40 : 0
                let id = garbage == 0 ? Int64(clock.id) : Int64(UInt32(bitPattern: clock.id)) | garbage
                result = probe_call(entry, id, memory, 0, 0, 0)
            } else {
                // gettimeofday(tv, tz), time(tloc), getcpu(cpu, node, unused)
                result = probe_call(entry, memory, memory + 64, 0, 0, 0)
            }
        }
        Output.begin("served")
        Output.field("function", text: name)
        if let clock { Output.field("clock", Int64(clock.id)) }
        Output.field("calls", unsigned: calls)
        Output.field("trapped", unsigned: CallFilter.trapped)
        Output.field("number", CallFilter.number)
        Output.field("expectedNumber", Int64(number))
        if CallFilter.trapped > 0, CallFilter.expected != nil { Output.field("altered", unsigned: CallFilter.altered) }
        Output.field("result", result)
        Output.end()
    }
}
