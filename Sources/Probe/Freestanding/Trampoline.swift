import ProbeRuntime

/// How a signal handler finds back where the kernel takes the vDSO's own trampoline.
enum Trampoline {
    static func run() {
        guard probe_needs_restorer() == 0, let found = Functions.find("rt_sigreturn", in: Image.mapped) else { return }
        Experiment.run("mapping/trampoline") {
            Signals.handle(
                Signals.user, with: probe_address_of_on_return(), .always, returning: .throughImage)
            let checked = CheckedCall()
            let result = checked.run(
                probe_address_of_raise(), Int64(systemCall(NR_getpid)), Int64(Signals.user))
            let place = probe_return_address()
            Output.begin("trampoline")
            Output.field("symbol", unsigned: found.address &- Image.mapped.base)
            Output.field("handled", result == 0 && place != 0)
            if Image.mapped.contains(place) { Output.field("returnAddress", unsigned: place &- Image.mapped.base) }
            Output.field("changed", list: { Conventions.list(checked.changed) })
            Output.end()
        }
    }
}
