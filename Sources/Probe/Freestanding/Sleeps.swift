import ProbeRuntime

/// Whether a function sleeps: a thread that is put to sleep gives its processor up by itself, and the kernel counts that.
/// Time is not measured; being preempted is counted apart.
enum Sleeps {
    private static let runs = 5
    private static let calls = 1024

    static func run() {
        Experiment.runItems(
            Callee.count, name: { _ in Output.part("performance/sleeps") },
            { index in
                guard let callee = Callee.at(index) else { return }
                var reading = Timespec()
                var least = Int64.max
                for _ in 0..<runs {
                    let before = Switches.voluntary()
                    for _ in 0..<calls { _ = callee.call(&reading) }
                    least = min(least, Switches.voluntary() - before)
                }
                Output.begin("sleeps")
                Output.field("function", text: callee.name)
                if let clock = callee.clock { Output.field("clock", Int64(clock.id)) }
                Output.field("calls", calls)
                Output.field("runs", runs)
                Output.field("least", least)
                Output.end()
            })
    }
}
