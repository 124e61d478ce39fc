import ProbeRuntime

/// The parts of a guest's report: one for each image that is tested, or for each program that is process 1 in its turn.
/// None can take another with it: a line tells them apart, and each has its time.
enum GuestSections {
    /// Where a part begins. The host tells them apart by it, also behind one that was cut off.
    static func begin(_ number: Int) { mark { Output.part(Int64(number)) } }

    /// Behind the last one.
    static func end() { mark { Output.part("end") } }

    private static func mark(_ value: () -> Void) {
        line("guest.section", value)
        Output.flush()
    }

    private static func line(_ name: StaticString, _ value: () -> Void) {
        Output.begin("environment")
        Output.field("name", text: name)
        Output.field("value", parts: value)
        Output.end()
    }

    /// Reaps orphans until the probe has ended, or ends it with all that it started when its time is over.
    ///
    /// - Parameters:
    ///   - child: the probe.
    ///   - limit: in seconds; 0 for none.
    static func watch(_ child: Int, limit: Int) {
        let timer = limit > 0 ? startTimer(limit) : 0
        var status: Int32 = 0
        var ended = 0
        while ended != child {
            ended = withUnsafeMutablePointer(to: &status) { systemCall(NR_wait4, -1, address($0)) }
            if ended < 0, ended != Errno.interrupted { complain("process 1 lost the probe") }
            if timer > 0, ended == timer {
                endAll()
                // Its last line may be cut off.
                _ = systemCall(NR_write, 1, address(StaticString("\n").utf8Start), 1)
                line("guest.overdue") { Output.part(Int64(limit)) }
                Output.flush()
            }
        }
        if status & 0x7f != 0 { Guest.say("probe: ended by a signal\n") }
        // Nothing of it disturbs the next one.
        if limit > 0 { endAll() }
    }

    /// A process that ends after so many seconds: process 1 needs no signal handler then.
    private static func startTimer(_ seconds: Int) -> Int {
        let timer = Experiment.fork()
        guard timer == 0 else { return timer }
        Owner.sleep(milliseconds: Int64(seconds) * 1000)
        exitProcess(0)
    }

    /// Kills every process of the machine but this one.
    private static func endAll() {
        let everyone = -1
        let kill = 9
        _ = systemCall(NR_kill, everyone, kill)
    }

    /// Becomes the next program. One that the kernel does not run is passed over, with an empty part.
    static func executeNext(_ options: Options) {
        var program = options.program + 1
        while program < options.programCount {
            Program.execute(Options.path("/programs/", program), as: program, options)
            Guest.say("probe: the kernel does not run the next program\n")
            begin(program)
            program += 1
        }
    }
}
