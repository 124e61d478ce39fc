import ProbeRuntime

/// Whether this program may read the counter. Only arm leaves that to the kernel, or to an emulator.
enum Counter {
    nonisolated(unsafe) private(set) static var isReadable = true

    /// Tries it in a child, which the refusal ends.
    static func start() {
        guard probe_may_lack_counter() != 0 else { return }
        let child = Experiment.fork()
        if child == 0 {
            // No core dump, no message of an emulator: the child ends by itself.
            Signals.handle(Signals.illegal, with: probe_address_of_give_up(), .always, onAlternateStack: false)
            _ = probe_counter()
            exitProcess(0)
        }
        isReadable = child > 0 && Experiment.wait(child) == 0
    }
}
