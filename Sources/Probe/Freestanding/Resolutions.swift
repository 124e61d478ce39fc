import ProbeRuntime

/// `clock_getres` of every identifier, with and without a structure, through the vDSO and the system call.
enum Resolutions {
    static func run() {
        let first = Clock.compared.lowerBound
        Functions.tested.forEachGetres { function in
            Experiment.runItems(
                Clock.compared.count,
                name: {
                    Output.part("errors/")
                    Experiment.part(function.name, Clock(first + Int32($0)))
                },
                { compare(function, Clock(first + Int32($0))) })
        }
    }

    private static func compare(_ function: ClockFunction, _ clock: Clock) {
        var vdso = Timespec(seconds: Timespec.sentinel, nanoseconds: Timespec.sentinel)
        var system = vdso
        let id = Int64(clock.id)
        let vdsoResult = withUnsafeMutablePointer(to: &vdso) { function.call(clock, $0) }
        let systemResult = withUnsafeMutablePointer(to: &system) { function.system(clock, $0) }
        Output.begin("resolution")
        function.layout.write(function.name)
        Output.field("clock", id)
        Output.field("vdsoResult", vdsoResult)
        Output.field("systemResult", systemResult)
        Output.field("vdso", vdso)
        Output.field("system", system)
        Output.field("vdsoNullResult", callInt(function.entry, id))
        Output.field("systemNullResult", systemCall(function.number, Int(clock.id), 0))
        Output.end()
    }
}
